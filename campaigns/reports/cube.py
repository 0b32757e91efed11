"""The one query behind every table: counts of reminders and of those they are for, by everything
they are told apart by. Whatever is shown is a sum of its cells, so parts add up to their whole.

What is counted is a message, or an enrollment that no message was made for. An answer is counted
once, at the message it most likely answers (of its step, on its channel); a goal that was reached
and an enrollment once, at the last message that had gone out before.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Subquery,
    and_,
    case,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from campaigns.experiments.running import reached
from campaigns.models.enrollment import Enrollment, EnrollmentStep, StepState
from campaigns.models.experiment import Outcome
from campaigns.origins import GENERIC, WAYS
from campaigns.reports.origin import of_step
from campaigns.sends.names import TO_MANY, to_many
from channels.values import ChannelKind
from messaging.compliance.purposes import Purpose
from messaging.directory.access import Viewer, in_view
from messaging.models.attempt import Attempt
from messaging.models.case import Case, Party
from messaging.models.message import Direction, Message, MessageStatus
from messaging.models.own_field import OwnValue
from messaging.models.person import Person
from messaging.models.question import Question
from messaging.models.thread import Thread


@dataclass(frozen=True, slots=True)
class Counts:
    """What is added up."""

    enrolled: int = 0
    sent: int = 0
    """A provider took it."""
    delivered: int = 0
    """It arrived; of email: it was taken and did not come back."""
    answered: int = 0
    done: int = 0
    """The goal was reached in time."""
    tries: int = 0
    """How often a provider took it: more than once where it did not arrive at first."""
    segments: int = 0
    """SMS parts of all tries, which is what texts cost."""

    def __add__(self, other: Self) -> "Counts":
        return Counts(*(getattr(self, n) + getattr(other, n) for n in MEASURES))


MEASURES = tuple(field.name for field in fields(Counts))


@dataclass(frozen=True, slots=True)
class Cell:
    """Those alike in everything."""

    campaign: str | None
    """None: what belongs to no campaign, such as replies. `TO_MANY`: what staff sent to many."""
    step: str | None
    arm: str | None
    language: str
    channel: ChannelKind | None
    """None: no message was made."""
    branch_id: UUID | None
    worker_id: UUID | None
    counts: Counts
    own: str | None = None
    """What is known in the field of the agency's own that was asked about."""


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` until before `end`: who was enrolled, and what else was sent, in it."""

    start: datetime
    end: datetime


def cube(
    session: Session, viewer: Viewer, period: Period, field_id: UUID | None = None
) -> list[Cell]:
    """As far as `viewer` may see. `field_id`: of a field of the agency's own, whose words tell
    cells apart too."""
    return [*_cells(session, _of_campaigns(viewer, period, field_id)),
            *_cells(session, _of_none(viewer, period, field_id))]  # fmt: skip


def _cells(session: Session, items: Subquery) -> list[Cell]:
    by = [items.c[name] for name in DIMENSIONS]
    sums = [func.sum(items.c[name]) for name in MEASURES]
    rows = session.execute(select(*by, *sums).group_by(*by)).all()
    return [
        Cell(
            **dict(zip(DIMENSIONS, row, strict=False)),
            counts=Counts(*(int(number) for number in row[len(DIMENSIONS) :])),
        )
        for row in rows
    ]


DIMENSIONS = ("campaign", "step", "arm", "language", "channel", "branch_id", "worker_id", "own")

_SENT = Message.sent_at.is_not(None)
_ARRIVED = or_(
    Message.status.in_((MessageStatus.DELIVERED, MessageStatus.READ)),
    # Mail servers say nothing of what arrived, only of what did not.
    and_(Message.channel != ChannelKind.SMS, Message.status == MessageStatus.SENT),
)


def _of_campaigns(viewer: Viewer, period: Period, field_id: UUID | None) -> Subquery:
    reply = aliased(Message)
    answers_here = _first(
        EnrollmentStep.id,
        case((Message.channel == reply.channel, 0), else_=1),
        case((_SENT, 0), else_=1),
        Message.id,
    )
    before = and_(_SENT, or_(Outcome.at.is_(None), Message.sent_at <= Outcome.at))
    counted_here = _first(
        Enrollment.id, case((before, 0), else_=1), Message.sent_at.desc(), Message.id.desc()
    )
    made = (
        select(
            Enrollment.campaign.label("campaign"),
            EnrollmentStep.step.label("step"),
            Enrollment.arm.label("arm"),
            func.coalesce(Message.language, Person.language).label("language"),
            Message.channel.label("channel"),
            Thread.branch_id.label("branch_id"),
            Case.caseworker_id.label("worker_id"),
            _own(field_id),
            _one(counted_here == 1).label("enrolled"),
            _one(_SENT).label("sent"),
            _one(_ARRIVED).label("delivered"),
            _one(and_(Question.answer.is_not(None), answers_here == 1)).label("answered"),
            _one(and_(reached(), counted_here == 1)).label("done"),
            *_tries(),
        )
        .select_from(Enrollment)
        .join(Party, Party.id == Enrollment.party_id)
        .join(Case, Case.id == Party.case_id)
        .join(Person, Person.id == Party.person_id)
        .join(Thread, and_(Thread.agency_id == Party.agency_id, Thread.party_id == Party.id))
    )
    reminders = _reminders(viewer, period)
    return (
        made.outerjoin(reminders, reminders.c.enrollment_id == Enrollment.id)
        .outerjoin(EnrollmentStep, EnrollmentStep.id == reminders.c.step_id)
        .outerjoin(Message, Message.id == reminders.c.message_id)
        .outerjoin(
            Question,
            and_(
                Question.agency_id == Enrollment.agency_id,
                Question.origin == of_step(EnrollmentStep.id),
            ),
        )
        .outerjoin(reply, reply.id == Question.message_id)
        .outerjoin(
            Outcome,
            and_(
                Outcome.agency_id == Enrollment.agency_id,
                Outcome.enrollment_id == Enrollment.id,
            ),
        )
        .where(in_view(Thread, viewer), *_within(period))
        .subquery("items")
    )


def _reminders(viewer: Viewer, period: Period) -> Subquery:
    """The messages of those enrolled within `period`, found by the names their steps give them."""
    ways = _ways()
    return (
        select(
            Enrollment.id.label("enrollment_id"),
            EnrollmentStep.id.label("step_id"),
            Message.id.label("message_id"),
        )
        .select_from(Enrollment)
        .join(
            EnrollmentStep,
            and_(
                EnrollmentStep.agency_id == Enrollment.agency_id,
                EnrollmentStep.enrollment_id == Enrollment.id,
                EnrollmentStep.state == StepState.COMPOSED,
            ),
        )
        .join(ways, true())
        .join(
            Message,
            and_(
                Message.agency_id == EnrollmentStep.agency_id,
                Message.origin == of_step(EnrollmentStep.id) + ways.c.way,
            ),
        )
        .where(Enrollment.agency_id == viewer.agency_id, *_within(period))
        .subquery("reminders")
    )


def _within(period: Period) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Enrollment.created_at >= period.start, Enrollment.created_at < period.end


def _of_none(viewer: Viewer, period: Period, field_id: UUID | None) -> Subquery:
    """What was sent to parents beside campaigns: replies, answers, confirmations, and what staff
    sent to many."""
    nothing = [literal(0).label(name) for name in ("enrolled", "answered", "done")]
    # An index of messages begins with the agency: a branch reads its own, and nobody else's.
    seen = Message.agency_id == viewer.agency_id
    if viewer.bounded:
        seen = and_(seen, in_view(Thread, viewer))
    return (
        select(
            case((to_many(Message.campaign), literal(TO_MANY)), else_=null()).label("campaign"),
            null().label("step"),
            null().label("arm"),
            Message.language.label("language"),
            Message.channel.label("channel"),
            Thread.branch_id.label("branch_id"),
            Case.caseworker_id.label("worker_id"),
            _own(field_id),
            *nothing,
            _one(_SENT).label("sent"),
            _one(_ARRIVED).label("delivered"),
            *_tries(),
        )
        .select_from(Message)
        .outerjoin(Thread, Thread.id == Message.thread_id)
        .outerjoin(Party, Party.id == Thread.party_id)
        .outerjoin(Case, Case.id == Party.case_id)
        .where(
            seen,
            Message.direction == Direction.OUT,
            or_(Message.campaign.is_(None), to_many(Message.campaign)),
            Message.purpose.is_distinct_from(Purpose.STAFF_ALERT),
            Message.created_at >= period.start,
            Message.created_at < period.end,
        )
        .subquery("items")
    )


def _own(field_id: UUID | None) -> ColumnElement[Any]:
    """What is known of the party in that field."""
    if field_id is None:
        return null().label("own")
    known = select(OwnValue.word).where(
        OwnValue.agency_id == Party.agency_id,
        OwnValue.party_id == Party.id,
        OwnValue.field_id == field_id,
    )
    return known.correlate(Party).scalar_subquery().label("own")


def _ways() -> Subquery:
    """How the messages of a step may go on after its name (`campaigns/origins.py`)."""
    plain = [f":{channel.value}" for channel in WAYS]
    names = [*plain, *(way + GENERIC for way in plain)]
    return union_all(*(select(literal(name).label("way")) for name in names)).subquery("ways")


def _tries() -> tuple[ColumnElement[int], ColumnElement[int]]:
    taken = (
        select(func.count())
        .where(
            Attempt.agency_id == Message.agency_id,
            Attempt.message_id == Message.id,
            # Also of one whose failure was told later.
            Attempt.provider_id.is_not(None),
        )
        .correlate(Message)
        .scalar_subquery()
    )
    segments = func.coalesce(Message.segments * taken, 0)
    return taken.label("tries"), segments.label("segments")


def _first(of: Any, *order: Any) -> ColumnElement[int]:
    return func.row_number().over(partition_by=of, order_by=order)


def _one(holds: ColumnElement[bool]) -> ColumnElement[int]:
    return case((holds, 1), else_=0)


def total(cells: Sequence[Cell]) -> Counts:
    return sum((cell.counts for cell in cells), Counts())
