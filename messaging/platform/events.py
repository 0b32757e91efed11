"""The event log: facts, recorded in the transaction that made them true.

Lower rooms never call up. They record a fact and return; `service/reactions.py` says which room
reacts to it. Facts name ids, never lives.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from messaging.platform.columns import UtcDateTime, words
from messaging.platform.database import Base, Owned


class FactType(StrEnum):
    """What can happen. Agencies see these names in outgoing events."""

    MESSAGE_SENT = "message.sent"
    MESSAGE_DELIVERED = "message.delivered"
    MESSAGE_FAILED = "message.failed"
    REPLY_NOT_SENT = "reply.not_sent"
    MESSAGE_REFUSED = "message.refused"
    MESSAGE_UNCERTAIN = "message.uncertain"
    MESSAGE_CERTAIN = "message.certain"
    """What a person was asked about is settled."""
    REPLY_RECEIVED = "reply.received"
    TRIAGE_RECEIVED = "triage.received"
    CONSENT_CHANGED = "consent.changed"
    CONTACT_UNREACHABLE = "contact.unreachable"
    SAFETY_RAISED = "safety.raised"
    OPT_OUT_UNCLEAR = "opt_out.unclear"
    LOCATION_ASKED = "location.asked"
    WRONG_NUMBER = "contact.wrong_number"
    ANSWER_GIVEN = "answer.given"
    ANSWER_NOT_UNDERSTOOD = "answer.not_understood"
    ANSWER_SAYS_MORE = "answer.says_more"
    CALL_WANTED = "call.wanted"
    TASK_OPENED = "task.opened"
    TASK_CLOSED = "task.closed"
    SENDER_PAUSED = "sender.paused"
    SENDER_RESUMED = "sender.resumed"
    CAMPAIGN_PAUSED = "campaign.paused"
    CAMPAIGN_RESUMED = "campaign.resumed"
    SERIES_HELD = "series.held"
    """A day of a message to many that repeats did not go by itself."""
    SERIES_SETTLED = "series.settled"
    CAMPAIGN_ANSWERED = "campaign.answered"
    CAMPAIGN_FINISHED = "campaign.finished"
    AGENCY_EVENT = "agency.event"


class Event(Owned, Base):
    """One fact. `handled_at` is empty until every room that reacts has done so."""

    __tablename__ = "events"
    __table_args__ = (
        Index(
            "ix_events_unhandled",
            # In the order of being laid out, or a long backlog would be sorted for every batch.
            "next_try_at",
            "id",
            sqlite_where=text("handled_at IS NULL"),
            postgresql_where=text("handled_at IS NULL"),
        ),
        Index(None, "agency_id", "at"),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), sort_order=-1)
    type: Mapped[FactType] = mapped_column(words(FactType))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    thread_id: Mapped[UUID | None]
    subject_id: Mapped[UUID | None]
    """The row the fact is about: a message, an inbound, a task… as the type says."""
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    handled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    next_try_at: Mapped[datetime] = mapped_column(UtcDateTime)
    tries: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None] = mapped_column(String(200))
