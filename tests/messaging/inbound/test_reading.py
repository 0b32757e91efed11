"""What a parent's words ask for, and what follows at once. The texts are the promised ones."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from channels.values import ChannelKind
from messaging.compliance.consent import ConsentChange, ConsentState
from messaging.compliance.gate import Reachability, Reason
from messaging.directory import consents
from messaging.directory.register import CaseDetails, PartyDetails, Registered, register
from messaging.inbound import routing
from messaging.inbound.alarm import PAUSE_AFTER_CRISIS
from messaging.models.audit import Audit
from messaging.models.case import Party, PartyRole
from messaging.models.consent import ConsentEntry
from messaging.models.contact_point import ContactPoint
from messaging.models.inbound import InboundMessage
from messaging.models.message import MessageStatus
from messaging.models.person import Person
from messaging.models.question import Question, QuestionState
from messaging.outbound import questions
from messaging.outbound.reasons import WRONG_NUMBER
from messaging.platform.events import FactType
from messaging.platform.lanes import Lane
from messaging.runtime import Runtime
from tests.messaging.inbound.hearing import (
    answers,
    chat_from,
    contact_at,
    hear,
    said_in,
    store,
    text_from,
)
from tests.messaging.outbound.saying import now_is, say, send, wish
from tests.support.clock import MovableClock
from tests.support.fake_channel import FakeChannel
from tests.support.people import Office, add_parent, phone
from tests.support.recorded import facts

NUMBER = "+13125550142"
STOPPED = (
    "Oak Co Child Support: You are unsubscribed and will get no more texts. "
    "Reply START to get texts again. Call (312) 555-0100."
)
STARTED = (
    "Oak Co Child Support: You will get texts again, about 4 a month. "
    "Msg & data rates may apply. HELP for help, STOP to end."
)
TOPIC_STOPPED = (
    "Oak Co Child Support: OK. We will not text you about that any more. You may still get other "
    "texts. Reply STOP to end all, START to get all again."
)
TOPIC_STARTED = (
    "Oak Co Child Support: OK. You will get texts about that again. Msg & data rates may apply. "
    "HELP for help, STOP to end all texts."
)
TEMA_PARADO = (
    "Oak Co Child Support: Listo. Ya no le enviaremos textos sobre eso. Puede recibir otros. "
    "Responda ALTO para no recibir ninguno, INICIAR para recibir todos."
)
HELPED = (
    "Oak Co Child Support: Call (312) 555-0100 Mon-Fri 8-5 or see oak.example/cs. "
    "Msg & data rates may apply. STOP to end."
)
PARADO = (
    "Oak Co Child Support: Ya no le enviaremos textos. Para volver, responda INICIAR. "
    "Llame al (312) 555-0100."
)
INICIADO = (
    "Oak Co Child Support: Listo, le enviaremos textos de nuevo, unos 4 al mes. "
    "Pueden aplicar cargos. Responda AYUDA o ALTO."
)
AYUDADO = (
    "Oak Co Child Support: Llame al (312) 555-0100, lunes a viernes 8-5, o visite "
    "oak.example/es. Responda ALTO para no recibir textos."
)
SORRY = "Oak Co: Sorry for the mix-up. We took this number off our list and will not text it again."
NOT_OURS_TO_TELL = (
    "Oak Co Child Support: We can't share information about another person. "
    "For help with your own case, call (312) 555-0100."
)
CARING = (
    "Oak Co: We care about you. If you are in danger call 911. "
    "Call or text 988 any time for free help. We told a worker."
)
DANGER = (
    "Oak Co: If you are in danger call 911. Free private help any time: 800-799-7233. "
    "We told a worker."
)
READ_BY_A_WORKER = (
    "Oak Co Child Support: Thank you for your message. A worker will read it and answer. "
    "To talk to someone now, call (312) 555-0100."
)


@pytest.fixture
def parent(runtime: Runtime, office: Office) -> Registered:
    with runtime.unit() as unit:
        return add_parent(unit, office, text_to=NUMBER)


def texts(runtime: Runtime) -> list[str]:
    """What went out or will; refused rows aside."""
    gone = (MessageStatus.REFUSED, MessageStatus.CANCELLED)
    return [message.text for message in answers(runtime) if message.status not in gone]


def consent_of(runtime: Runtime, topic: str = "renewal", address: str = NUMBER) -> ConsentState:
    contact = contact_at(runtime, address)
    with runtime.reading() as session:
        return consents.state_of(session, contact, topic)


def write(runtime: Runtime, office: Office, *words: str, opt_out_type: str | None = None) -> None:
    hear(
        runtime,
        office.agency,
        *(text_from(runtime, NUMBER, one, opt_out_type=opt_out_type) for one in words),
    )


# STOP, START, HELP (journeys 6 and 7)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["Stop texting me please"], [STOPPED]),
        (["STOP", "STOP", "stop!!"], [STOPPED]),
        (["help"], [HELPED]),
        (["ALTO"], [PARADO]),
        (["ayuda"], [AYUDADO]),
        (["START"], [STARTED]),
    ],
)
@pytest.mark.usefixtures("parent")
def test_a_keyword_is_answered_as_promised(
    runtime: Runtime, office: Office, words: list[str], said: list[str]
) -> None:
    write(runtime, office, *words)
    assert texts(runtime) == said


@pytest.mark.parametrize(
    ("stop", "start", "said"),
    [
        ("Stop texting me please", "START", [STOPPED, STARTED]),
        ("ALTO", "iniciar", [PARADO, INICIADO]),
    ],
)
@pytest.mark.usefixtures("parent")
def test_stopped_and_started_again(
    runtime: Runtime,
    office: Office,
    clock: MovableClock,
    runner: asyncio.Runner,
    channels: dict[ChannelKind, FakeChannel],
    stop: str,
    start: str,
    said: list[str],
) -> None:
    write(runtime, office, stop)
    send(runtime, runner, Lane.URGENT)
    assert consent_of(runtime) is ConsentState.REVOKED
    clock.move(timedelta(hours=1))
    write(runtime, office, start)
    send(runtime, runner, Lane.URGENT)
    assert consent_of(runtime) is ConsentState.GRANTED
    assert [outgoing.text for outgoing in channels[ChannelKind.SMS].sent] == said


@pytest.mark.parametrize(
    ("word", "type_"), [("STOP", "STOP"), ("START", "START"), ("HELP", "HELP")]
)
@pytest.mark.usefixtures("parent")
def test_what_the_provider_answered_is_not_answered_again(
    runtime: Runtime, office: Office, word: str, type_: str
) -> None:
    write(runtime, office, word, opt_out_type=type_)
    assert answers(runtime) == []
    revoked = consent_of(runtime) is ConsentState.REVOKED
    assert revoked is (word == "STOP")


def test_after_stop_nothing_but_the_confirmation_goes(
    runtime: Runtime,
    office: Office,
    parent: Registered,
    runner: asyncio.Runner,
    channels: dict[ChannelKind, FakeChannel],
) -> None:
    waiting = say(runtime, wish(parent))
    write(runtime, office, "STOP")
    for lane in (Lane.REMINDERS, Lane.URGENT):
        send(runtime, runner, lane)
    assert now_is(runtime, waiting).reason == Reason.OPTED_OUT
    assert [outgoing.text for outgoing in channels[ChannelKind.SMS].sent] == [STOPPED]


def test_a_spanish_keyword_chooses_the_language_and_an_english_one_does_not(
    runtime: Runtime, office: Office, parent: Registered
) -> None:
    write(runtime, office, "ayuda", "help", "STOP")
    with runtime.reading() as session:
        person = session.get_one(Person, parent.person.id)
    assert (person.language, person.language_chosen) == ("es", True)
    assert texts(runtime) == [AYUDADO, AYUDADO, PARADO]


def test_stop_covers_a_shared_number_for_both_and_names_no_program(
    runtime: Runtime, office: Office, parent: Registered
) -> None:
    with runtime.unit() as unit:
        other = add_parent(unit, office, text_to=NUMBER, role=PartyRole.NONCUSTODIAL)
    write(runtime, office, "STOP")
    assert texts(runtime) == [STOPPED.replace("Oak Co Child Support", "Oak Co")]
    for one in (parent, other):
        generic = say(runtime, wish(one, template="shared_phone_notice", values={}))
        assert generic.reason == Reason.OPTED_OUT
        assert said_in(runtime, one.thread.id) == []


def test_a_strangers_stop_counts(runtime: Runtime, office: Office) -> None:
    write(runtime, office, "STOP")
    assert consent_of(runtime) is ConsentState.REVOKED
    assert texts(runtime) == [STOPPED.replace("Oak Co Child Support", "Oak Co")]


@pytest.mark.usefixtures("parent")
def test_stop_is_the_last_word_over_what_was_read_late(
    runtime: Runtime, office: Office, clock: MovableClock
) -> None:
    """Both waited while the database was away; consent by writing counts as of the writing."""
    store(runtime, office.agency, text_from(runtime, NUMBER, "hello"))
    clock.move(timedelta(minutes=1))
    store(runtime, office.agency, text_from(runtime, NUMBER, "STOP"))
    clock.move(timedelta(minutes=2))
    routing.drain(runtime)
    assert consent_of(runtime, "conversation") is ConsentState.REVOKED
    assert texts(runtime) == [STOPPED]


@pytest.mark.usefixtures("parent")
def test_read_too_late_an_opt_out_is_honoured_without_a_confirmation(
    runtime: Runtime, office: Office, clock: MovableClock
) -> None:
    store(runtime, office.agency, text_from(runtime, NUMBER, "STOP"))
    clock.move(timedelta(minutes=6))
    routing.drain(runtime)
    assert consent_of(runtime) is ConsentState.REVOKED
    assert texts(runtime) == []


def test_stop_in_a_chat_is_for_a_person(
    runtime: Runtime, office: Office, parent: Registered
) -> None:
    hear(runtime, office.agency, chat_from(runtime, str(parent.thread.id), "stop"))
    (fact,) = facts(runtime, FactType.OPT_OUT_UNCLEAR)
    assert fact.thread_id == parent.thread.id
    assert consent_of(runtime) is ConsentState.GRANTED


def test_a_doubtful_opt_out_holds_everything_until_a_person_decides(
    runtime: Runtime, office: Office, parent: Registered
) -> None:
    write(runtime, office, "stop texting me at work")
    assert len(facts(runtime, FactType.OPT_OUT_UNCLEAR)) == 1
    held = say(runtime, wish(parent))
    assert (held.status, held.reason) == (MessageStatus.QUEUED, Reason.OPT_OUT_UNCLEAR)


@pytest.mark.parametrize(
    ("words", "said", "again"),
    [
        ("no more renewal texts", TOPIC_STOPPED, "start the renewal texts again"),
        ("ya no quiero mensajes de renovación", TEMA_PARADO, "vuelvan a mandarme mensajes"),
    ],
)
def test_one_topic_ends_and_the_others_go_on(
    runtime: Runtime, office: Office, parent: Registered, words: str, said: str, again: str
) -> None:
    reminder = say(runtime, wish(parent))
    write(runtime, office, words, words)
    assert texts(runtime) == [reminder.text, said]
    assert consent_of(runtime, "renewal") is ConsentState.REVOKED
    assert consent_of(runtime, "appointment") is ConsentState.GRANTED
    assert say(runtime, wish(parent)).reason == Reason.OPTED_OUT
    write(runtime, office, again)
    assert consent_of(runtime, "renewal") is ConsentState.GRANTED


@pytest.mark.usefixtures("parent")
def test_after_stop_one_topic_alone_may_come_back(runtime: Runtime, office: Office) -> None:
    write(runtime, office, "STOP", "start appointment reminders again")
    assert texts(runtime) == [STOPPED, TOPIC_STARTED]
    assert consent_of(runtime, "appointment") is ConsentState.GRANTED
    assert consent_of(runtime, "renewal") is ConsentState.REVOKED


def test_the_ledger_says_how_and_after_which_wording(
    runtime: Runtime, office: Office, parent: Registered, runner: asyncio.Runner
) -> None:
    say(runtime, wish(parent))
    send(runtime, runner)
    write(runtime, office, "no more renewal texts", "STOP")
    with runtime.reading() as session:
        rows = session.scalars(
            select(ConsentEntry)
            .where(ConsentEntry.change == ConsentChange.REVOKE)
            .order_by(ConsentEntry.id)
        ).all()
    assert [(row.topic, row.detail, row.wording_version) for row in rows] == [
        ("renewal", "message", "renewal_reminder.v1"),
        ("all", "message", "renewal_reminder.v1"),
    ]
    assert all(row.inbound_id is not None for row in rows)


def test_stop_emailing_me_in_a_text_is_for_a_person(
    runtime: Runtime, office: Office, parent: Registered
) -> None:
    write(runtime, office, "stop emailing me")
    assert consent_of(runtime) is ConsentState.GRANTED
    assert len(facts(runtime, FactType.OPT_OUT_UNCLEAR)) == 1
    assert say(runtime, wish(parent)).reason == Reason.OPT_OUT_UNCLEAR


@pytest.mark.usefixtures("parent")
@pytest.mark.parametrize(
    "words",
    [
        "hes hitting me but he reads my phone",
        "please dont text he will see it im scared",
        "me pega y revisa mi celular",
        "STOP he will see this he hits me",
    ],
)
def test_where_someone_else_reads_the_phone_nothing_is_answered(
    runtime: Runtime, office: Office, words: str
) -> None:
    write(runtime, office, words)
    assert len(facts(runtime, FactType.SAFETY_RAISED)) == 1
    assert answers(runtime) == []
    assert contact_at(runtime, NUMBER).held_for_review_at is not None


def test_an_answer_with_more_in_it_counts_and_a_person_reads_the_rest(
    runtime: Runtime, office: Office, parent: Registered
) -> None:
    question_id = asked(runtime, parent)
    write(runtime, office, "yes but I need a ride")
    given, more = facts(runtime, FactType.ANSWER_GIVEN, FactType.ANSWER_SAYS_MORE)
    assert {given.type, more.type} == {FactType.ANSWER_GIVEN, FactType.ANSWER_SAYS_MORE}
    assert given.subject_id == more.subject_id == question_id
    assert texts(runtime) == []


@pytest.mark.usefixtures("parent")
def test_writing_to_us_is_consent_to_a_conversation_only(runtime: Runtime, office: Office) -> None:
    number = phone()
    with runtime.unit() as unit:
        add_parent(unit, office, text_to=number, consent=False)
    hear(runtime, office.agency, text_from(runtime, number, "hello"))
    assert consent_of(runtime, "conversation", number) is ConsentState.GRANTED
    assert consent_of(runtime, "renewal", number) is ConsentState.NONE
    assert contact_at(runtime, number).reachability is Reachability.REACHABLE


# Answers (journey 1)


def asked(runtime: Runtime, parent: Registered, closes_at: datetime | None = None) -> UUID:
    with runtime.unit() as unit:
        choices = ["YES", "NO"]
        return questions.ask(unit, parent.thread, "step:1", choices, closes_at).id


@pytest.mark.parametrize("opt_out_type", [None, "START"])
def test_yes_is_an_answer_while_a_question_is_open(
    runtime: Runtime, office: Office, parent: Registered, opt_out_type: str | None
) -> None:
    question_id = asked(runtime, parent)
    inbound = text_from(runtime, NUMBER, "yes", opt_out_type=opt_out_type)
    hear(runtime, office.agency, inbound)
    hear(runtime, office.agency, inbound)
    (fact,) = facts(runtime, FactType.ANSWER_GIVEN)
    assert (fact.thread_id, fact.subject_id) == (parent.thread.id, question_id)
    assert (fact.data["origin"], fact.data["answer"]) == ("step:1", "YES")
    assert texts(runtime) == []
    with runtime.reading() as session:
        question = session.get_one(Question, question_id)
    assert (question.state, question.answer) == (QuestionState.ANSWERED, "YES")
    assert str(question.message_id) == fact.data["message_id"]


@pytest.mark.usefixtures("parent")
def test_yes_starts_again_when_nothing_was_asked(runtime: Runtime, office: Office) -> None:
    write(runtime, office, "yes")
    assert texts(runtime) == []
    write(runtime, office, "STOP", "yes")
    assert consent_of(runtime) is ConsentState.GRANTED


def test_what_is_not_understood_is_said_once_a_day(
    runtime: Runtime, office: Office, parent: Registered, clock: MovableClock
) -> None:
    asked(runtime, parent)
    write(runtime, office, "which day?", "😀😀😀", "", "x" * 5_000)
    assert len(facts(runtime, FactType.ANSWER_NOT_UNDERSTOOD)) == 4
    assert texts(runtime) == [READ_BY_A_WORKER]
    # 18:30 in Chicago is already the next day in UTC, and still the same for the parent.
    clock.set(datetime(2026, 3, 3, 0, 30, tzinfo=UTC))
    write(runtime, office, "hm")
    assert len(texts(runtime)) == 1
    clock.move(timedelta(days=1))
    write(runtime, office, "hm")
    assert len(texts(runtime)) == 2


def test_an_answer_counts_by_when_it_came_not_by_when_it_is_read(
    runtime: Runtime, office: Office, parent: Registered, clock: MovableClock
) -> None:
    asked(runtime, parent, clock() + timedelta(minutes=10))
    store(runtime, office.agency, text_from(runtime, NUMBER, "yes"))
    clock.move(timedelta(hours=8))
    routing.drain(runtime)
    assert len(facts(runtime, FactType.ANSWER_GIVEN)) == 1


def test_a_message_older_than_the_question_does_not_answer_it(
    runtime: Runtime, office: Office, parent: Registered, clock: MovableClock
) -> None:
    store(runtime, office.agency, text_from(runtime, NUMBER, "yes"))
    clock.move(timedelta(hours=1))
    asked(runtime, parent)
    routing.drain(runtime)
    assert facts(runtime, FactType.ANSWER_GIVEN) == []


# Wrong number (journey 5)


def test_a_wrong_number_is_taken_off_every_case(
    runtime: Runtime, office: Office, parent: Registered
) -> None:
    waiting = say(runtime, wish(parent))
    write(runtime, office, "wrong number who is this", "wrong number!!")
    assert contact_at(runtime, NUMBER).reachability is Reachability.WRONG_PERSON
    after = now_is(runtime, waiting)
    assert (after.status, after.reason) == (MessageStatus.CANCELLED, WRONG_NUMBER)
    assert texts(runtime) == [SORRY]
    (fact,) = facts(runtime, FactType.WRONG_NUMBER)
    assert fact.thread_id == parent.thread.id
    assert say(runtime, wish(parent)).reason == Reason.WRONG_PERSON


# Where is she (journey 9)


@pytest.mark.parametrize("protected", [True, False])
@pytest.mark.parametrize("same_case", [True, False])
def test_nobody_is_told_where_another_person_is(
    runtime: Runtime, office: Office, protected: bool, same_case: bool
) -> None:
    with runtime.unit() as unit:
        father = add_parent(unit, office, case="CS-1", text_to=NUMBER, role=PartyRole.NONCUSTODIAL)
        other_case = "CS-1" if same_case else "CS-2"
        add_parent(unit, office, case=other_case, nondisclosure=protected)
        if not same_case:
            register(
                unit,
                office.agency,
                CaseDetails("CS-2", "child_support", office.branch.code),
                PartyDetails(father.person.external_id, PartyRole.NONCUSTODIAL),
            )
        questions.ask(unit, father.thread, "step:1", ["YES", "NO"], None)
    write(runtime, office, "where is she living now i need the address")
    assert texts(runtime) == [NOT_OURS_TO_TELL]
    (fact,) = facts(runtime, FactType.LOCATION_ASKED)
    assert fact.data["urgent"] is protected
    with runtime.reading() as session:
        (entry,) = session.scalars(select(Audit)).all()
    assert (entry.actor, entry.action) == (f"parent:{father.thread.id}", "location_request")


# Crisis (journey 10)


@pytest.mark.parametrize(
    ("words", "kind", "said"),
    [
        ("cant do this anymore i want to die", "self_harm", CARING),
        ("he found us im scared", "danger", DANGER),
    ],
)
def test_a_crisis_is_answered_told_and_campaigns_pause(
    runtime: Runtime,
    office: Office,
    parent: Registered,
    clock: MovableClock,
    words: str,
    kind: str,
    said: str,
) -> None:
    clock.move(timedelta(hours=13))  # at night too
    with runtime.unit() as unit:
        again = register(
            unit,
            office.agency,
            CaseDetails("CS-other", "benefits", office.branch.code),
            PartyDetails(parent.person.external_id, PartyRole.CUSTODIAL),
        )
        questions.ask(unit, parent.thread, "step:1", ["YES", "NO"], None)
    write(runtime, office, words)
    assert texts(runtime) == [said]
    (fact,) = facts(runtime, FactType.SAFETY_RAISED)
    assert (fact.thread_id, fact.data["kind"]) == (parent.thread.id, kind)
    with runtime.reading() as session:
        for party in (parent.party, again.party):
            paused = session.get_one(Party, party.id).paused_until
            assert paused == clock() + PAUSE_AFTER_CRISIS


def test_a_crisis_shortens_no_pause(runtime: Runtime, office: Office, parent: Registered) -> None:
    without_end = datetime(9999, 1, 1, tzinfo=UTC)
    with runtime.unit() as unit:
        unit.session.get_one(Party, parent.party.id).paused_until = without_end
    write(runtime, office, "i want to die")
    with runtime.reading() as session:
        assert session.get_one(Party, parent.party.id).paused_until == without_end


def test_on_a_shared_phone_a_crisis_only_raises_the_alarm(
    runtime: Runtime, office: Office, parent: Registered
) -> None:
    with runtime.unit() as unit:
        add_parent(unit, office, text_to=NUMBER, role=PartyRole.NONCUSTODIAL)
    write(runtime, office, "he found us im scared")
    assert len(facts(runtime, FactType.SAFETY_RAISED)) == 1
    assert answers(runtime) == []
    with runtime.reading() as session:
        assert session.get_one(Party, parent.party.id).paused_until is None


@pytest.mark.usefixtures("parent")
def test_where_it_is_not_safe_nothing_is_sent(
    runtime: Runtime,
    office: Office,
    runner: asyncio.Runner,
    channels: dict[ChannelKind, FakeChannel],
) -> None:
    with runtime.unit() as unit:
        row = unit.session.get_one(ContactPoint, contact_at(runtime, NUMBER).id)
        row.safe_to_contact = False
    write(runtime, office, "he found us im scared", "help", "STOP")
    send(runtime, runner, Lane.URGENT)
    assert len(facts(runtime, FactType.SAFETY_RAISED)) == 1
    assert channels[ChannelKind.SMS].tried == []


def test_a_stranger_in_crisis_is_answered(runtime: Runtime, office: Office) -> None:
    write(runtime, office, "i want to die")
    assert texts(runtime) == [CARING]
    with runtime.reading() as session:
        inbound = session.scalars(select(InboundMessage)).one()
    (fact,) = facts(runtime, FactType.SAFETY_RAISED)
    assert (fact.thread_id, fact.subject_id) == (None, inbound.id)
