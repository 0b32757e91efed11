"""The appointments that agencies told us of, day by day, and how each of them stands."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from campaigns import origins, own
from campaigns.definition import Answer, HelpKind
from campaigns.models.enrollment import Enrollment, EnrollmentState, EnrollmentStep, StepState
from campaigns.models.send import RecipientState, SendRecipient
from campaigns.own import Own
from campaigns.sends import names
from campaigns.sends.audience import About, campaigns_about
from campaigns.slots import ANSWERED
from messaging.directory.access import Viewer, in_view
from messaging.models.case import Case, Party
from messaging.models.message import Message, MessageStatus
from messaging.models.person import Person
from messaging.models.thread import Thread
from messaging.platform.bulk import among

ARRIVED = frozenset({MessageStatus.SENT, MessageStatus.DELIVERED, MessageStatus.READ})
LOST = frozenset({MessageStatus.FAILED, MessageStatus.REFUSED})


class Standing(StrEnum):
    """What is known of whether somebody comes; the first that holds."""

    CANCELLED = "cancelled"
    KEPT = "kept"
    MISSED = "missed"
    OVER = "over"
    """It ended for another reason."""
    WANTS_TO_MOVE = "wants_to_move"
    WANTS_A_CALL = "wants_a_call"
    CONFIRMED = "confirmed"
    ANSWERED = "answered"
    """In another way that the campaign offers."""
    WROTE = "wrote"
    """In their own words, since they were told of it."""
    UNREACHED = "unreached"
    """Nothing that we said of it arrived."""
    SILENT = "silent"
    """They were told, and have not answered."""
    UNTOLD = "untold"
    """Nothing has gone out yet."""


_ENDED: Mapping[str, Standing] = MappingProxyType(
    {
        "appointment.cancelled": Standing.CANCELLED,
        "appointment.kept": Standing.KEPT,
        "appointment.missed": Standing.MISSED,
    }
)
_ASKED: Mapping[HelpKind, Standing] = MappingProxyType(
    {
        HelpKind.BOOK_APPOINTMENT: Standing.WANTS_TO_MOVE,
        HelpKind.CALL_BACK: Standing.WANTS_A_CALL,
    }
)
_YES = ("confirm", "yes", "coming", "come")
"""How campaigns call the answer of who will be there, or begin its name."""


@dataclass(frozen=True, slots=True)
class Days:
    """A stretch of time, and whose appointments in it."""

    first: datetime
    end: datetime
    branch_id: UUID | None = None
    caseworkers: frozenset[UUID] | None = None
    """None: everybody's."""


Place = tuple[datetime, UUID]
"""Where one stands in the order: its time, and the enrollment for those of one time."""


@dataclass(frozen=True, slots=True, repr=False)
class Appointment:
    enrollment: Enrollment
    party: Party
    case: Case
    person: Person
    thread: Thread

    @property
    def place(self) -> Place:
        return self.enrollment.anchor_at, self.enrollment.id


@dataclass(frozen=True, slots=True, repr=False)
class Stand:
    standing: Standing
    moved: bool
    """Its date is not the first that it had."""
    told_at: datetime | None
    """When something of it last went out."""
    why: str | None
    """The reason of what did not arrive last (`messaging/outbound/reasons.py`)."""


def listed(
    session: Session, viewer: Viewer, days: Days, *, after: Place | None, limit: int
) -> Sequence[Appointment]:
    """In the order of their time, from behind `after` on, as far as `viewer` may see them."""
    query = matching(viewer, days).order_by(Enrollment.anchor_at, Enrollment.id).limit(limit)
    if after is not None:
        at, enrollment_id = after
        later = and_(Enrollment.anchor_at == at, Enrollment.id > enrollment_id)
        query = query.where(or_(Enrollment.anchor_at > at, later))
    return [Appointment(*row) for row in session.execute(query)]


def matching(viewer: Viewer, days: Days) -> Select[*tuple[Any, ...]]:
    query: Select[*tuple[Any, ...]] = (
        select(Enrollment, Party, Case, Person, Thread)
        .join(Party, and_(Party.agency_id == Enrollment.agency_id, Party.id == Enrollment.party_id))
        .join(Case, Case.id == Party.case_id)
        .join(Person, Person.id == Party.person_id)
        .join(Thread, and_(Thread.agency_id == Party.agency_id, Thread.party_id == Party.id))
        .where(
            Enrollment.agency_id == viewer.agency_id,
            Enrollment.anchor_at >= days.first,
            Enrollment.anchor_at < days.end,
            Enrollment.campaign.in_(campaigns_about(About.APPOINTMENT)),
            in_view(Party, viewer),
            Case.closed_at.is_(None),
        )
    )
    if days.branch_id is not None:
        query = query.where(Case.branch_id == days.branch_id)
    if days.caseworkers is not None:
        query = query.where(Case.caseworker_id.in_(days.caseworkers))
    return query


