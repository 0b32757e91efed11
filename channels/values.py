"""The values every channel takes and gives. Frozen, free of any database row."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID


class ChannelKind(StrEnum):
    """A way to reach a parent."""

    SMS = "sms"
    EMAIL = "email"
    CHAT = "chat"


@dataclass(frozen=True, slots=True, repr=False)
class Outgoing:
    """One message, ready for a provider.

    `repr` is left out on purpose: an address or a text must never reach a log by accident.
    """

    attempt_id: UUID
    """Our name for this try. It travels to the provider and comes home in its callbacks."""
    to: str
    """E.164 phone, email address, or (web chat) the id of the thread."""
    text: str
    sender: str | None = None
    """Phone, messaging service or From address; None leaves the adapter's own default."""
    subject: str | None = None
    html: str | None = None
    calendar: str | None = None
    """A calendar file (RFC 5545) that goes with an email."""
    reply_to: str | None = None
    message_id: str | None = None
    """RFC 5322 Message-ID. The same for every try of one message, so a repeat can be seen."""
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    callback_url: str | None = None
    """Where the provider reports what became of this attempt."""
    valid_for: timedelta | None = None
    """After this long the provider must not deliver it any more."""
    return_path: str | None = None
    """Where bounces of an email go (RFC 5321 MAIL FROM); None: to the From address."""

    def __repr__(self) -> str:
        return f"Outgoing(attempt_id={self.attempt_id})"


@dataclass(frozen=True, slots=True)
class SendError:
    """Why a provider did not simply say yes. It answers questions; nobody reads its code.

    More than one answer can be true; all false means: final, and only this message is concerned.
    """

    code: str
    """The provider's own code, for people who look things up. Never branched on."""
    reason: str
    """What happened, in a short plain English sentence without any personal detail."""
    retryable: bool = False
    """Surely not sent; trying again later may help."""
    suppresses_contact: bool = False
    """This address must not be used again until a person mends it."""
    unknown_outcome: bool = False
    """It may have been sent. Reconcile before anything else."""
    page_operations: bool = False
    """Our account or sender is at fault, so every message from it will be."""
    whole_account: bool = False
    """With `page_operations`: not the sender alone, but all that we send through this provider."""
    retry_after: timedelta | None = None
    """How long the provider asked us to wait."""
    retries: int | None = None
    """How many further tries make sense; None leaves that to the caller's own rule."""
    landline: bool = False
    """The address is a phone that cannot get texts."""
    opted_out: bool = False
    """The recipient told the carrier to stop: an opt-out that we may not have heard of yet."""


@dataclass(frozen=True, slots=True)
class SendResult:
    """What became of handing one message to a provider: an id, or an error."""

    provider_id: str | None = None
    error: SendError | None = None

    @property
    def accepted(self) -> bool:
        return self.error is None


class DeliveryStatus(StrEnum):
    """What a provider says became of a message, in our one set of words."""

    ACCEPTED = "accepted"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """One provider callback (or bounce), translated."""

    provider: str
    provider_id: str
    status: DeliveryStatus
    attempt_id: UUID | None = None
    """Ours, when the callback carried it; else the attempt is found by `provider_id`."""
    error: SendError | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Media:
    """A picture or file that came with a message. Its bytes are fetched later, unless they came
    with it."""

    source: str
    """The provider's URL, `part:<number>` of the mail it came in, or empty where we have it."""
    name: str = ""
    """As its sender calls it; believed by nobody."""
    content: bytes = b""
    """What a form brought: nobody else has it."""


class MediaProblem(StrEnum):
    """Why the bytes of a file could not be had."""

    NOT_THERE = "not_there"
    """The provider does not have it, or not yet."""
    REFUSED = "refused"
    """The provider does not give it to us: our credentials."""
    AWAY = "away"
    """The provider could not be reached, or did not bring all of it in time."""
    FOREIGN = "foreign"
    """Its address is not one of the provider's media."""
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    """The message has more files than we keep."""
    EMPTY = "empty"
    UNREADABLE = "unreadable"
    """The mail it came in cannot be taken apart."""


@dataclass(frozen=True, slots=True, repr=False)
class Inbound:
    """One message from a parent, from whichever door it came."""

    channel: ChannelKind
    provider: str
    provider_id: str
    """The provider's id; a second arrival of the same id is the same message."""
    sender: str
    recipient: str
    text: str
    received_at: datetime
    raw: str
    """The request or mail as it arrived, kept whole so that nothing unforeseen is lost."""
    opt_out_type: str | None = None
    """STOP, START or HELP when the carrier has already answered the keyword itself."""
    automatic: bool = False
    """A machine wrote it (an away note, a bounce): kept, and never answered (RFC 3834)."""
    media: tuple[Media, ...] = ()
    quoted: str = ""
    """What the text leaves out of a mail: the history it repeats."""

    def __repr__(self) -> str:
        return f"Inbound({self.channel}, {self.provider_id})"


@dataclass(frozen=True, slots=True)
class Sighting:
    """A message the provider says it holds: what reconciliation compares an attempt with."""

    provider_id: str
    text: str = field(repr=False)
    created_at: datetime
    status: DeliveryStatus
    error: SendError | None = None
