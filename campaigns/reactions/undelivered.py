"""A step's message did not go: another way is tried once, then a person is told."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from campaigns import origins
from campaigns.addressing import Way, draft, has_address, way
from campaigns.definition import FAREWELL
from campaigns.models.enrollment import EnrollmentState
from campaigns.reactions.found import step_behind
from campaigns.refusals import NOT_THE_CONTACTS_FAULT, THEIR_WISH, UNREACHABLE, WENT_NOWHERE
from campaigns.steps import ask
from channels.values import ChannelKind
from messaging.models.message import Message
from messaging.outbound.outbox import compose
from messaging.platform.events import Event, FactType
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime


def on_undelivered(unit: Unit, runtime: Runtime, event: Event) -> None:
    """For MESSAGE_FAILED and MESSAGE_REFUSED."""
    found = step_behind(unit, event)
    if found is None or event.data.get("reason") in NOT_THE_CONTACTS_FAULT:
        return
    row, enrollment = found
    stopped = enrollment.state is EnrollmentState.STOPPED and row.step != FAREWELL
    if stopped or row.generation != enrollment.generation:
        return
    one = way(unit, enrollment, row)
    if one is None:
        return
    made = _messages(unit, one)
    if any(message.status not in WENT_NOWHERE for message in made):
        return
    following = _next_way(unit, one, made)
    if following is None:
        _give_up(unit, event, one, made)
        return
    message = compose(
        unit, runtime, draft(runtime, one, following, fallback_of_id=event.subject_id)
    )
    ask(unit, [(one, [message])])


def _messages(unit: Unit, one: Way) -> Sequence[Message]:
    return unit.session.scalars(
        select(Message).where(
            Message.agency_id == one.enrollment.agency_id,
            Message.origin.in_(origins.of_messages([one.row.id])),
        )
    ).all()


def _next_way(unit: Unit, one: Way, made: Sequence[Message]) -> ChannelKind | None:
    """The next channel that was not tried and that the parent has an address for."""
    tried = {message.channel for message in made}
    ways = (channel for channel in one.step.fall_back_to if channel not in tried)
    return next((channel for channel in ways if has_address(unit, one, channel)), None)


def _give_up(unit: Unit, event: Event, one: Way, made: Sequence[Message]) -> None:
    """No way is left. A parent who asked us to stop has chosen that: nobody is sent after them."""
    opted_out = any(message.reason in THEIR_WISH for message in made)
    if opted_out or one.row.reason == UNREACHABLE:
        return
    one.row.reason = UNREACHABLE
    unit.record(
        FactType.CONTACT_UNREACHABLE,
        event.agency_id,
        thread_id=one.to.thread.id,
        subject_id=_last(made, event.subject_id),
        origin=origins.of_question(one.row.id),
    )


def _last(made: Sequence[Message], otherwise: UUID | None) -> UUID | None:
    return max((message.id for message in made), default=otherwise)
