"""Contents go when their time is over; counts, the audit and what is on legal hold stay."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from campaigns.models import AgencyEvent
from campaigns.models.send import RecipientState, Send, SendRecipient, SendState
from casework.models.task import TaskKind
from casework.tasks import close_task, open_task
from channels.file_kinds import FileKind
from channels.values import ChannelKind
from messaging.directory import own_fields, own_values, retention
from messaging.directory.audit_proof import verify
from messaging.directory.register import Registered
from messaging.models.case import Case
from messaging.models.contact_point import PersonContact
from messaging.models.file import File, FileState
from messaging.models.inbound import InboundMessage, InboundState
from messaging.models.message import Message, MessageStatus
from messaging.models.own_field import FieldKind, OwnValue
from messaging.models.person import Person
from messaging.models.retention import Record, Retention
from messaging.models.staff import Staff
from messaging.models.thread import Thread
from messaging.platform.ids import new_id
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from service import chaining, forgetting
from tests.support.clock import MovableClock
from tests.support.people import Office, add_parent, add_staff, phone
from tests.web.conversations import told

DAYS = 365
ACTOR = "test"


def arrived(unit: Unit, parent: Registered) -> File:
    thread = parent.thread
    row = InboundMessage(
        id=new_id(), agency_id=thread.agency_id, channel=ChannelKind.SMS, provider="twilio",
        provider_id=str(new_id()), sender_index=b"", state=InboundState.THREADED,
        thread_id=thread.id, received_at=unit.now,
    )  # fmt: skip
    row.sender, row.recipient, row.text, row.raw = "+13125550142", "+1312", "private", "private"
    file = File(
        id=new_id(), agency_id=thread.agency_id, inbound_id=row.id, position=0,
        state=FileState.KEPT, kind=FileKind.PDF, size=7, created_at=unit.now, next_try_at=unit.now,
    )  # fmt: skip
    file.source, file.name, file.content = "private", "private", b"private"
    unit.session.add(row)
    unit.session.flush()
    unit.session.add(file)
    unit.session.flush()
    return file


def forget(runtime: Runtime) -> None:
    with asyncio.Runner() as runner:
        for _ in range(50):
            if not forgetting.sweep(runtime, runner):
                return
    raise AssertionError("it does not end")


@pytest.fixture
def parents(runtime: Runtime, office: Office, clock: MovableClock) -> list[Registered]:
    """Two, of whom each was written to and wrote with a file a year and a day ago, and was written
    to again today; the second one's first message is still not settled."""
    with runtime.unit() as unit:
        made = [add_parent(unit, office, case=f"CS-{number}") for number in (1, 2)]
        for number, parent in enumerate(made):
            arrived(unit, parent)
            states = (MessageStatus.DELIVERED, MessageStatus.UNCERTAIN)
            told(unit, parent, "private words", status=states[number])
    clock.move(timedelta(days=DAYS + 1))
    with runtime.unit() as unit:
        for parent in made:
            told(unit, parent, "fresh words")
        for record in Record:
            retention.keep(unit, office.agency.id, ACTOR, record, DAYS)
    return made


def texts(runtime: Runtime) -> list[tuple[str, str]]:
    """By case what is left to read."""
    with runtime.reading() as session:
        rows = session.scalars(select(Message).order_by(Message.id)).all()
        return [(str(row.thread_id), row.text) for row in rows]


def files(runtime: Runtime) -> list[tuple[FileState, bytes]]:
    with runtime.reading() as session:
        return [(row.state, row.content) for row in session.scalars(select(File).order_by(File.id))]


def test_contents_go_and_everything_else_stays(
    runtime: Runtime, office: Office, parents: list[Registered], clock: MovableClock
) -> None:
    first, second = (str(parent.thread.id) for parent in parents)
    forget(runtime)
    assert texts(runtime) == [
        (first, ""), (second, "private words"), (first, "fresh words"), (second, "fresh words"),
    ]  # fmt: skip
    assert files(runtime) == [(FileState.REMOVED, b"")] * 2
    with runtime.reading() as session:
        rows = session.scalars(select(InboundMessage)).all()
        assert {(row.text, row.raw) for row in rows} == {("", "")}
        assert session.scalar(select(func.count()).select_from(Message)) == 4
        removed = session.execute(select(Retention.record, Retention.removed))
        assert {tuple(row) for row in removed} == {
            (Record.MESSAGES, 1), (Record.ARRIVED, 2), (Record.FILES, 2), (Record.EVENTS, 0),
            (Record.NAMES, 0),
        }  # fmt: skip
    # What was not settled is looked at again, a day later.
    with runtime.unit() as unit:
        row = unit.session.scalars(
            select(Message).where(Message.status == MessageStatus.UNCERTAIN)
        ).one()
        row.status = MessageStatus.FAILED
    forget(runtime)
    assert (second, "private words") in texts(runtime)
    clock.move(timedelta(days=1))
    forget(runtime)
    assert (second, "private words") not in texts(runtime)


