"""STOP, START and HELP, and what may be one of them. They count for the number, whoever wrote."""

from sqlalchemy import select

from channels.values import ChannelKind
from messaging.compliance.consent import ALL_TOPICS, ConsentChange, ConsentSource, ConsentState
from messaging.compliance.gate import Purpose, Reachability
from messaging.compliance.keywords import KeywordKind
from messaging.directory import consents
from messaging.inbound.heard import SERVICE, Heard
from messaging.models.case import Party
from messaging.models.contact_point import ContactPoint
from messaging.models.inbound import Disposition, InboundMessage
from messaging.models.person import Person
from messaging.outbound import questions
from messaging.platform.events import FactType
from messaging.platform.unit_of_work import Unit

CONVERSATION = "conversation"
BY_MESSAGE = "message"


def stop(heard: Heard) -> Disposition | None:
    if heard.keyword.kind is not KeywordKind.STOP:
        return None
    if heard.contact is None:
        # "Stop" in a chat: which of their numbers they mean, a person asks.
        heard.record(FactType.OPT_OUT_UNCLEAR)
        return Disposition.TASK
    if heard.keyword.by_email and heard.inbound.channel is not ChannelKind.EMAIL:
        # "Stop emailing me" in a text: which address they mean, a person asks.
        hold(heard)
        return Disposition.TASK
    _choose_language(heard)
    topics = heard.keyword.topics
    changed = _consent(heard, ConsentChange.REVOKE, *topics)
    if not changed or heard.keyword.already_answered:
        return Disposition.HANDLED
    if topics:
        heard.answer("topic_stop_confirm", Purpose.ANSWER)
    else:
        heard.answer("stop_confirm", Purpose.OPT_OUT_CONFIRMATION)
    return Disposition.HANDLED


def start(heard: Heard) -> Disposition | None:
    contact = heard.contact
    if contact is None:
        return None
    said = heard.keyword.kind is KeywordKind.START
    yes = heard.keyword.could_start and heard.question is None
    revoked = consents.state_of(heard.unit.session, contact, SERVICE) is ConsentState.REVOKED
    if not said and not (yes and revoked):
        return None
    _choose_language(heard)
    topics = heard.keyword.topics
    _consent(heard, ConsentChange.GRANT, *topics)
    contact.held_for_review_at = None
    if contact.reachability is Reachability.STOPPED_AT_CARRIER:
        contact.reachability = Reachability.REACHABLE
    if not heard.keyword.already_answered:
        # After a STOP, one topic alone may be back: the answer is about that one.
        template, topic = (
            ("topic_start_confirm", topics[0]) if topics else ("start_confirm", SERVICE)
        )
        heard.answer(template, Purpose.KEYWORD_ANSWER, topic=topic)
    return Disposition.HANDLED


def help_wanted(heard: Heard) -> Disposition | None:
    if heard.keyword.kind is not KeywordKind.HELP:
        return None
    _choose_language(heard)
    if not heard.keyword.already_answered:
        heard.answer("help", Purpose.KEYWORD_ANSWER)
    if heard.question is None or heard.urgent:
        return Disposition.HANDLED
    # "Want help? Reply YES or NO." HELP is a keyword all the same, and may be a yes.
    questions.record(
        heard.unit,
        heard.question,
        FactType.ANSWER_NOT_UNDERSTOOD,
        heard.message.id if heard.message else None,
        heard.inbound.id,
    )
    return Disposition.TASK


def unclear_stop(heard: Heard) -> Disposition | None:
    if heard.keyword.kind is not KeywordKind.UNCLEAR_STOP:
        return None
    hold(heard)
    return Disposition.TASK


def hold(heard: Heard) -> None:
    """It may be an opt-out: nothing goes there until a person has decided."""
    if heard.contact is not None:
        heard.contact.held_for_review_at = heard.unit.now
    heard.record(FactType.OPT_OUT_UNCLEAR)


def speak(heard: Heard) -> None:
    """A parent who writes to us by text may be answered in kind: that is consent to a
    conversation, and to nothing else. After an opt-out it says nothing."""
    contact = heard.contact
    if contact is None or heard.keyword.kind is KeywordKind.STOP:
        return
    if contact.reachability is Reachability.UNKNOWN:
        contact.reachability = Reachability.REACHABLE
    if not heard.stranger:
        consent_by_writing(heard.unit, heard.inbound, contact)


def consent_by_writing(unit: Unit, inbound: InboundMessage, contact: ContactPoint) -> None:
    """As of when they wrote: a STOP that came after it must stay the later word."""
    if consents.state_of(unit.session, contact, CONVERSATION) is ConsentState.NONE:
        consents.append(
            unit,
            contact,
            ConsentChange.GRANT,
            ConsentSource.PARENT,
            topic=CONVERSATION,
            at=inbound.received_at,
            inbound_id=inbound.id,
        )


def _consent(heard: Heard, change: ConsentChange, *topics: str) -> bool:
    """Without a topic: everything. True when it changed anything."""
    contact = heard.contact
    if contact is None:
        return False
    changed = [
        consents.append(
            heard.unit,
            contact,
            change,
            ConsentSource.PARENT,
            topic=topic,
            at=heard.inbound.received_at,
            detail=BY_MESSAGE,
            wording_version=consents.wording_seen(heard.unit.session, contact),
            inbound_id=heard.inbound.id,
            thread_id=heard.thread.id if heard.thread else None,
        )
        for topic in topics or (ALL_TOPICS,)
    ]
    return any(changed)


def _choose_language(heard: Heard) -> None:
    """A Spanish keyword tells which language they want; STOP alone is known in every language."""
    if heard.keyword.language != "es" or heard.thread is None:
        return
    person = heard.unit.session.scalars(
        select(Person)
        .join(Party, Party.person_id == Person.id)
        .where(Party.agency_id == heard.thread.agency_id, Party.id == heard.thread.party_id)
    ).one()
    person.language, person.language_chosen = "es", True
