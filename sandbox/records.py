"""What the sandbox remembers: texts and mail."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from secrets import token_hex


def now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, repr=False)
class Media:
    """A picture or file that a parent texted."""

    content: bytes
    kind: str
    """The content type that the handset gave it."""
    sid: str = field(default_factory=lambda: "ME" + token_hex(16))
    ticket: str = field(default_factory=lambda: token_hex(16))
    """What its short-lived address at the store ends with."""


@dataclass(slots=True, repr=False)
class Text:
    """One message as the carrier holds it. `repr` is left out so no text lands in a log."""

    to: str
    body: str
    direction: str
    """Twilio's word: outbound-api, outbound-reply or inbound."""
    status: str
    segments: int
    sender: str | None = None
    """None until a messaging service has chosen a number."""
    service_sid: str | None = None
    callback_url: str | None = None
    media: tuple[str, ...] = ()
    """Addresses of what came with it, wherever they lead."""
    files: tuple[Media, ...] = ()
    """What came with it and is kept here."""
    sid: str = field(default_factory=lambda: "SM" + token_hex(16))
    created: datetime = field(default_factory=now)
    updated: datetime = field(default_factory=now)
    sent: datetime | None = None
    error_code: int | None = None
    statuses: list[str] = field(default_factory=list)
    """Every status so far, in order."""
    answers: list[int | None] = field(default_factory=list)
    """HTTP status of every webhook made for this text; None where nobody answered."""
    callbacks: list[str] = field(default_factory=list)
    """The statuses told to the callback URL, in the order they were posted."""

    @property
    def inbound(self) -> bool:
        return self.direction == "inbound"

    @property
    def handed_over(self) -> bool:
        """Did the far side take this inbound text, for good or ill?"""
        return any(answer is not None and answer < 500 for answer in self.answers)

    def numbers(self) -> Iterator[str]:
        yield self.to
        if self.sender is not None and self.sender != self.to:
            yield self.sender


@dataclass(slots=True, repr=False)
class Mail:
    """One mail, taken in from the house or sent back to it."""

    raw: bytes
    sender: str
    """Envelope sender; empty for a bounce."""
    recipients: tuple[str, ...]
    direction: str
    """`received` from the house, or `sent` to it."""
    outcome: str = "accepted"
    answers: str | None = None
    """Id of the mail this one answers."""
    id: str = field(default_factory=lambda: token_hex(8))
    at: datetime = field(default_factory=now)