def test_a_legal_hold_wins_until_it_is_ended(
    runtime: Runtime, office: Office, parents: list[Registered], clock: MovableClock
) -> None:
    held = parents[0]
    with runtime.unit() as unit:
        assert retention.hold(unit, office.agency.id, ACTOR, held.case.id)
        assert not retention.hold(unit, office.agency.id, ACTOR, held.case.id)
    forget(runtime)
    assert (str(held.thread.id), "private words") in texts(runtime)
    assert sorted(files(runtime)) == [(FileState.KEPT, b"private"), (FileState.REMOVED, b"")]
    with runtime.unit() as unit:
        assert retention.release(unit, office.agency.id, ACTOR, held.case.id)
    clock.move(timedelta(days=1))
    forget(runtime)
    assert (str(held.thread.id), "private words") not in texts(runtime)
    assert {state for state, _ in files(runtime)} == {FileState.REMOVED}


def test_what_somebody_has_yet_to_read_or_to_see_to_stays(
    runtime: Runtime, office: Office, parents: list[Registered], clock: MovableClock
) -> None:
    unread, at_work = parents
    with runtime.unit() as unit:
        unit.session.get_one(Thread, unread.thread.id).unread = 1
        unit.session.execute(update(Message).values(status=MessageStatus.DELIVERED))
        task = open_task(
            unit, agency_id=office.agency.id, kind=TaskKind.CALL_BACK, origin="sample",
            due_at=unit.now, thread_id=at_work.thread.id,
        )  # fmt: skip
    forget(runtime)
    assert "" not in {text for _, text in texts(runtime)}
    assert {state for state, _ in files(runtime)} == {FileState.KEPT}
    with runtime.unit() as unit:
        unit.session.get_one(Thread, unread.thread.id).unread = 0
        close_task(unit, office.agency.id, task.id)
    clock.move(timedelta(days=1))
    forget(runtime)
    assert {text for _, text in texts(runtime)} == {"", "fresh words"}


def test_a_hold_covers_what_came_from_their_phone_and_led_to_no_thread(
    runtime: Runtime, office: Office, clock: MovableClock
) -> None:
    with runtime.unit() as unit:
        made = [add_parent(unit, office, case=f"CS-{n}", text_to=phone()) for n in (1, 2)]
        for parent in made:
            used = PersonContact.person_id == parent.person.id
            row = unit.session.get_one(InboundMessage, arrived(unit, parent).inbound_id)
            row.thread_id = None
            row.contact_point_id = unit.session.scalars(
                select(PersonContact.contact_point_id).where(used)
            ).one()
        retention.hold(unit, office.agency.id, ACTOR, made[0].case.id)
        for record in Record:
            retention.keep(unit, office.agency.id, ACTOR, record, DAYS)
    clock.move(timedelta(days=DAYS + 1))
    forget(runtime)
    with runtime.reading() as session:
        rows = session.scalars(select(InboundMessage).order_by(InboundMessage.id)).all()
        assert [row.text for row in rows] == ["private", ""]
    assert [state for state, _ in files(runtime)] == [FileState.KEPT, FileState.REMOVED]


def test_the_words_of_a_parent_go_where_they_came_in_as_well(
    runtime: Runtime, office: Office, clock: MovableClock
) -> None:
    with runtime.unit() as unit:
        parent = add_parent(unit, office)
        came = unit.session.get_one(InboundMessage, arrived(unit, parent).inbound_id)
        said = told(unit, parent, "private", status=MessageStatus.DELIVERED)
        said.origin = f"inbound:{came.id}"
        retention.keep(unit, office.agency.id, ACTOR, Record.MESSAGES, DAYS)
    clock.move(timedelta(days=DAYS + 1))
    forget(runtime)
    with runtime.reading() as session:
        row = session.scalars(select(InboundMessage)).one()
        assert (row.text, row.raw) == ("", "private")


def test_the_audit_says_so_and_its_chain_holds(
    runtime: Runtime, office: Office, parents: list[Registered], runner: asyncio.Runner
) -> None:
    forget(runtime)
    chaining.sweep(runtime, runner)
    with runtime.reading() as session:
        proof = verify(session, office.agency.id, runtime.clock())
    assert proof.holds
    # As many classes set as there are; three had something to remove.
    assert proof.rows == len(Record) + 3


def told_of(unit: Unit, parent: Registered) -> AgencyEvent:
    row = AgencyEvent(
        agency_id=parent.thread.agency_id, event_id=str(parent.party.id), type="case.updated",
        party_id=parent.party.id, answer={}, occurred_at=unit.now, received_at=unit.now,
    )  # fmt: skip
    row.payload = "what an agency told"
    unit.session.add(row)
    return row


