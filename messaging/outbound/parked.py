"""Messages of which nobody but a person can say whether they went, and what that person says.

The provider goes on being asked, ever more slowly (`reconcile.py`), and may still report by itself:
whoever comes first settles it, and the others find it settled.
"""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from messaging.directory import audit
from messaging.directory.access import Act, Viewer, in_view, require, sees_triage
from messaging.models.attempt import Attempt, AttemptOutcome
from messaging.models.audit import Audit
from messaging.models.contact_point import ContactPoint
from messaging.models.message import Message, MessageStatus
from messaging.models.thread import Thread
from messaging.outbound import results
from messaging.platform.columns import literally
from messaging.platform.unit_of_work import Unit


class Verdict(StrEnum):
    WENT = "went"
    """It reached the provider: nothing is sent."""
    AGAIN = "again"
    """It did not, or it does not matter: send it again."""

    @property
    def action(self) -> str:
        """How the audit log calls it."""
        return f"attempt.{self.value}"


@dataclass(frozen=True, slots=True, repr=False)
class Parked:
    attempt: Attempt
    message: Message
    contact: ContactPoint | None
    """None for web chat."""
    times_before: int
    """Earlier attempts at the same message."""


class NotFoundError(Exception):
    """There is no such attempt for this viewer."""


class SettledError(Exception):
    """It has been settled otherwise meanwhile."""

    def __init__(self, status: MessageStatus) -> None:
        super().__init__(f"It has been settled meanwhile: {status.value}.")
        self.status = status


def waiting(session: Session, viewer: Viewer, *, limit: int) -> list[Parked]:
    """What `viewer` may decide, the oldest first."""
    earlier = (
        select(func.count())
        .select_from(before := Attempt.__table__.alias("before"))
        .where(
            # The index of a message's attempts begins with it.
            before.c.agency_id == Attempt.agency_id,
            before.c.message_id == Attempt.message_id,
            before.c.number < Attempt.number,
        )
        .scalar_subquery()
    )
    rows = session.execute(
        _seen(viewer)
        .outerjoin(ContactPoint, ContactPoint.id == Message.contact_point_id)
        .add_columns(ContactPoint, earlier)
        .where(_PARKED)
        .order_by(Attempt.started_at, Attempt.id)
        .limit(limit)
    )
    return [Parked(*row) for row in rows]


def every(viewer: Viewer) -> Select[UUID]:
    """All that `viewer` may decide, for counting."""
    return _seen(viewer).where(_PARKED).with_only_columns(Attempt.id)


def settle(unit: Unit, viewer: Viewer, actor: str, attempt_id: UUID, verdict: Verdict) -> Message:
    """A person's word on one attempt; said again, it changes nothing. Returns the message as it is
    then. Raises `NotFoundError`, `ForbiddenError`, and `SettledError` when something else came
    first."""
    require(viewer, Act.WRITE)
    if unit.session.execute(_seen(viewer).where(Attempt.id == attempt_id)).first() is None:
        raise NotFoundError
    attempt, message = results.locked(unit, attempt_id)
    open_still = (
        attempt.outcome is AttemptOutcome.UNCLEAR and message.status is MessageStatus.UNCERTAIN
    )
    if not open_still:
        if not _said(unit, attempt, verdict):
            raise SettledError(message.status)
        return message
    if verdict is Verdict.WENT:
        results.vouched_for(unit, attempt, message)
    else:
        results.given_up(unit, attempt, message)
    audit.note(unit, message.agency_id, actor, verdict.action, "attempt", attempt.id)
    return message


_PARKED: ColumnElement[bool] = and_(
    # In the words of the partial index, which is not used for a bound value.
    Attempt.outcome == literally(Attempt.outcome, AttemptOutcome.UNCLEAR),
    Message.status == MessageStatus.UNCERTAIN,
)


def _seen(viewer: Viewer) -> Select[Attempt, Message]:
    """Attempts at messages of threads that `viewer` may see; answers to a stranger stand beside
    triage."""
    within = in_view(Thread, viewer)
    if sees_triage(viewer):
        within = or_(within, Message.thread_id.is_(None))
    return (
        select(Attempt, Message)
        .join(Message, Message.id == Attempt.message_id)
        .outerjoin(Thread, Thread.id == Message.thread_id)
        .where(
            # The index of what is unclear begins with it.
            Attempt.agency_id == viewer.agency_id,
            Message.agency_id == viewer.agency_id,
            within,
        )
    )


def _said(unit: Unit, attempt: Attempt, verdict: Verdict) -> bool:
    return bool(
        unit.session.scalar(
            select(
                exists().where(
                    Audit.agency_id == attempt.agency_id,
                    Audit.subject_id == attempt.id,
                    Audit.action == verdict.action,
                )
            )
        )
    )
