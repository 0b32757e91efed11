"""What a sandbox is told at its start."""

from dataclasses import dataclass, field
from datetime import timedelta

SAMPLE_ACCOUNT = "AC" + "5a" * 16
SAMPLE_SERVICE_NUMBER = "+13125550100"


@dataclass(frozen=True, slots=True)
class Relay:
    """The house's own mail listener, where replies and bounces are delivered."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Config:
    """Where the sandbox listens, whose account it plays, and how fast life goes by."""

    account_sid: str = SAMPLE_ACCOUNT
    auth_token: str = field(default="sandbox-token", repr=False)
    host: str = "127.0.0.1"
    port: int = 4010
    """HTTP port; 0 takes any free one."""
    smtp_port: int | None = 4025
    """SMTP port; 0 takes any free one, None means no mail server."""
    inbound_url: str | None = None
    """Where a parent's text is posted, as set on a number in Twilio's console."""
    mail_relay: Relay | None = None
    mail_domain: str = "mail.sandbox.example"
    """The name this mail server gives itself in greetings and bounces."""
    service_numbers: tuple[str, ...] = (SAMPLE_SERVICE_NUMBER,)
    """The numbers a messaging service sends from; the first also is a new handset's addressee."""
    service_sid: str | None = None
    """Named in inbound webhooks when the number belongs to a messaging service."""
    profiles: tuple[tuple[str, str], ...] = ()
    """Numbers that behave from the start: (E.164 number, profile name)."""
    carrier_opt_out: bool = False
    """The carrier keeps its own STOP list and marks webhooks with OptOutType."""
    pace: timedelta = timedelta(milliseconds=50)
    """Time between two statuses of a message, and before a bounce."""
    callback_connections: int = 32
    inbound_retries: int = 0
    """How often a webhook for a parent's text is tried again, where its URL does not say so in
    its fragment (`#rc=3`). Like Twilio's, which then turns to its fallback."""
    bounce_retries: int = 3
    """Mail servers do try again."""
    retry_backoff: timedelta = timedelta(milliseconds=500)
    """Wait before the first retry of a webhook or bounce; doubles each time."""
