"""Something that needs a human."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from messaging.platform.columns import UtcDateTime, words
from messaging.platform.database import Base, Owned, same_agency, same_branch


class TaskKind(StrEnum):
    """Why a person is needed. The words for pages stand in `casework/wording.py`."""

    CALL_BACK = "call_back"
    INCOME_CHANGE = "income_change"
    NEW_CONTACT_NEEDED = "new_contact_needed"
    SAFETY = "safety"
    LOCATION_REQUEST = "location_request"
    UNCLEAR_OPT_OUT = "unclear_opt_out"
    READ_ANSWER = "read_answer"
    BOOK_APPOINTMENT = "book_appointment"
    DELIVERY_UNCERTAIN = "delivery_uncertain"
    REPLY_NOT_SENT = "reply_not_sent"
    SENDER_PAUSED = "sender_paused"
    CAMPAIGN_PAUSED = "campaign_paused"
    SERIES_HELD = "series_held"
    ENDPOINT_PAUSED = "endpoint_paused"


class TaskState(StrEnum):
    OPEN = "open"
    DONE = "done"


PRESSING = ("urgent", "due_at", "id")


def _open(name: str, *columns: str) -> Index:
    such = text("state = 'open'")
    return Index(name, *columns, sqlite_where=such, postgresql_where=such)


class Task(Owned, Base):
    __tablename__ = "tasks"
    __table_args__ = (
        UniqueConstraint("agency_id", "id"),
        # Nothing twice: one origin opens one task.
        UniqueConstraint("agency_id", "origin"),
        # Open ones are few, however many were ever done.
        _open("ix_tasks_open", "agency_id", *PRESSING),
        _open("ix_tasks_open_of_branch", "agency_id", "branch_id", *PRESSING),
        _open("ix_tasks_open_of_assignee", "agency_id", "assignee_id", *PRESSING),
        Index(None, "agency_id", "branch_id", "id"),
        Index(None, "agency_id", "thread_id"),
        Index(
            "ix_tasks_alerting",
            "alert_at",
            sqlite_where=text("alert_at IS NOT NULL"),
            postgresql_where=text("alert_at IS NOT NULL"),
        ),
        Index(None, "agency_id", "inbound_id"),
        Index(
            "ix_tasks_late",
            "due_at",
            sqlite_where=text("state = 'open' AND late_told_at IS NULL"),
            postgresql_where=text("state = 'open' AND late_told_at IS NULL"),
        ),
        same_branch("thread_id", "threads"),
        same_agency("inbound_id", "inbound_messages"),
        CheckConstraint("(thread_id IS NULL) = (branch_id IS NULL)", name="ck_tasks_branch_id"),
        same_agency("assignee_id", "staff"),
        same_agency("taken_by_id", "staff"),
        same_agency("closed_by_id", "staff"),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), sort_order=-1)
    branch_id: Mapped[UUID | None]
    """The thread's; null as `thread_id` is."""
    thread_id: Mapped[UUID | None]
    inbound_id: Mapped[UUID | None]
    """What came in and asks for it, also while that leads to no thread."""
    assignee_id: Mapped[UUID | None]
    kind: Mapped[TaskKind] = mapped_column(words(TaskKind))
    urgent: Mapped[bool] = mapped_column(default=False)
    origin: Mapped[str] = mapped_column(String(120))
    state: Mapped[TaskState] = mapped_column(words(TaskState))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_by_id: Mapped[UUID | None]
    """Who has said that they see to it."""
    alert_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When people are told again that it waits; null once one has taken it, or none need to be."""
    late_told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When supervisors were told that its date has passed."""
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by_id: Mapped[UUID | None]
