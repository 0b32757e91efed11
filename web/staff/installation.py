"""What is set for the whole installation, in its environment: said on the settings page, so that
nobody looks there for what only whoever runs Kinline can change."""

from collections.abc import Sequence
from dataclasses import dataclass

from web.catalogue import N_


@dataclass(frozen=True, slots=True)
class Variables:
    """Some that belong together."""

    names: tuple[str, ...]
    what: str


INSTALLATION: Sequence[Variables] = (
    Variables(("DATABASE_URL",), N_("Where everything is kept.")),
    Variables(("VAR_DIR",), N_("Where the embedded database and what waits on disk are kept.")),
    Variables(("REDIS_URL",), N_("What wakes the workers. Nothing is kept there alone.")),
    Variables(
        ("SECRET_KEY", "OLD_SECRET_KEYS"),
        N_("Seal names, addresses and words, and sign links and sessions."),
    ),
    Variables(
        ("PUBLIC_URL", "HOST", "PORT"), N_("The address by which parents and providers reach us.")
    ),
    Variables(
        ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_API_URL"),
        N_("The account through which texts go."),
    ),
    Variables(
        ("TWILIO_MESSAGING_SERVICE_SID", "TWILIO_FROM"),
        N_("Whom texts come from where an agency has no number of its own."),
    ),
    Variables(
        ("TEXT_SEGMENTS_PER_SECOND", "ACCOUNT_SEGMENTS_PER_SECOND", "MAILS_PER_SECOND"),
        N_("How fast numbers and addresses without a rate of their own send, and all together."),
    ),
    Variables(("SMTP_URL", "MAIL_FROM"), N_("The mail server, and whom email comes from.")),
    Variables(
        ("MAIL_REPLY_DOMAIN", "MAIL_BOUNCE_ADDRESSES"),
        N_("Where answers to email, and email that comes back, arrive."),
    ),
    Variables(
        ("MAIL_LISTEN", "MAIL_TLS_CERT", "MAIL_TLS_KEY"),
        N_("How Kinline itself receives email."),
    ),
    Variables(
        ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_AGENCY", "OIDC_NAME",
         "OIDC_INSIDE", "OIDC_TWO_FACTORS"),
        N_("Single sign-on: who says that somebody is who they are."),
    ),
    Variables(
        ("EVENTS_KEPT_DAYS", "LOCAL_ENDPOINTS"),
        N_("How long events to your systems are kept, and whether they may go to this machine."),
    ),
    Variables(
        ("REQUESTS_PER_SECOND", "KEY_REQUESTS_PER_SECOND"),
        N_("How much one visitor, or one key, may ask of us."),
    ),
    Variables(("SEGMENT_PRICE",), N_("What a part of a text costs, for previews and reports.")),
    Variables(("LOG_LEVEL", "LOG_FORMAT"), N_("How much is logged, and in which form.")),
    Variables(("PATIENCE",), N_("How much longer a slow machine waits before it gives up.")),
    Variables(
        ("SANDBOX_PORT", "SANDBOX_SMTP_PORT"),
        N_("Where the stand-in carrier and mail server listen, for trying things out."),
    ),
)  # fmt: skip
