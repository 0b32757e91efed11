"""A wish to say something becomes one row, with the gate's answer."""

import threading
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from structlog.testing import capture_logs

from channels.values import ChannelKind
from messaging.compliance.consent import ConsentChange, ConsentSource
from messaging.compliance.gate import Purpose, Reachability, Reason
from messaging.directory import consents, contact_points
from messaging.directory.register import (
    CaseDetails,
    ContactDetails,
    PartyDetails,
    Registered,
    register,
)
from messaging.models.case import PartyRole
from messaging.models.contact_point import ContactPoint
from messaging.models.message import Message, MessageStatus
from messaging.outbound import outbox
from messaging.outbound.outbox import Draft, compose
from messaging.outbound.outgoing import outgoing
from messaging.outbound.reasons import NO_CONTACT, OUTDATED, WORDING_INCOMPLETE
from messaging.platform.events import FactType
from messaging.platform.ids import new_id
from messaging.platform.lanes import Lane
from messaging.platform.links import LinkPurpose
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from templates.fields import FieldValue
from tests.messaging.outbound.saying import decisions, everything, now_is, say, wish
from tests.support.clock import MONDAY_MORNING, MovableClock
from tests.support.doorbell import RecordingDoorbell
from tests.support.people import Office, add_parent, phone
from tests.support.recorded import facts

NIGHT = datetime(2026, 3, 3, 5, 0, tzinfo=UTC)
"""23:00 in Chicago."""
MORNING = datetime(2026, 3, 3, 15, 0, tzinfo=UTC)
VISIT: dict[str, FieldValue] = {
    "appointment_at": datetime(2026, 3, 6, 20, tzinfo=UTC),
    "appointment_place": "10 Main St",
}


def contact_of(runtime: Runtime, parent: Registered, kind: ChannelKind) -> ContactPoint:
    with runtime.unit() as unit:
        return contact_points.contacts_of(
            unit.session, parent.person.agency_id, parent.person.id, kind
        )[0]


def change(runtime: Runtime, contact: ContactPoint, **values: object) -> None:
    with runtime.unit() as unit:
        row = unit.session.get_one(ContactPoint, contact.id)
        for name, value in values.items():
            setattr(row, name, value)


def test_what_may_go_is_queued_and_its_lane_is_rung(
    runtime: Runtime, parent: Registered, doorbell: RecordingDoorbell
) -> None:
    doorbell.forget()
    message = say(runtime, wish(parent))
    assert message.status is MessageStatus.QUEUED
    assert message.text == (
        "Oak Co Child Support: Your renewal is due Mar 14. Want help with it? Reply YES or NO. "
        "HELP for help, STOP to end texts."
    )
    assert doorbell.rung == [Lane.REMINDERS]


def test_one_origin_makes_one_message(runtime: Runtime, parent: Registered) -> None:
    first = say(runtime, wish(parent, origin="step:1"))
    again = say(runtime, wish(parent, origin="step:1"))
    assert again.id == first.id
    assert len(everything(runtime)) == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.postgres