def coming() -> ColumnElement[bool]:
    """Those that can be reminded of."""
    return Enrollment.state != EnrollmentState.STOPPED


def stands(
    session: Session, agency_id: UUID, appointments: Sequence[Appointment]
) -> Mapping[UUID, Stand]:
    """By the enrollment's id; in a fixed number of statements."""
    said = _said(session, agency_id, [one.enrollment for one in appointments])
    campaigns = own.of_agency(session, agency_id)
    return {
        one.enrollment.id: stand(one, said.get(one.enrollment.id, ()), campaigns)
        for one in appointments
    }


def stand(one: Appointment, said: Sequence[Message], campaigns: Own) -> Stand:
    """`said`: of this appointment, as it is dated now."""
    enrollment = one.enrollment
    went = [row for row in said if row.status in ARRIVED]
    lost = [row for row in said if row.status in LOST]
    told_at = max((row.sent_at or row.created_at for row in went), default=None)
    wrote = one.thread.last_inbound_at
    standing = (
        _over(enrollment)
        or _answered(enrollment, campaigns)
        or (Standing.WROTE if told_at and wrote and wrote >= enrollment.created_at else None)
        or (Standing.SILENT if told_at else None)
        or (Standing.UNREACHED if lost else Standing.UNTOLD)
    )
    last = max(lost, key=lambda row: row.created_at, default=None)
    why = last.reason if last and standing is Standing.UNREACHED else None
    return Stand(standing, enrollment.generation > 1, told_at, why)


def _over(enrollment: Enrollment) -> Standing | None:
    reason = enrollment.ended_reason or ""
    if enrollment.state is not EnrollmentState.STOPPED or reason == ANSWERED:
        return None
    return _ENDED.get(reason, Standing.OVER)


def _answered(enrollment: Enrollment, campaigns: Own) -> Standing | None:
    campaign = campaigns.of(enrollment.campaign, enrollment.version)
    found: Standing | None = None
    for question, key in (enrollment.answers or {}).items():
        asked = campaign.questions.get(question) if campaign else None
        answer = asked.get(key) if asked else None
        found = _meant(key, answer)
    return found


def _meant(key: str, answer: Answer | None) -> Standing:
    if answer is not None and answer.books:
        return Standing.WANTS_TO_MOVE
    if answer is not None and answer.task and answer.task in _ASKED:
        return _ASKED[answer.task]
    return Standing.CONFIRMED if key.startswith(_YES) else Standing.ANSWERED


def _said(
    session: Session, agency_id: UUID, enrollments: Collection[Enrollment]
) -> Mapping[UUID, Sequence[Message]]:
    """By enrollment what its steps and lists that staff sent have said of its present date."""
    now = {one.id: one.generation for one in enrollments}
    made: dict[str, UUID] = {}
    steps = session.execute(
        select(EnrollmentStep.id, EnrollmentStep.enrollment_id, EnrollmentStep.generation).where(
            EnrollmentStep.agency_id == agency_id,
            among(session, EnrollmentStep.enrollment_id, now),
            EnrollmentStep.state == StepState.COMPOSED,
        )
    )
    for step_id, enrollment_id, generation in steps:
        if generation == now[enrollment_id]:
            made |= dict.fromkeys(origins.of_messages([step_id]), enrollment_id)
    sent = session.execute(
        select(SendRecipient.id, SendRecipient.enrollment_id, SendRecipient.generation).where(
            SendRecipient.agency_id == agency_id,
            among(session, SendRecipient.enrollment_id, now),
            SendRecipient.state == RecipientState.COMPOSED,
        )
    )
    for row_id, about, generation in sent:
        if about is not None and generation == now[about]:
            made |= dict.fromkeys(names.origins([row_id]), about)
    rows = session.scalars(
        select(Message).where(Message.agency_id == agency_id, among(session, Message.origin, made))
    )
    found: dict[UUID, list[Message]] = {}
    for row in rows:
        found.setdefault(made[row.origin], []).append(row)
    return found
