"""What a parent's words ask for, and what follows at once.

Safety is read first and always. Then the readers in their order; the first that recognises the
message has it. What none recognises waits for a person, which is what most messages want.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select

from channels.values import ChannelKind
from messaging.compliance import keywords
from messaging.compliance.answers import Choice, read_answer
from messaging.compliance.consent import ConsentChange, ConsentSource, ConsentState
from messaging.compliance.gate import Purpose, Reachability
from messaging.compliance.keywords import KeywordKind, KeywordVerdict
from messaging.compliance.location_request import asks_location
from messaging.compliance.safety import SafetyKind, read_safety
from messaging.compliance.wrong_number import WrongNumber, read_wrong_number
from messaging.directory import audit, consents, contact_points
from messaging.models.agency import Agency
from messaging.models.case import Party
from messaging.models.contact_point import ContactPoint
from messaging.models.inbound import InboundMessage
from messaging.models.message import Message
from messaging.models.person import Person
from messaging.models.question import Question
from messaging.models.thread import Thread
from messaging.outbound import questions
from messaging.outbound.outbox import Draft, cancel_to, compose
from messaging.outbound.reasons import WRONG_NUMBER
from messaging.platform.events import FactType
from messaging.platform.lanes import Lane
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime

CONVERSATION = "conversation"
SERVICE = "service"
PAUSE_AFTER_CRISIS = timedelta(days=14)
"""Campaigns leave the party alone this long, unless a worker ends the pause earlier."""

WRONG_PERSON = Reachability.WRONG_PERSON

CRISIS_ANSWER = {
    SafetyKind.SELF_HARM: "crisis_self_harm",
    SafetyKind.DANGER: "crisis_danger",
}


@dataclass(frozen=True, slots=True)
class Heard:
    """One message with where it stands; without a thread it is in triage."""

    unit: Unit
    runtime: Runtime
    inbound: InboundMessage
    contact: ContactPoint | None
    thread: Thread | None
    message: Message | None
    keyword: KeywordVerdict
    question: Question | None
    urgent: bool
    """Its words tell of danger."""
    stranger: bool
    """Sent from an address that is not known as this parent's: answered as one of whom we know
    nothing, since an answer carries the parent's name and links."""

    def answer(self, template: str, purpose: Purpose, origin: str | None = None) -> None:
        """Answer on the channel it came by."""
        to = None if self.stranger else self.thread
        if (to is None and self.contact is None) or not self._has_wording(template):
            return
        compose(
            self.unit,
            self.runtime,
            Draft(
                agency_id=self.inbound.agency_id,
                thread_id=to.id if to else None,
                contact_point_id=self.contact.id if self.contact else None,
                template=template,
                values={},
                channel=self.inbound.channel,
                purpose=purpose,
                lane=Lane.URGENT,
                topic=SERVICE,
                origin=origin or f"inbound:{self.inbound.id}:answer",
                # STOP is known in every language; a Spanish word tells which one they want.
                language="es" if self.keyword.language == "es" else None,
            ),
        )

    def record(self, fact: FactType, **data: object) -> None:
        self.unit.record(
            fact,
            self.inbound.agency_id,
            thread_id=self.thread.id if self.thread else None,
            subject_id=self.message.id if self.message else self.inbound.id,
            **data,
        )

    def _has_wording(self, template: str) -> bool:
        wanted = "email" if self.inbound.channel is ChannelKind.EMAIL else "sms"
        return wanted in self.runtime.library.get(template).channels


Reader = Callable[[Heard], bool]
"""True when the message was what it looks for."""


def react(
    unit: Unit,
    runtime: Runtime,
    inbound: InboundMessage,
    contact: ContactPoint | None,
    thread: Thread,
    message: Message,
    *,
    stranger: bool = False,
) -> None:
    """Do what a message in a thread asks for. A machine's words ask for nothing, and are never
    answered (RFC 3834)."""
    if inbound.automatic:
        return
    question = questions.open_question(
        unit.session, thread.agency_id, thread.id, inbound.received_at
    )
    heard = _heard(unit, runtime, inbound, contact, thread, message, question, stranger=stranger)
    if heard.urgent:
        _raise_alarm(heard, may_answer=True)
    _speak(heard)
    _first_that_recognises(heard, READERS)


