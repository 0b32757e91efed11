"""`kinline clock`: rings, every second, each lane that has something due.

This is why flushing Redis loses nothing, and how a message due at nine goes out at nine. Only one
clock is active at a time; another one waits to take over.
"""

import threading

import structlog
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from messaging.platform.lanes import Lane
from messaging.platform.logs import configure_logging
from messaging.platform.settings import Settings
from messaging.runtime import Runtime
from service.compose import compose, connect_redis
from service.due import has_due
from service.only_one import OnlyOne
from service.signals import stop_on_signals
from service.sweeping import ASKING, KEEPING, MINDING, Sweeping
from service.troubles import trouble

log = structlog.get_logger(__name__)

TICK_SECONDS = 1.0
ALIVE_KEY = "kinline:clock"
ALIVE_SECONDS = 15


class ClockWork:
    """What one tick does."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def tick(self) -> None:
        """Ring what is due."""
        now = self._runtime.clock()
        with self._runtime.reading() as session:
            due = [lane for lane in Lane if has_due(session, self._runtime.settings, lane, now)]
        for lane in due:
            self._runtime.doorbell.ring(lane)


def main() -> None:
    """The process. Raises `SettingsError`."""
    settings = Settings.load()
    configure_logging(settings)
    runtime = compose(settings)
    with connect_redis(settings) as redis:
        run(runtime, redis, stop_on_signals())


def run(runtime: Runtime, redis: Redis, stop: threading.Event) -> None:
    """Tick until `stop`. A database or Redis that is away is waited for."""
    active = threading.Event()
    with (
        OnlyOne("clock", runtime) as only_one,
        Sweeping("asking", runtime, ASKING, active, closes_adapters=True),
        Sweeping("minding", runtime, MINDING, active),
        Sweeping("keeping", runtime, KEEPING, active),
    ):
        work = ClockWork(runtime)
        log.info("clock.ready")
        while not stop.is_set():
            try:
                if only_one.held():
                    active.set()
                    work.tick()
                    redis.set(ALIVE_KEY, runtime.clock().isoformat(), ex=ALIVE_SECONDS)
            except RedisError as error:
                log.warning("clock.no_redis", error=type(error).__name__)
            except SQLAlchemyError as error:
                # With its connection it may have lost its place to another clock.
                active.clear()
                log.warning("clock.no_database", **trouble(error))
            except Exception as error:  # the clock outlives whatever one tick met
                log.error("clock.missed_a_tick", **trouble(error))
            stop.wait(TICK_SECONDS)
    log.info("clock.ended")
