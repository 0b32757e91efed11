"""One person of a list, and the message to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns import values
from campaigns.addressing import zone_of
from campaigns.dates import calendar_entry
from campaigns.models.enrollment import Enrollment, EnrollmentState
from campaigns.models.send import Send, SendRecipient
from campaigns.refusals import NOT_THE_CONTACTS_FAULT
from campaigns.sends.audience import About
from campaigns.sends.names import origin
from campaigns.sends.wording import about_of
from channels.values import ChannelKind
from messaging.compliance.gate import Purpose
from messaging.directory.contact_points import kinds_of
from messaging.models.message import Message, MessageStatus
from messaging.outbound.context import Recipient, recipients_by_party
from messaging.outbound.outbox import Draft, foresee
from messaging.platform.bulk import among
from messaging.platform.lanes import Lane
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from templates.library import Template

LANE = Lane.BULK
"""What staff send to many waits behind what campaigns owe to single days."""
USEFUL = timedelta(days=7)
"""How long words about no date are of use; held longer than that, they would puzzle."""
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class One:
    """A row of the list with all that it takes to write to them."""

    row: SendRecipient
    to: Recipient
    enrollment: Enrollment | None


def ones(session: Session, rows: Sequence[SendRecipient]) -> list[One]:
    recipients = recipients_by_party(session, {row.party_id for row in rows})
    ids = {row.enrollment_id for row in rows if row.enrollment_id}
    found = (
        session.scalars(select(Enrollment).where(among(session, Enrollment.id, ids))) if ids else ()
    )
    enrollments: dict[UUID | None, Enrollment] = {each.id: each for each in found}
    return [One(row, recipients[row.party_id], enrollments.get(row.enrollment_id)) for row in rows]


def draft(
    runtime: Runtime,
    send: Send,
    template: Template,
    one: One,
    channel: ChannelKind,
    *,
    due_at: datetime | None = None,
    fallback_of_id: UUID | None = None,
) -> Draft:
    enrollment = one.enrollment
    said = (
        values.load(enrollment.values, runtime.library.fields, zone_of(one.to))
        if enrollment
        else {}
    )
    return Draft(
        agency_id=send.agency_id,
        thread_id=one.to.thread.id,
        template=template.key,
        words=template,
        values=said,
        channel=channel,
        # The strictest purpose of all that campaigns have: every concern of the gate holds.
        purpose=Purpose.REMINDER,
        lane=LANE,
        topic=send.topic,
        origin=origin(one.row.id, channel),
        due_at=due_at,
        expires_at=_useful_until(send, enrollment),
        fallback_of_id=fallback_of_id,
        campaign=send.campaign,
        calendar=calendar_entry(enrollment, said) if enrollment else None,
    )


def choose(
    unit: Unit, runtime: Runtime, send: Send, template: Template, people: Sequence[One]
) -> dict[UUID, Message]:
    """By row, the message that they would get when it goes: by the first way that the gate does
    not refuse, or, where it refuses all, by the first, with the reason."""
    ways = [ChannelKind(way) for way in send.ways]
    kinds = kinds_of(unit.session, [one.to.person for one in people])
    open_to = {
        one.row.id: [way for way in ways if way in kinds[one.to.person.id]] or ways[:1]
        for one in people
    }
    chosen: dict[UUID, Message] = {}
    for turn in range(len(ways)):
        asked = [
            one
            for one in people
            if len(open_to[one.row.id]) > turn and _goes_on(chosen.get(one.row.id))
        ]
        made = foresee(
            unit,
            runtime,
            [
                draft(
                    runtime, send, template, one, open_to[one.row.id][turn], due_at=send.starts_at
                )
                for one in asked
            ],
        )
        for one, (message, _) in zip(asked, made, strict=True):
            if one.row.id not in chosen or not refused(message):
                chosen[one.row.id] = message
    return chosen


def refused(message: Message) -> bool:
    return message.status in (MessageStatus.REFUSED, MessageStatus.EXPIRED)


def still_so(one: One) -> bool:
    """Whether what they were to be told of is still to come, and on the same date."""
    if one.row.enrollment_id is None:
        return True
    enrollment = one.enrollment
    return (
        enrollment is not None
        and enrollment.state is not EnrollmentState.STOPPED
        and enrollment.generation == one.row.generation
    )


def _goes_on(message: Message | None) -> bool:
    """Whether another way is looked at."""
    if message is None:
        return True
    return refused(message) and message.reason not in NOT_THE_CONTACTS_FAULT


def _useful_until(send: Send, enrollment: Enrollment | None) -> datetime:
    if enrollment is None:
        return (send.starts_at or send.created_at) + USEFUL
    of_a_day = about_of(send) is not About.APPOINTMENT
    return enrollment.anchor_at + (ONE_DAY if of_a_day else timedelta(0))
