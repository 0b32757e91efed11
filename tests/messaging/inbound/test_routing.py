"""Where a message belongs: one thread, or triage. Never a guess, never lost, never twice."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from channels.values import ChannelKind
from messaging.directory.register import CaseDetails, PartyDetails, Registered, register
from messaging.inbound import reading, routing
from messaging.inbound.routing import TriageReason
from messaging.models.case import Case, PartyRole
from messaging.models.inbound import InboundMessage, InboundState
from messaging.models.message import Message, MessageStatus
from messaging.models.thread import Thread
from messaging.outbound import questions
from messaging.outbound.outgoing import message_id
from messaging.platform.events import FactType
from messaging.runtime import Runtime
from tests.messaging.inbound.hearing import (
    answers,
    chat_from,
    contact_at,
    hear,
    mail_from,
    reply_address,
    said_in,
    store,
    text_from,
)
from tests.messaging.outbound.saying import say, wish
from tests.support.clock import MovableClock
from tests.support.people import Office, add_office, add_parent, phone
from tests.support.recorded import facts

EMAIL = "maria@example.org"


def on_another_case(runtime: Runtime, office: Office, parent: Registered) -> Registered:
    """The same person on one more case."""
    with runtime.unit() as unit:
        return register(
            unit,
            office.agency,
            CaseDetails(f"{parent.case.number}-2", "benefits", office.branch.code),
            PartyDetails(parent.person.external_id, PartyRole.CUSTODIAL),
        )


def reason_of(runtime: Runtime, office: Office, sender: str, text: str = "hello") -> str | None:
    (row,) = hear(runtime, office.agency, text_from(runtime, sender, text))
    return row.triage_reason


def test_a_text_of_one_party_is_in_its_thread_unread(runtime: Runtime, office: Office) -> None:
    number = phone()
    with runtime.unit() as unit:
        parent = add_parent(unit, office, text_to=number)
    written = (number, f"({number[2:5]}) {number[5:8]}-{number[8:]}", number[2:])
    hear(runtime, office.agency, *(text_from(runtime, one, f"from {one}") for one in written))
    assert said_in(runtime, parent.thread.id) == [f"from {one}" for one in written]
    with runtime.reading() as session:
        thread = session.get_one(Thread, parent.thread.id)
    assert (thread.unread, thread.last_inbound_at) == (3, runtime.clock())
    assert len(facts(runtime, FactType.REPLY_RECEIVED)) == 3
    assert answers(runtime) == []


def test_a_stranger_is_for_a_person_and_gets_no_answer(runtime: Runtime, office: Office) -> None:
    (row,) = hear(runtime, office.agency, text_from(runtime, phone(), "who is this"))
    assert (row.state, row.triage_reason) == (InboundState.TRIAGE, TriageReason.UNKNOWN_SENDER)
    assert [f.subject_id for f in facts(runtime, FactType.TRIAGE_RECEIVED)] == [row.id]
    assert answers(runtime) == []


@pytest.mark.parametrize("closed", [False, True])
def test_a_shared_phone_is_attached_to_neither_parent(
    runtime: Runtime, office: Office, closed: bool
) -> None:
    number = phone()
    with runtime.unit() as unit:
        both = [
            add_parent(unit, office, text_to=number, role=role)
            for role in (PartyRole.CUSTODIAL, PartyRole.NONCUSTODIAL)
        ]
        if closed:
            unit.session.get_one(Case, both[1].case.id).closed_at = unit.now
    for _ in range(2):
        assert reason_of(runtime, office, number, "when is my hearing") == "shared_contact"
    assert [said_in(runtime, parent.thread.id) for parent in both] == [[], []]
    (answer,) = answers(runtime)  # once a day
    assert answer.thread_id is None
    assert answer.text == (
        "Oak Co: To keep things private we do not share details by text. "
        "Sign in at oak.example/in or call (312) 555-0100."
    )


def test_several_cases_of_one_person_are_told_apart_by_what_was_just_said(
    runtime: Runtime, office: Office, clock: MovableClock
) -> None:
    number = phone()
    with runtime.unit() as unit:
        first = add_parent(unit, office, text_to=number)
    second = on_another_case(runtime, office, first)
    assert reason_of(runtime, office, number) == TriageReason.SEVERAL_CASES
    message = say(runtime, wish(second))
    with runtime.unit() as unit:
        row = unit.session.get_one(Message, message.id)
        row.status, row.sent_at = MessageStatus.SENT, unit.now
    assert reason_of(runtime, office, number, "ok") is None
    assert said_in(runtime, second.thread.id) == ["ok"]
    clock.move(timedelta(days=8))
    assert reason_of(runtime, office, number) == TriageReason.SEVERAL_CASES
    with runtime.unit() as unit:
        questions.ask(unit, first.thread, "step:1", ["YES", "NO"], None)
    assert reason_of(runtime, office, number, "yes") is None
    assert said_in(runtime, first.thread.id) == ["yes"]


def test_a_number_that_proved_wrong_is_a_strangers(runtime: Runtime, office: Office) -> None:
    number = phone()
    with runtime.unit() as unit:
        parent = add_parent(unit, office, text_to=number)
    hear(runtime, office.agency, text_from(runtime, number, "wrong number who is this"))
    assert reason_of(runtime, office, number, "yes") == TriageReason.UNKNOWN_SENDER
    assert said_in(runtime, parent.thread.id) == ["wrong number who is this"]


def test_a_parent_of_another_agency_is_a_stranger(runtime: Runtime, office: Office) -> None:
    number = phone()
    with runtime.unit() as unit:
        other = add_office(unit, "elm", text_sender="+13125550199")
        add_parent(unit, other, text_to=number)
    assert reason_of(runtime, office, number) == TriageReason.UNKNOWN_SENDER


# Mail: what proves where it belongs


@pytest.fixture
def mother(runtime: Runtime, office: Office) -> Registered:
    with runtime.unit() as unit:
        return add_parent(unit, office, email_to=EMAIL)


def test_the_reply_address_leads_to_the_thread(
    runtime: Runtime, office: Office, mother: Registered
) -> None:
    to = reply_address(runtime, mother)
    mails = [mail_from(runtime, EMAIL, "Can we do 3pm?", recipient=one) for one in (to, to.upper())]
    hear(runtime, office.agency, *mails)
    assert len(said_in(runtime, mother.thread.id)) == 2


@pytest.mark.parametrize("field", ["In-Reply-To", "references", "References: <x@y>\r\n "])
def test_else_the_mail_of_ours_that_it_answers(
    runtime: Runtime, office: Office, mother: Registered, field: str
) -> None:
    ours = say(runtime, wish(mother, channel=ChannelKind.EMAIL))
    colon = "" if ":" in field else ": "
    raw = f"Subject: hi\r\n{field}{colon}{message_id(runtime, ours.id)}\r\n\r\nCan we do 3pm?"
    hear(runtime, office.agency, mail_from(runtime, EMAIL, "Can we do 3pm?", raw=raw))
    assert said_in(runtime, mother.thread.id) == ["Can we do 3pm?"]


@pytest.mark.parametrize(
    ("recipient", "raw", "reason"),
    [
        ("reply@in.example.org", "", TriageReason.UNPROVEN_SENDER),
        ("reply+forged@in.example.org", "", TriageReason.FORGED_TOKEN),
        (f"reply+{'a' * 52}@in.example.org", "", TriageReason.FORGED_TOKEN),
        (
            "reply@in.example.org",
            f"In-Reply-To: <m.{'0' * 32}@example.org>\r\n\r\n",
            TriageReason.UNPROVEN_SENDER,
        ),
    ],
)
def test_a_from_address_alone_proves_nothing(
    runtime: Runtime,
    office: Office,
    mother: Registered,
    recipient: str,
    raw: str,
    reason: TriageReason,
) -> None:
    mail = mail_from(runtime, EMAIL, "hello", recipient=recipient, raw=raw)
    (row,) = hear(runtime, office.agency, mail)
    assert row.triage_reason == reason
    assert said_in(runtime, mother.thread.id) == []
    assert answers(runtime) == []


def test_a_token_of_another_agency_is_forged(
    runtime: Runtime, office: Office, mother: Registered
) -> None:
    with runtime.unit() as unit:
        other = add_office(unit, "elm", text_sender="+13125550199")
    mail = mail_from(runtime, EMAIL, "hello", recipient=reply_address(runtime, mother))
    (row,) = hear(runtime, other.agency, mail)
    assert row.triage_reason == TriageReason.FORGED_TOKEN


def test_a_mail_from_elsewhere_is_flagged_and_its_sender_told_nothing(
    runtime: Runtime, office: Office, mother: Registered
) -> None:
    with runtime.unit() as unit:
        questions.ask(unit, mother.thread, "step:1", ["YES", "NO"], None)
    to = reply_address(runtime, mother)
    hear(
        runtime,
        office.agency,
        mail_from(runtime, "else@example.net", "which day?", recipient=to),
        mail_from(runtime, EMAIL, "which day?", recipient=to),
    )
    flags = [fact.data["unexpected_sender"] for fact in facts(runtime, FactType.REPLY_RECEIVED)]
    assert flags == [True, False]
    strangers = contact_at(runtime, "else@example.net").id
    for answer in answers(runtime):
        if answer.contact_point_id == strangers:
            assert answer.thread_id is None
            assert "Maria" not in answer.text + answer.html
            assert "/p/chat/" not in answer.text + answer.html


def test_a_shared_mailbox_is_for_a_person_even_with_a_token(
    runtime: Runtime, office: Office, mother: Registered
) -> None:
    with runtime.unit() as unit:
        add_parent(unit, office, email_to=EMAIL)
    mail = mail_from(runtime, EMAIL, "hello", recipient=reply_address(runtime, mother))
    (row,) = hear(runtime, office.agency, mail)
    assert row.triage_reason == TriageReason.SHARED_CONTACT


def test_a_machine_is_never_answered_and_asks_for_nothing(
    runtime: Runtime, office: Office, mother: Registered
) -> None:
    with runtime.unit() as unit:
        questions.ask(unit, mother.thread, "step:1", ["YES", "NO"], None)
    away = "I am away. In danger call 911. Stop these emails. yes"
    to = reply_address(runtime, mother)
    hear(
        runtime,
        office.agency,
        mail_from(runtime, EMAIL, away, recipient=to, automatic=True),
        mail_from(runtime, EMAIL, away, automatic=True),
    )
    assert said_in(runtime, mother.thread.id) == [away]
    assert answers(runtime) == []
    told = FactType.ANSWER_GIVEN, FactType.CONSENT_CHANGED, FactType.SAFETY_RAISED
    assert [f for f in facts(runtime, *told) if f.thread_id == mother.thread.id] == []


# Chat


def test_a_chat_is_in_the_thread_whose_link_it_holds(
    runtime: Runtime, office: Office, mother: Registered
) -> None:
    hear(runtime, office.agency, chat_from(runtime, str(mother.thread.id), "hi"))
    assert said_in(runtime, mother.thread.id) == ["hi"]


def test_an_anonymous_chat_belongs_to_no_case(runtime: Runtime, office: Office) -> None:
    words = ["hi", "i want to die", "stop", "help"]
    rows = hear(runtime, office.agency, *(chat_from(runtime, "visitor-1", one) for one in words))
    assert {row.triage_reason for row in rows} == {TriageReason.ANONYMOUS}
    assert len(facts(runtime, FactType.SAFETY_RAISED)) == 1
    assert answers(runtime) == []


# Order, failures, two workers


def test_ones_messages_are_routed_in_the_order_they_came(runtime: Runtime, office: Office) -> None:
    number = phone()
    with runtime.unit() as unit:
        parent = add_parent(unit, office, text_to=number)
    words = [f"line {n}" for n in range(7)]
    hear(runtime, office.agency, *(text_from(runtime, number, one) for one in words))
    assert said_in(runtime, parent.thread.id) == words


def test_what_breaks_three_times_is_read_by_a_person_and_holds_up_nobody(
    runtime: Runtime, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = [phone() for _ in range(2)]
    with runtime.unit() as unit:
        parents = [add_parent(unit, office, text_to=number) for number in numbers]
    react = reading.react
    tried: list[str] = []

    def break_on_poison(unit: object, rt: object, inbound: InboundMessage, *more: object,
                        **named: object) -> None:  # fmt: skip
        if inbound.text == "poison":
            tried.append(inbound.text)
            raise ZeroDivisionError
        react(unit, rt, inbound, *more, **named)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(reading, "react", break_on_poison)
    rows = hear(
        runtime,
        office.agency,
        text_from(runtime, numbers[0], "poison"),
        text_from(runtime, numbers[0], "after it"),
        text_from(runtime, numbers[1], "other"),
    )
    assert len(tried) == routing.TRIES
    assert [row.triage_reason for row in rows] == [TriageReason.BROKEN, None, None]
    assert said_in(runtime, parents[0].thread.id) == ["after it"]
    assert said_in(runtime, parents[1].thread.id) == ["other"]


def test_a_restart_of_the_database_is_no_fault_of_the_message(
    runtime: Runtime, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = phone()
    with runtime.unit() as unit:
        parent = add_parent(unit, office, text_to=number)
    store(runtime, office.agency, text_from(runtime, number, "hello"))

    def go_away(*_: object, **__: object) -> None:
        raise OperationalError("SELECT", {}, ConnectionError("restarting"))

    with monkeypatch.context() as night:
        night.setattr(reading, "react", go_away)
        for _ in range(5):
            with pytest.raises(OperationalError):
                routing.drain(runtime)
    with runtime.reading() as session:
        assert session.scalars(select(InboundMessage.tries)).one() == 0
    assert said_in(runtime, parent.thread.id) == []
    routing.drain(runtime)
    assert said_in(runtime, parent.thread.id) == ["hello"]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.postgres
def test_what_another_worker_has_in_hand_is_left_to_it(runtime: Runtime, office: Office) -> None:
    number = phone()
    with runtime.unit() as unit:
        parent = add_parent(unit, office, text_to=number)
    first, second = (text_from(runtime, number, word) for word in ("first", "second"))
    store(runtime, office.agency, first, second)
    with runtime.unit() as unit:
        unit.session.scalars(
            select(InboundMessage)
            .where(InboundMessage.provider_id == first.provider_id)
            .with_for_update()
        ).one()
        assert routing.drain(runtime) == 0
    assert routing.drain(runtime) == 2
    assert said_in(runtime, parent.thread.id) == ["first", "second"]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.postgres
def test_two_workers_route_each_message_once(runtime: Runtime, office: Office) -> None:
    numbers = [phone() for _ in range(6)]
    with runtime.unit() as unit:
        parents = [add_parent(unit, office, text_to=number) for number in numbers]
    for turn in range(4):
        store(runtime, office.agency, *(text_from(runtime, n, f"{turn}") for n in numbers))
    start = threading.Barrier(2)

    def worker() -> None:
        start.wait(10)
        routing.drain(runtime)

    workers = [threading.Thread(target=worker) for _ in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join(30)
    routing.drain(runtime)
    for parent in parents:
        assert said_in(runtime, parent.thread.id) == ["0", "1", "2", "3"]
        with runtime.reading() as session:
            assert session.get_one(Thread, parent.thread.id).unread == 4
    with runtime.reading() as session:
        assert session.scalar(select(func.count()).select_from(Message)) == 24


@pytest.mark.parametrize("skew", [timedelta(hours=-3), timedelta(hours=3)])
def test_a_clock_that_differs_loses_nothing(
    runtime: Runtime, office: Office, skew: timedelta
) -> None:
    number = phone()
    with runtime.unit() as unit:
        parent = add_parent(unit, office, text_to=number)
    odd = replace(text_from(runtime, number, "hello"), received_at=runtime.clock() + skew)
    hear(runtime, office.agency, odd)
    assert said_in(runtime, parent.thread.id) == ["hello"]