def react_in_triage(
    unit: Unit,
    runtime: Runtime,
    inbound: InboundMessage,
    contact: ContactPoint | None,
    *,
    shared: bool,
) -> None:
    """Do what can be done without knowing who wrote: keywords count for the number, danger for
    whoever it is, and a shared phone gets the answer that tells nothing."""
    if inbound.automatic:
        return
    heard = _heard(unit, runtime, inbound, contact, None, None, None)
    if heard.urgent:
        # Someone else may hold a shared phone: there only the workers hear of it.
        _raise_alarm(heard, may_answer=not shared)
    if not _first_that_recognises(heard, READERS_IN_TRIAGE) and shared and not heard.urgent:
        _refuse_details(heard)


def _heard(
    unit: Unit,
    runtime: Runtime,
    inbound: InboundMessage,
    contact: ContactPoint | None,
    thread: Thread | None,
    message: Message | None,
    question: Question | None,
    *,
    stranger: bool = False,
) -> Heard:
    text = inbound.text
    return Heard(
        unit,
        runtime,
        inbound,
        contact,
        thread,
        message,
        keywords.read(text, inbound.opt_out_type),
        question,
        read_safety(text).urgent,
        stranger,
    )


def _first_that_recognises(heard: Heard, readers: tuple[Reader, ...]) -> bool:
    return any(reader(heard) for reader in readers)


def _raise_alarm(heard: Heard, *, may_answer: bool) -> None:
    kind = read_safety(heard.inbound.text).kind
    heard.record(FactType.SAFETY_RAISED, kind=kind.value)
    _pause(heard)
    if may_answer:
        origin = f"inbound:{heard.inbound.id}:crisis"
        heard.answer(CRISIS_ANSWER[kind], Purpose.SAFETY_ANSWER, origin)


def _pause(heard: Heard) -> None:
    """Campaigns leave the person alone on every case of theirs, if it is known who wrote. A pause
    that lasts longer stays as it is."""
    person_id = _person_id(heard)
    if person_id is None:
        return
    until = heard.unit.now + PAUSE_AFTER_CRISIS
    parties = heard.unit.session.scalars(
        select(Party)
        .where(Party.agency_id == heard.inbound.agency_id, Party.person_id == person_id)
        .order_by(Party.id)
        .with_for_update()
    )
    for party in parties:
        party.paused_until = max(party.paused_until or until, until)


def _person_id(heard: Heard) -> UUID | None:
    """Whose words these are; None while that is a guess."""
    if heard.thread is not None:
        return heard.unit.session.scalars(
            select(Party.person_id).where(
                Party.agency_id == heard.thread.agency_id, Party.id == heard.thread.party_id
            )
        ).one()
    if heard.contact is None or heard.contact.reachability is WRONG_PERSON:
        return None
    people = contact_points.people_of(heard.unit.session, heard.contact)
    return people[0].id if len(people) == 1 else None


def _refuse_details(heard: Heard) -> None:
    """Once a day: whoever asks again has read it, and two machines must not go on for ever."""
    if heard.contact is not None:
        origin = f"shared:{heard.contact.id}:{_today(heard)}"
        heard.answer("shared_phone_refusal", Purpose.ANSWER, origin)


def _today(heard: Heard) -> date:
    """Where the agency is."""
    zone = heard.unit.session.scalars(
        select(Agency.time_zone).where(Agency.id == heard.inbound.agency_id)
    ).one()
    return heard.unit.now.astimezone(ZoneInfo(zone)).date()


def _speak(heard: Heard) -> None:
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


def _stop(heard: Heard) -> bool:
    if heard.keyword.kind is not KeywordKind.STOP:
        return False
    if heard.contact is None:
        # "Stop" in a chat: which of their numbers they mean, a person asks.
        heard.record(FactType.OPT_OUT_UNCLEAR)
        return True
    _choose_language(heard)
    changed = _consent(heard, ConsentChange.REVOKE)
    if changed and not heard.keyword.already_answered:
        heard.answer("stop_confirm", Purpose.OPT_OUT_CONFIRMATION)
    return True


def _start(heard: Heard) -> bool:
    contact = heard.contact
    if contact is None:
        return False
    said = heard.keyword.kind is KeywordKind.START
    yes = heard.keyword.could_start and heard.question is None
    revoked = consents.state_of(heard.unit.session, contact, SERVICE) is ConsentState.REVOKED
    if not said and not (yes and revoked):
        return False
    _choose_language(heard)
    _consent(heard, ConsentChange.GRANT)
    contact.held_for_review_at = None
    if contact.reachability is Reachability.STOPPED_AT_CARRIER:
        contact.reachability = Reachability.REACHABLE
    if not heard.keyword.already_answered:
        heard.answer("start_confirm", Purpose.KEYWORD_ANSWER)
    return True