@pytest.mark.parametrize("hour", [MONDAY_MORNING, NIGHT])
def test_two_workers_with_one_origin_make_one_message(
    runtime: Runtime, parent: Registered, clock: MovableClock, hour: datetime
) -> None:
    clock.set(hour)
    both_looked = threading.Barrier(2)
    made: list[Message] = []

    def worker() -> None:
        with runtime.unit() as unit:
            unit.session.scalar(select(Message.id))
            both_looked.wait(10)
            made.append(compose(unit, runtime, wish(parent, origin="step:1")))

    workers = [threading.Thread(target=worker) for _ in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join(20)
    assert {message.id for message in made} == {message.id for message in everything(runtime)}
    assert len(everything(runtime)) == 1


def test_at_night_it_is_held_until_morning_with_the_reason(
    runtime: Runtime, parent: Registered, clock: MovableClock, doorbell: RecordingDoorbell
) -> None:
    clock.set(NIGHT)
    doorbell.forget()
    message = say(runtime, wish(parent))
    assert (message.status, message.due_at) == (MessageStatus.QUEUED, MORNING)
    assert message.reason == Reason.QUIET_HOURS
    assert decisions(runtime, message) == [("compose", "hold", "quiet_hours")]
    assert doorbell.rung == []


def test_for_later_the_gate_is_asked_later(runtime: Runtime, parent: Registered) -> None:
    contact = contact_of(runtime, parent, ChannelKind.SMS)
    change(runtime, contact, safe_to_contact=False)
    later = say(runtime, wish(parent, due_at=MONDAY_MORNING + timedelta(days=1)))
    assert later.status is MessageStatus.QUEUED
    assert decisions(runtime, later) == []


@pytest.mark.parametrize(
    ("facts_of_contact", "reason"),
    [
        ({"safe_to_contact": False}, Reason.NOT_SAFE),
        ({"reachability": Reachability.LANDLINE}, Reason.LANDLINE),
        ({"reachability": Reachability.WRONG_PERSON}, Reason.WRONG_PERSON),
        ({"reachability": Reachability.STOPPED_AT_CARRIER}, Reason.STOPPED_AT_CARRIER),
    ],
)
def test_a_refusal_is_stored_and_told(
    runtime: Runtime, parent: Registered, facts_of_contact: dict[str, object], reason: Reason
) -> None:
    change(runtime, contact_of(runtime, parent, ChannelKind.SMS), **facts_of_contact)
    message = say(runtime, wish(parent, origin="step:1"))
    assert (message.status, message.reason) == (MessageStatus.REFUSED, reason)
    assert decisions(runtime, message) == [("compose", "refuse", reason)]
    (fact,) = facts(runtime, FactType.MESSAGE_REFUSED)
    assert (fact.thread_id, fact.subject_id) == (parent.thread.id, message.id)
    assert fact.data == {"origin": "step:1", "channel": "sms", "reason": reason.value}


def test_what_is_over_is_expired_not_refused(runtime: Runtime, parent: Registered) -> None:
    message = say(runtime, wish(parent, expires_at=MONDAY_MORNING))
    assert (message.status, message.reason) == (MessageStatus.EXPIRED, Reason.EXPIRED)


@pytest.mark.parametrize("channel", [ChannelKind.SMS, ChannelKind.EMAIL])
def test_without_a_contact_it_is_refused_quietly(
    runtime: Runtime, office: Office, channel: ChannelKind
) -> None:
    by_text = channel is ChannelKind.EMAIL
    with runtime.unit() as unit:
        parent = add_parent(
            unit, office, text_to=phone() if by_text else None,
            email_to=None if by_text else "maria@example.org",
        )  # fmt: skip
    with capture_logs() as logs:
        message = say(runtime, wish(parent, channel=channel))
    assert (message.status, message.reason) == (MessageStatus.REFUSED, NO_CONTACT)
    assert logs == []


def test_a_missing_detail_is_refused_and_logged_without_values(
    runtime: Runtime, parent: Registered
) -> None:
    with capture_logs() as logs:
        message = say(
            runtime,
            wish(parent, template="appointment_scheduled", values={"appointment_place": "Elm St"}),
        )
    assert (message.status, message.reason) == (MessageStatus.REFUSED, WORDING_INCOMPLETE)
    assert len(facts(runtime, FactType.MESSAGE_REFUSED)) == 1
    assert [entry["event"] for entry in logs] == ["outbox.wording_incomplete"]
    assert "Elm" not in str(logs)


@pytest.mark.parametrize(
    ("language", "opening"),
    [
        ("en", "Your renewal is due Mar 14"),
        ("es", "Su fecha para renovar es el 14 de marzo"),
        ("tl", "Your renewal"),
    ],
)
def test_it_is_written_in_the_parents_language(
    runtime: Runtime, office: Office, language: str, opening: str
) -> None:
    with runtime.unit() as unit:
        parent = add_parent(unit, office, language=language)
    message = say(runtime, wish(parent))
    assert opening in message.text
    assert message.language == ("es" if language == "es" else "en")


def test_an_own_safe_number_goes_before_a_newer_one_that_may_not_be_used(
    runtime: Runtime, office: Office
) -> None:
    own, shared = phone(), phone()
    with runtime.unit() as unit:
        add_parent(unit, office, text_to=shared)
        parent = add_parent(unit, office, text_to=own)
        add_contact(office, unit, parent, shared)
    message = say(runtime, wish(parent))
    with runtime.reading() as session:
        assert message.contact_point_id is not None
        assert session.get_one(ContactPoint, message.contact_point_id).address == own


def add_contact(office: Office, unit: Unit, parent: Registered, address: str) -> None:
    register(
        unit,
        office.agency,
        CaseDetails(parent.case.number, parent.case.program, office.branch.code),
        PartyDetails(
            parent.person.external_id,
            parent.party.role,
            contacts=(ContactDetails(ChannelKind.SMS, address),),
        ),
    )


@pytest.fixture
def sharing(runtime: Runtime, office: Office) -> tuple[Registered, Registered]:
    """Both parents of one case, on one phone."""
    number = phone()
    with runtime.unit() as unit:
        mother = add_parent(unit, office, case="CS-1", text_to=number)
        father = add_parent(unit, office, case="CS-1", text_to=number, role=PartyRole.NONCUSTODIAL)
    return mother, father


def test_a_shared_phone_gets_a_notice_that_tells_nothing(
    runtime: Runtime, sharing: tuple[Registered, Registered]
) -> None:
    refused = say(runtime, wish(sharing[0], origin="step:1"))
    assert (refused.status, refused.reason) == (MessageStatus.REFUSED, Reason.SHARED_CONTACT)
    notice = everything(runtime)[-1]
    assert (notice.origin, notice.status) == ("step:1:generic", MessageStatus.QUEUED)
    assert notice.text == (
        "Oak Co: You have a new message. Sign in at oak.example/in or call (312) 555-0100. "
        "Reply STOP to end texts."
    )
    say(runtime, wish(sharing[0], origin="step:1"))
    assert len(everything(runtime)) == 2


def test_a_stranger_gets_neutral_words_by_text(runtime: Runtime, office: Office) -> None:
    stranger = stranger_at(runtime, office, ChannelKind.SMS, phone())
    message = say(runtime, to_stranger(office, stranger, "shared_phone_refusal"))
    assert message.status is MessageStatus.QUEUED
    assert message.text.startswith("Oak Co: To keep things private")


@pytest.mark.parametrize(
    "template", ["shared_phone_refusal", "crisis_self_harm", "location_refusal", "not_understood"]
)
def test_a_stranger_gets_a_whole_email(runtime: Runtime, office: Office, template: str) -> None:
    stranger = stranger_at(runtime, office, ChannelKind.EMAIL, "stranger@example.net")
    message = say(runtime, to_stranger(office, stranger, template))
    assert message.status is MessageStatus.QUEUED
    assert "Oak Co" in message.subject
    assert "Child Support" not in message.subject + message.text + message.html
    assert "/p/unsubscribe/" in message.text
    assert "/p/chat/" not in message.text + message.html


def stranger_at(runtime: Runtime, office: Office, kind: ChannelKind, address: str) -> ContactPoint:
    with runtime.unit() as unit:
        return contact_points.find_or_add(unit.session, office.agency.id, kind, address)


def to_stranger(office: Office, contact: ContactPoint, template: str) -> Draft:
    return Draft(
        agency_id=office.agency.id,
        contact_point_id=contact.id,
        template=template,
        values={},
        channel=contact.kind,
        purpose=Purpose.ANSWER,
        lane=Lane.URGENT,
        topic="service",
        origin=f"inbound:{new_id()}:answer",
    )


def test_an_answer_to_a_strangers_address_goes_to_the_parents_own(
    runtime: Runtime, office: Office
) -> None:
    with runtime.unit() as unit:
        parent = add_parent(unit, office, email_to="maria@example.org")
    stranger = stranger_at(runtime, office, ChannelKind.EMAIL, "stranger@example.net")
    draft = wish(parent, channel=ChannelKind.EMAIL, contact_point_id=stranger.id)
    message = say(runtime, draft)
    assert message.contact_point_id == contact_of(runtime, parent, ChannelKind.EMAIL).id


def test_an_events_values_never_name_reader_or_sender(runtime: Runtime, office: Office) -> None:
    with runtime.unit() as unit:
        parent = add_parent(unit, office, email_to="maria@example.org")
    forged: dict[str, FieldValue] = {
        "first_name": "Forgery", "chat_link": "evil.example", "email_name": "Forgery",
        "agency_name": "Forgery", "unsubscribe_link": "https://evil.example",
        "due_date": date(2026, 3, 14),
    }  # fmt: skip
    message = say(runtime, wish(parent, channel=ChannelKind.EMAIL, values=forged))
    assert message.status is MessageStatus.QUEUED
    whole = f"{message.subject}{message.text}{message.html}"
    assert "Maria" in whole
    assert "Forgery" not in whole
    assert "evil.example" not in whole


def test_an_email_carries_its_way_out_and_a_reply_address(runtime: Runtime, office: Office) -> None:
    with runtime.unit() as unit:
        parent = add_parent(unit, office, email_to="maria@example.org")
    contact = contact_of(runtime, parent, ChannelKind.EMAIL)
    message = say(runtime, wish(parent, channel=ChannelKind.EMAIL))
    ready = outgoing(runtime, message, office.agency, contact, new_id(), MONDAY_MORNING)
    assert ready.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = ready.headers["List-Unsubscribe"].strip("<>")
    token = link.rpartition("/")[2]
    assert link.startswith(f"{runtime.settings.public_url}/p/unsubscribe/")
    assert runtime.links.read(LinkPurpose.UNSUBSCRIBE, token, MONDAY_MORNING) == contact.id
    assert ready.reply_to is not None
    reply_token = ready.reply_to.partition("@")[0].partition("+")[2]
    read = runtime.links.read(LinkPurpose.REPLY, reply_token.upper(), MONDAY_MORNING)
    assert read == parent.thread.id
    repeat = outgoing(runtime, message, office.agency, contact, new_id(), MONDAY_MORNING)
    assert repeat.message_id == ready.message_id


def test_only_what_has_not_left_is_taken_back(runtime: Runtime, parent: Registered) -> None:
    waiting = say(runtime, wish(parent, origin="step:1"))
    sent = say(runtime, wish(parent, origin="step:2"))
    with runtime.unit() as unit:
        unit.session.get_one(Message, sent.id).status = MessageStatus.SENT
    with runtime.unit() as unit:
        agency_id = parent.thread.agency_id
        assert outbox.cancel(unit, agency_id, ["step:1", "step:2", "step:3"], OUTDATED) == 1
        assert outbox.cancel(unit, new_id(), ["step:1"], OUTDATED) == 0
    assert now_is(runtime, waiting).status is MessageStatus.CANCELLED
    assert now_is(runtime, sent).status is MessageStatus.SENT


def test_after_an_opt_out_only_its_confirmation_goes(runtime: Runtime, parent: Registered) -> None:
    contact = contact_of(runtime, parent, ChannelKind.SMS)
    with runtime.unit() as unit:
        consents.append(unit, contact, ConsentChange.REVOKE, ConsentSource.PARENT)
    reminder = say(runtime, wish(parent))
    confirm = wish(parent, template="stop_confirm", values={}, purpose=Purpose.OPT_OUT_CONFIRMATION)
    first, second = (say(runtime, replace(confirm, origin=f"stop:{n}")) for n in range(2))
    assert reminder.reason == Reason.OPTED_OUT
    assert first.status is MessageStatus.QUEUED
    assert second.reason == Reason.ALREADY_CONFIRMED


Word = st.text(alphabet="bcdfghjklmnpqrstvwxz", min_size=9, max_size=12)
TEMPLATES = (
    "renewal_reminder",
    "appointment_scheduled",
    "appointment_reminder",
    "not_understood",
    "location_refusal",
    "chat_nudge",
    "shared_phone_notice",
    "crisis_danger",
)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nothing_of_one_parent_is_in_what_the_other_gets(runtime: Runtime, office: Office) -> None:
    # The rule stands inside, since hypothesis would print every fixture whole.
    @settings(max_examples=15, deadline=None, phases=[Phase.generate])
    @given(
        words=st.lists(Word, min_size=10, max_size=10, unique=True),
        lines=st.lists(st.integers(1, 99), min_size=2, max_size=2, unique=True),
        template=st.sampled_from(TEMPLATES),
        languages=st.tuples(st.sampled_from(["en", "es"]), st.sampled_from(["en", "es"])),
    )
    def the_wall_holds(
        words: list[str], lines: list[int], template: str, languages: tuple[str, str]
    ) -> None:
        two = two_parents(runtime, office, words, lines, languages)
        for (mine, own), (_, theirs) in (two, two[::-1]):
            for channel in ChannelKind:
                whole = all_that_goes_out(runtime, office, mine, template, channel).lower()
                for secret in theirs:
                    assert secret.lower() not in whole, (template, channel, secret)
                assert own

    the_wall_holds()


def two_parents(
    runtime: Runtime, office: Office, words: list[str], lines: list[int],
    languages: tuple[str, str],
) -> list[tuple[Registered, list[str]]]:  # fmt: skip
    """Two parties on one case, each with everything that must not reach the other."""
    case = f"CS-{new_id().hex[-12:]}"
    found = []
    roles = (PartyRole.CUSTODIAL, PartyRole.NONCUSTODIAL)
    for names, line, language, role in zip(
        (words[:5], words[5:]), lines, languages, roles, strict=True
    ):
        details = PartyDetails(
            f"{names[0]}{new_id().hex[-6:]}", role, names[1], names[2], language=language,
            contacts=(
                ContactDetails(ChannelKind.SMS, f"+17735550{100 + line}", names[3], MONDAY_MORNING),
                ContactDetails(ChannelKind.EMAIL, f"{names[4]}@example.org"),
            ),
        )  # fmt: skip
        with runtime.unit() as unit:
            parent = register(unit, office.agency, CaseDetails(case, "aid", "north"), details)
        secrets = [
            details.first_name, details.last_name, details.external_id, names[3],
            role.value, str(parent.thread.id), str(parent.party.id), str(parent.person.id), case,
            *(contact.address for contact in details.contacts), details.contacts[0].address[-7:],
        ]  # fmt: skip
        found.append((parent, secrets))
    return found


def all_that_goes_out(
    runtime: Runtime, office: Office, to: Registered, template: str, channel: ChannelKind
) -> str:
    values: dict[str, FieldValue] = {**VISIT, "due_date": date(2026, 3, 14)}
    message = say(runtime, wish(to, template=template, channel=channel, values=values))
    contact = None
    if message.contact_point_id:
        with runtime.reading() as session:
            contact = session.get_one(ContactPoint, message.contact_point_id)
    ready = outgoing(runtime, message, office.agency, contact, new_id(), MONDAY_MORNING)
    return " ".join(str(getattr(ready, field.name)) for field in fields(ready))