def test_what_agencies_told_goes_and_that_they_did_stays(
    runtime: Runtime, office: Office, clock: MovableClock
) -> None:
    with runtime.unit() as unit:
        held, free = (add_parent(unit, office, case=f"CS-{number}") for number in (1, 2))
        rows = [told_of(unit, parent) for parent in (held, free)]
        retention.hold(unit, office.agency.id, ACTOR, held.case.id)
        retention.keep(unit, office.agency.id, ACTOR, Record.EVENTS, DAYS)
    clock.move(timedelta(days=DAYS + 1))
    forget(runtime)
    with runtime.reading() as session:
        found = [session.get_one(AgencyEvent, row.id) for row in rows]
        assert [row.payload for row in found] == ["what an agency told", ""]
        assert [row.removed_at is None for row in found] == [True, False]


def sent_to_many(unit: Unit, parent: Registered, author: Staff, state: SendState) -> Send:
    send = Send(
        id=new_id(), agency_id=author.agency_id, author_id=author.id, branch_id=None,
        made_by=str(new_id()), campaign=f"send:{new_id().hex[:30]}", audience={}, template=None,
        topic="service", ways=["sms"], state=state, worked_at=unit.now, created_at=unit.now,
    )  # fmt: skip
    send.said = '{"en": "private words"}'
    row = SendRecipient(
        id=new_id(), agency_id=author.agency_id, send_id=send.id, person_id=parent.person.id,
        party_id=parent.party.id, subject="", state=RecipientState.COMPOSED, language="en",
    )  # fmt: skip
    unit.session.add(send)
    unit.session.flush()
    unit.session.add(row)
    return send


def test_words_that_were_sent_to_many_go_with_those_of_messages(
    runtime: Runtime, office: Office, clock: MovableClock
) -> None:
    with runtime.unit() as unit:
        author = add_staff(unit, office.agency)
        held, free = (add_parent(unit, office, case=f"CS-{number}") for number in (1, 2))
        kinds = {
            "held": (held, SendState.DONE), "running": (free, SendState.RUNNING),
            "done": (free, SendState.DONE), "cancelled": (free, SendState.CANCELLED),
        }  # fmt: skip
        made = {
            name: sent_to_many(unit, parent, author, state).id
            for name, (parent, state) in kinds.items()
        }
        retention.hold(unit, office.agency.id, ACTOR, held.case.id)
        retention.keep(unit, office.agency.id, ACTOR, Record.MESSAGES, DAYS)
    clock.move(timedelta(days=DAYS + 1))
    with runtime.unit() as unit:
        made["fresh"] = sent_to_many(unit, free, author, SendState.DONE).id
    forget(runtime)
    with runtime.reading() as session:
        rows = {name: session.get_one(Send, send_id) for name, send_id in made.items()}
        left = {name for name, row in rows.items() if row.said_sealed is not None}
        assert left == {"held", "running", "fresh"}
        removed = select(Retention.removed).where(Retention.record == Record.MESSAGES)
        assert session.scalars(removed).one() == 2


def test_names_go_once_every_case_of_theirs_is_closed_for_long(
    runtime: Runtime, office: Office, clock: MovableClock
) -> None:
    with runtime.unit() as unit:
        kinds = ("closed", "open", "held", "unread", "again")
        made = {kind: add_parent(unit, office, case=f"CS-{kind}") for kind in kinds}
        for kind, parent in made.items():
            if kind != "open":
                unit.session.get_one(Case, parent.case.id).closed_at = unit.now
        own_fields.add(unit, office.agency.id, ACTOR, "sample", "Sample", FieldKind.TEXT)
        book = own_values.Book(unit, office.agency.id)
        for parent in made.values():
            book.tell(parent.party.id, {"sample": "private"})
        book.write()
        retention.hold(unit, office.agency.id, ACTOR, made["held"].case.id)
        unit.session.get_one(Thread, made["unread"].thread.id).unread = 1
        retention.keep(unit, office.agency.id, ACTOR, Record.NAMES, DAYS)
    clock.move(timedelta(days=DAYS + 1))
    with runtime.unit() as unit:
        # A case that was closed only now.
        unit.session.get_one(Case, made["again"].case.id).closed_at = unit.now
    forget(runtime)
    with runtime.reading() as session:
        people = {kind: session.get_one(Person, parent.person.id) for kind, parent in made.items()}
        assert {kind for kind, row in people.items() if row.first_name or row.last_name} == {
            "open", "held", "unread", "again",
        }  # fmt: skip
        known = set(session.scalars(select(OwnValue.party_id)))
        assert known == {row.party.id for kind, row in made.items() if kind != "closed"}
        contact = session.scalars(
            select(PersonContact).where(PersonContact.person_id == people["closed"].id)
        ).all()
        # Where an opt-out would have to be known again.
        assert len(contact) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_without_a_rule_nothing_goes_and_none_is_shorter_than_a_month(
    runtime: Runtime, office: Office, parents: list[Registered]
) -> None:
    before = texts(runtime)
    with runtime.unit() as unit:
        for record in Record:
            retention.keep(unit, office.agency.id, ACTOR, record, None)
        with pytest.raises(retention.RetentionError):
            retention.keep(unit, office.agency.id, ACTOR, Record.FILES, 29)
    forget(runtime)
    assert texts(runtime) == before