def _help(heard: Heard) -> bool:
    if heard.keyword.kind is not KeywordKind.HELP:
        return False
    _choose_language(heard)
    if not heard.keyword.already_answered:
        heard.answer("help", Purpose.KEYWORD_ANSWER)
    return True


def _unclear_stop(heard: Heard) -> bool:
    if heard.keyword.kind is not KeywordKind.UNCLEAR_STOP:
        return False
    _hold(heard)
    return True


def _wrong_number(heard: Heard) -> bool:
    verdict = read_wrong_number(heard.inbound.text)
    if verdict is WrongNumber.NO or heard.contact is None:
        return False
    if verdict is WrongNumber.UNCLEAR:
        _hold(heard)
        return True
    if heard.contact.reachability is WRONG_PERSON:
        return True  # told and answered before
    heard.contact.reachability = WRONG_PERSON
    cancel_to(heard.unit, heard.contact, WRONG_NUMBER)
    heard.answer("wrong_number", Purpose.WRONG_NUMBER_ANSWER)
    heard.record(FactType.WRONG_NUMBER)
    return True


def _location(heard: Heard) -> bool:
    """Asking where the other parent is. Nothing of them is read but whether they are protected,
    and that only decides how soon a worker looks."""
    if not asks_location(heard.inbound.text) or heard.thread is None:
        return False
    agency_id, asker = heard.thread.agency_id, _person_id(heard)
    theirs = select(Party.case_id).where(Party.agency_id == agency_id, Party.person_id == asker)
    protected = heard.unit.session.scalar(
        select(
            exists().where(
                Party.agency_id == agency_id,
                Party.case_id.in_(theirs),
                Party.person_id != asker,
                Party.nondisclosure,
            )
        )
    )
    heard.answer("location_refusal", Purpose.ANSWER)
    actor, subject = f"parent:{heard.thread.id}", heard.message.id if heard.message else None
    audit.note(heard.unit, agency_id, actor, "location_request", "message", subject)
    heard.record(FactType.LOCATION_ASKED, urgent=bool(protected))
    return True


def _answer(heard: Heard) -> bool:
    question, thread, message = heard.question, heard.thread, heard.message
    if question is None or thread is None or message is None:
        return False
    choice = read_answer(heard.inbound.text, tuple(Choice(word) for word in question.choices))
    if choice is not None:
        questions.answer(heard.unit, question, choice, message.id)
        _record_on_question(heard, question, FactType.ANSWER_GIVEN, answer=choice)
    elif not heard.urgent:
        _record_on_question(heard, question, FactType.ANSWER_NOT_UNDERSTOOD)
        # One origin a day: the parent is told once that someone will read it.
        origin = f"not_understood:{thread.id}:{_today(heard)}"
        heard.answer("not_understood", Purpose.ANSWER, origin)
    return True


def _record_on_question(heard: Heard, question: Question, fact: FactType, **data: object) -> None:
    heard.unit.record(
        fact,
        question.agency_id,
        thread_id=question.thread_id,
        subject_id=question.id,
        origin=question.origin,
        message_id=str(heard.message.id) if heard.message else None,
        **data,
    )


def _hold(heard: Heard) -> None:
    """It may be an opt-out: nothing goes there until a person has decided."""
    if heard.contact is not None:
        heard.contact.held_for_review_at = heard.unit.now
    heard.record(FactType.OPT_OUT_UNCLEAR)


def _consent(heard: Heard, change: ConsentChange) -> bool:
    if heard.contact is None:
        return False
    return consents.append(
        heard.unit,
        heard.contact,
        change,
        ConsentSource.PARENT,
        at=heard.inbound.received_at,
        inbound_id=heard.inbound.id,
        thread_id=heard.thread.id if heard.thread else None,
    )


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


READERS: tuple[Reader, ...] = (
    _stop,
    _start,
    _help,
    _wrong_number,
    _unclear_stop,
    _location,
    _answer,
)
READERS_IN_TRIAGE: tuple[Reader, ...] = (_stop, _start, _help, _wrong_number, _unclear_stop)
