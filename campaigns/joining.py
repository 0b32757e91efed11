"""Two records of one human become one: what each was to be told about one thing, they hear once."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from campaigns.experiments.design import HELD_OUT
from campaigns.models.agency_event import AgencyEvent
from campaigns.models.enrollment import Enrollment, EnrollmentState, EnrollmentStep, StepState
from campaigns.models.send import RecipientState, SendRecipient
from campaigns.roll import JOINED, Roll
from campaigns.sends.names import origins
from messaging.directory import joining
from messaging.directory.access import Viewer
from messaging.directory.join_plan import Plan
from messaging.models.case import Party
from messaging.models.message import Message, MessageStatus
from messaging.models.person import JoinReason
from messaging.outbound import outbox
from messaging.outbound.reasons import OUTDATED
from messaging.platform.unit_of_work import Unit


def join(
    unit: Unit, viewer: Viewer, actor: str, kept_id: UUID, gone_id: UUID, reason: JoinReason
) -> Plan:
    """As `messaging.directory.joining.join`, with all that is on its way to either."""
    made = joining.join(unit, viewer, actor, kept_id, gone_id, reason)
    _enrolled_once(unit, made.parties)
    _listed_once(unit, viewer.agency_id, kept_id, gone_id)
    return made


Laid = tuple[Enrollment, datetime, int]
"""An enrollment, when the event happened that laid it out, and how many steps have gone their way.
"""


def _enrolled_once(unit: Unit, parties: Sequence[Party]) -> None:
    """Where both are written to about one thing, one of them is told, and the other stops."""
    agency_id = parties[0].agency_id
    rows = unit.session.execute(
        select(Enrollment, AgencyEvent.occurred_at)
        .join(AgencyEvent, AgencyEvent.id == Enrollment.event_id)
        .where(
            Enrollment.agency_id == agency_id,
            Enrollment.party_id.in_([party.id for party in parties]),
            Enrollment.state != EnrollmentState.STOPPED,
        )
        .order_by(Enrollment.id)
        .with_for_update(of=Enrollment)
        .execution_options(populate_existing=True)
    ).all()
    gone_on = _gone_on(unit, agency_id, [row[0].id for row in rows])
    by_thing: dict[tuple[str, str], list[Laid]] = {}
    for enrollment, at in rows:
        place = (enrollment.campaign, enrollment.subject)
        by_thing.setdefault(place, []).append((enrollment, at, gone_on.get(enrollment.id, 0)))
    roll = Roll(unit, agency_id)
    named = {party.id: party.named_id for party in parties}
    for alike in by_thing.values():
        if len({named[each[0].party_id] for each in alike}) > 1:
            stands = _that_stands(alike)
            for enrollment, _, _ in alike:
                if enrollment is not stands and _still_tells(unit, enrollment):
                    roll.stop(enrollment, JOINED)


def _that_stands(alike: Sequence[Laid]) -> Enrollment:
    """Whoever is held out in either stays held out. Else the date counts of which the agency spoke
    last; of those about one date, the one that has told the parent most by now."""
    last = max(at for _, at, _ in alike)
    date = next(one.anchor_at for one, at, _ in alike if at == last)

    def weight(one: Laid) -> tuple[bool, bool, int, datetime]:
        enrollment, at, steps = one
        return enrollment.arm == HELD_OUT, enrollment.anchor_at == date, steps, at

    return max(alike, key=weight)[0]


def _still_tells(unit: Unit, enrollment: Enrollment) -> bool:
    """What is over for good keeps its end."""
    return enrollment.state is EnrollmentState.ACTIVE or enrollment.anchor_at > unit.now


def _gone_on(unit: Unit, agency_id: UUID, enrollment_ids: Sequence[UUID]) -> dict[UUID, int]:
    rows = unit.session.execute(
        select(EnrollmentStep.enrollment_id, func.count())
        .where(
            EnrollmentStep.agency_id == agency_id,
            EnrollmentStep.enrollment_id.in_(enrollment_ids),
            EnrollmentStep.state == StepState.COMPOSED,
        )
        .group_by(EnrollmentStep.enrollment_id)
    )
    return {row[0]: row[1] for row in rows}


def _listed_once(unit: Unit, agency_id: UUID, kept_id: UUID, gone_id: UUID) -> None:
    """Of two lines on one list about one thing, one message goes."""
    rows = unit.session.scalars(
        select(SendRecipient)
        .where(
            SendRecipient.agency_id == agency_id, SendRecipient.person_id.in_((kept_id, gone_id))
        )
        .order_by(SendRecipient.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    kept = {(row.send_id, row.subject): row for row in rows if row.person_id == kept_id}
    for row in rows:
        other = kept.get((row.send_id, row.subject))
        if row.person_id == kept_id:
            continue
        if other is None:
            row.person_id = kept_id
        else:
            _one_of(unit, other, row)
    unit.session.flush()


def _one_of(unit: Unit, kept: SendRecipient, gone: SendRecipient) -> None:
    states = {kept.state, gone.state}
    if states == {RecipientState.WAITING}:
        if _is_stopped(unit, kept):
            # The line that stays tells the date that stands.
            kept.party_id, kept.enrollment_id = gone.party_id, gone.enrollment_id
            kept.generation = gone.generation
        gone.state, gone.reason = RecipientState.LEFT_OUT, JOINED
    elif states == {RecipientState.WAITING, RecipientState.COMPOSED}:
        waits, other = (kept, gone) if kept.state is RecipientState.WAITING else (gone, kept)
        if not _is_taken_back(unit, other):
            waits.state, waits.reason = RecipientState.LEFT_OUT, JOINED
    elif states == {RecipientState.COMPOSED} and not _is_taken_back(unit, kept):
        outbox.cancel(unit, gone.agency_id, origins([gone.id]), OUTDATED)


def _is_stopped(unit: Unit, row: SendRecipient) -> bool:
    if row.enrollment_id is None:
        return False
    return unit.session.get_one(Enrollment, row.enrollment_id).state is EnrollmentState.STOPPED


def _is_taken_back(unit: Unit, row: SendRecipient) -> bool:
    """Since its date stands no more."""
    status = unit.session.scalar(
        select(Message.status).where(
            Message.agency_id == row.agency_id, Message.id == row.message_id
        )
    )
    return status is MessageStatus.CANCELLED
