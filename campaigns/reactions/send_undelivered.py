"""A message that staff sent to many did not go: the other way is tried, once."""

from collections.abc import Sequence

from sqlalchemy import select

from campaigns.models.send import Send, SendRecipient, SendState
from campaigns.refusals import NOT_THE_CONTACTS_FAULT, THEIR_WISH, UNREACHABLE, WENT_NOWHERE
from campaigns.sends.drafting import One, draft, ones, still_so
from campaigns.sends.names import origin_of_question, origins, recipient_of
from campaigns.sends.sending import ask
from campaigns.sends.wording import template_of
from channels.values import ChannelKind
from messaging.directory.contact_points import kinds_of
from messaging.models.message import Message
from messaging.outbound.outbox import compose
from messaging.platform.events import Event, FactType
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime


def on_send_undelivered(unit: Unit, runtime: Runtime, event: Event) -> None:
    """For MESSAGE_FAILED and MESSAGE_REFUSED."""
    recipient_id = recipient_of(str(event.data.get("origin", "")))
    if recipient_id is None or event.data.get("reason") in NOT_THE_CONTACTS_FAULT:
        return
    found = unit.session.execute(
        select(SendRecipient, Send)
        .join(Send, Send.id == SendRecipient.send_id)
        .where(SendRecipient.agency_id == event.agency_id, SendRecipient.id == recipient_id)
        .with_for_update(of=SendRecipient)
    ).one_or_none()
    if found is None or found[1].state not in (SendState.RUNNING, SendState.DONE):
        return
    row, send = found
    [one] = ones(unit.session, [row])
    made = unit.session.scalars(
        select(Message).where(
            Message.agency_id == event.agency_id, Message.origin.in_(origins([row.id]))
        )
    ).all()
    if not still_so(one) or any(message.status not in WENT_NOWHERE for message in made):
        return
    tried = {message.channel for message in made}
    kinds = kinds_of(unit.session, [one.to.person])[one.to.person.id]
    ways = (ChannelKind(way) for way in send.ways)
    following = next((way for way in ways if way in kinds - tried), None)
    if following is None:
        _give_up(unit, event, one, made)
        return
    template = template_of(unit.session, runtime, send)
    wish = draft(runtime, send, template, one, following, fallback_of_id=event.subject_id)
    message = compose(unit, runtime, wish)
    row.message_id = message.id
    ask(unit, send, [(one, message)])


def _give_up(unit: Unit, event: Event, one: One, made: Sequence[Message]) -> None:
    """No way is left: a worker is asked for another. A parent who asked us to stop has chosen."""
    if one.row.reason == UNREACHABLE or any(message.reason in THEIR_WISH for message in made):
        return
    one.row.reason = UNREACHABLE
    unit.record(
        FactType.CONTACT_UNREACHABLE,
        event.agency_id,
        thread_id=one.to.thread.id,
        subject_id=event.subject_id,
        origin=origin_of_question(one.row.id),
    )
