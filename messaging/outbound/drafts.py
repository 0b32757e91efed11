"""A wish to say something, before it is anybody's message."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from channels.values import ChannelKind
from messaging.compliance.gate import Purpose
from messaging.platform.lanes import Lane
from templates.calendar import Entry
from templates.fields import FieldValue
from templates.library import Template

Origin = tuple[UUID, str]
"""Agency, and what makes the message."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Draft:
    """A wish to say something. Give a thread, or (to a stranger) a contact point and language."""

    agency_id: UUID
    thread_id: UUID | None = None
    contact_point_id: UUID | None = None
    """Where to. None lets the outbox choose among the person's own; so does one that, given with
    a thread, is not the person's."""
    template: str
    """Its key in the library."""
    words: Template | None = None
    """What is said instead of the library's template."""
    values: Mapping[str, FieldValue]
    """What the event gave; fields of agency and recipient are added here."""
    channel: ChannelKind
    purpose: Purpose
    lane: Lane
    topic: str
    origin: str
    """What makes this message; the same origin never makes two."""
    language: str | None = None
    """Overrides the person's own, as when they wrote ALTO."""
    answers: str = ""
    """The parent's words that it answers: it is in their language where these tell which, unless
    the parent has chosen one."""
    due_at: datetime | None = None
    """None: now."""
    expires_at: datetime | None = None
    fallback_of_id: UUID | None = None
    campaign: str | None = None
    calendar: Entry | None = None
    """An email brings it along as a file."""

    @property
    def key(self) -> Origin:
        return self.agency_id, self.origin
