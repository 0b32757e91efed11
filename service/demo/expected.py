"""What must be true after the story. Every line that is not is told, and the demo fails."""

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.models import AgencyEvent
from casework.models import Task
from casework.models.task import TaskKind
from channels.values import ChannelKind
from messaging.models.case import Case, Party
from messaging.models.inbound import InboundMessage, InboundState
from messaging.models.message import Direction, Message, MessageStatus
from messaging.models.person import Person
from messaging.models.thread import Thread
from messaging.outbound.states import FINAL
from service.demo import cast as people
from service.demo.cast import Cast, Parent
from service.demo.story import STRANGER, Stage, events, replies, spoken

EXTRA_EVENTS = 5
"""Besides one for each parent: two that make the shared phone known, three later on."""


def missing(stage: Stage) -> list[str]:
    """Everything that should be so and is not; empty when all is well."""
    with stage.runtime.reading() as session:
        return [
            *_events_once(session, stage),
            *_all_settled(session),
            *_answers_threaded(session, stage.cast),
            *_triage(session, stage.cast),
            *_texts_on_handsets(stage),
            *_tasks(session, stage.cast),
            *_refused(session),
            *_nothing_leaked(session, stage.cast),
        ]


def _events_once(session: Session, stage: Stage) -> Iterator[str]:
    told = events(stage.cast, stage.runtime.clock(), stage.setting.zone)
    stored = len(session.scalars(select(AgencyEvent.id)).all())
    if stored != len(told) + EXTRA_EVENTS:
        yield f"{stored} events are stored, not {len(told) + EXTRA_EVENTS}"


def _all_settled(session: Session) -> Iterator[str]:
    """Final, or taken by a channel that confirms nothing further."""
    for message in session.scalars(select(Message).where(Message.direction == Direction.OUT)):
        handed_over = (
            message.status is MessageStatus.SENT and message.channel is not ChannelKind.SMS
        )
        if message.status not in FINAL and not handed_over:
            yield f"message {message.id} is still {message.status}"


def _answers_threaded(session: Session, cast: Cast) -> Iterator[str]:
    said = [(parent, text) for parent, text in spoken(cast) if not _is_shared(parent)]
    said += [
        (cast.custodial(11), "b please"),
        (cast.custodial(12), "Can we do 3pm?"),
        (cast.custodial(13), "Can I pay with cash?"),
    ]
    for parent, text in said:
        heard = [m.text for m in _messages(session, parent) if m.direction is Direction.IN]
        if heard.count(text) != 1:
            yield f"an answer of {parent.external_id} stands {heard.count(text)} times on its case"


def _triage(session: Session, cast: Cast) -> Iterator[str]:
    waiting = session.scalars(
        select(InboundMessage).where(InboundMessage.state == InboundState.TRIAGE)
    ).all()
    wanted = {STRANGER, cast.custodial(people.SHARED_PHONE).phone}
    if {inbound.sender for inbound in waiting} != wanted or len(waiting) != len(wanted):
        yield f"{len(waiting)} messages are in triage, not one each from a stranger and two parents"


def _texts_on_handsets(stage: Stage) -> Iterator[str]:
    """Each of these must have arrived exactly once."""
    cast, one, other = stage.cast, stage.cast.custodial, stage.cast.noncustodial
    arrived = (
        (other(0), "Thank you for telling us. A worker will call within 2 work days."),
        (one(1), "Thank you. A worker will call you by"),
        (other(1), "You are unsubscribed and will get no more texts."),
        (other(1), "You will get texts again, about 4 a month."),
        (other(1), "Call 555-555-0100 Mon-Fri 8-5"),
        (one(2), "Ya no le enviaremos textos."),
        (one(2), "Listo, le enviaremos textos de nuevo"),
        (one(2), "Llame al 555-555-0100, lunes a viernes 8-5"),
        (one(people.SHARED_PHONE), "To keep things private we do not share details by text."),
        (other(people.PROTECTED), "We can't share information about another person."),
        (other(5), "Call or text 988 any time"),
        (one(5), "Free private help any time: 800-799-7233."),
        (other(7), "We took this number off our list"),
        (one(8), "Su fecha para renovar sigue siendo"),
        (other(10), "You are unsubscribed"),
        (one(11), "You are set for"),
        (one(13), "You have a reply to your chat."),
        *((parent, text) for parent, text, way in replies(cast) if way is ChannelKind.SMS),
    )
    for parent, words in arrived:
        texts = [text for text in stage.sandbox.texts_to(parent.phone or "") if words in text]
        if len(texts) != 1:
            yield f"{parent.external_id} got {len(texts)} times: {words}"


def _tasks(session: Session, cast: Cast) -> Iterator[str]:
    wanted = (
        (cast.noncustodial(0), TaskKind.INCOME_CHANGE),
        (cast.custodial(1), TaskKind.CALL_BACK),
        (cast.noncustodial(people.PROTECTED), TaskKind.LOCATION_REQUEST),
        (cast.noncustodial(5), TaskKind.SAFETY),
        (cast.custodial(5), TaskKind.SAFETY),
        (cast.noncustodial(people.LANDLINE), TaskKind.NEW_CONTACT_NEEDED),
        (cast.noncustodial(7), TaskKind.NEW_CONTACT_NEEDED),
        (cast.custodial(9), TaskKind.CALL_BACK),
        (cast.custodial(11), TaskKind.BOOK_APPOINTMENT),
    )
    for parent, kind in wanted:
        opened = session.scalars(
            select(Task.id)
            .join(Thread, Thread.id == Task.thread_id)
            .join(Party, Party.id == Thread.party_id)
            .join(Person, Person.id == Party.person_id)
            .where(Person.external_id == parent.external_id, Task.kind == kind)
        ).all()
        if len(opened) != 1:
            yield f"{parent.external_id} has {len(opened)} tasks {kind}, not 1"


def _refused(session: Session) -> Iterator[str]:
    reasons = Counter(
        session.scalars(select(Message.reason).where(Message.status == MessageStatus.REFUSED))
    )
    for reason in ("shared_contact", "opted_out"):
        if not reasons[reason]:
            yield f"nothing was refused for {reason}"


def _nothing_leaked(session: Session, cast: Cast) -> Iterator[str]:
    """No message to one parent holds a name, phone or address of the other."""
    for parent in cast.parents:
        partner = cast.by_role.get(
            (parent.family, "noncustodial" if parent.role == "custodial" else "custodial")
        )
        if partner is None:
            continue
        secrets = [
            value
            for value in (partner.first_name, partner.phone, partner.email)
            if value and value != parent.phone
        ]
        for message in _messages(session, parent):
            if any(secret in f"{message.text}{message.html}" for secret in secrets):
                yield f"message {message.id} tells {parent.external_id} of the other parent"


def _messages(session: Session, parent: Parent) -> list[Message]:
    return list(
        session.scalars(
            select(Message)
            .join(Thread, Thread.id == Message.thread_id)
            .join(Party, Party.id == Thread.party_id)
            .join(Case, Case.id == Party.case_id)
            .join(Person, Person.id == Party.person_id)
            .where(Person.external_id == parent.external_id, Case.number == parent.case)
        )
    )


def _is_shared(parent: Parent) -> bool:
    return parent.family == people.SHARED_PHONE
