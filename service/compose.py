"""What a Kinline process is made of, put together here and nowhere else."""

from redis import Redis
from redis.backoff import ConstantBackoff, NoBackoff
from redis.retry import Retry

import channels.registry
from channels import smtp_email, twilio_sms
from channels.smtp_url import parse_smtp_url
from messaging.platform import sealing
from messaging.platform.clock import utc_now
from messaging.platform.database import Database
from messaging.platform.lanes import Doorbell, RedisDoorbell
from messaging.platform.links import LinkSigner
from messaging.platform.meter import LocalMeter, Meter, RedisMeter
from messaging.platform.sealing import Keyring
from messaging.platform.settings import Settings, SettingsError
from messaging.runtime import Runtime
from service.quiet_doorbell import QuietDoorbell
from templates import load_library

DRAIN = "service.jobs.drain"
"""The RQ job that answers the bell, as text: web processes ring without importing it."""
DOOR_SECONDS = 0.25


def compose(settings: Settings, doorbell: Doorbell | None = None) -> Runtime:
    """Check everything, connect nothing yet. Raises `SettingsError`."""
    secrets = [settings.secret, *(old.get_secret_value() for old in settings.old_secret_keys)]
    sealing.install(Keyring(secrets))
    adapters = _channels(settings)
    meter: Meter = LocalMeter()
    # Who brings a doorbell does without Redis.
    if doorbell is None:
        redis = connect_redis(settings)
        doorbell, meter = RedisDoorbell(redis, DRAIN), RedisMeter(redis)
    return Runtime(
        settings=settings,
        database=Database(settings.database),
        doorbell=doorbell,
        clock=utc_now,
        channels=adapters,
        library=load_library(),
        links=LinkSigner(secrets),
        meter=meter,
    )


def compose_for_a_command(settings: Settings) -> Runtime:
    """As `compose`, also while no embedded Redis runs."""
    running = settings.redis_url or settings.embedded_redis_file.exists()
    return compose(settings, None if running else QuietDoorbell())


def door_meter(settings: Settings) -> Meter:
    """For requests' rates. It gives up at once: who waits at a door must not wait for Redis."""
    return RedisMeter(
        Redis.from_url(
            settings.redis,
            socket_connect_timeout=DOOR_SECONDS,
            socket_timeout=DOOR_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
    )


def connect_redis(settings: Settings) -> Redis:
    """A client that gives up soon: no request may hang on a doorbell."""
    return Redis.from_url(
        settings.redis,
        socket_connect_timeout=2,
        socket_timeout=5,
        retry=Retry(ConstantBackoff(0.05), 1),
    )


def _channels(settings: Settings) -> channels.registry.Registry:
    try:
        server = parse_smtp_url(settings.smtp)
    except ValueError as error:
        raise SettingsError(f"SMTP_URL: {error}") from None
    try:
        smtp = smtp_email.Config(server, settings.mail_from)
    except ValueError as error:
        raise SettingsError(f"MAIL_FROM: {error}") from None
    twilio = twilio_sms.Config(
        settings.twilio_account,
        settings.twilio_token,
        settings.twilio_api,
        settings.twilio_messaging_service_sid,
        settings.texts_from,
    )
    return channels.registry.build(twilio=twilio, smtp=smtp)
