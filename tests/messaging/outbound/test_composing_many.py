"""Composing many messages at once leaves the same rows as composing each alone."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select

from channels.values import ChannelKind
from messaging.compliance.consent import ConsentChange, ConsentSource
from messaging.compliance.gate import Purpose
from messaging.directory import consents, contact_points
from messaging.directory.register import Registered
from messaging.models.contact_point import ContactPoint
from messaging.models.gate_decision import GateDecision
from messaging.models.message import Message, MessageStatus
from messaging.outbound.outbox import Draft, compose, compose_all
from messaging.platform.events import Event, FactType
from messaging.platform.ids import new_id
from messaging.platform.lanes import Lane
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from tests.messaging.outbound.saying import RENEWAL, everything, wish
from tests.support.clock import MovableClock
from tests.support.doorbell import RecordingDoorbell
from tests.support.people import Office, add_office, add_parent, phone
from tests.support.recorded import facts

NOON = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
NIGHT = datetime(2026, 3, 3, 5, 0, tzinfo=UTC)
PHONES = ("+13125550142", "+13125550143")
EMAILS = ("maria@example.org", "james@example.org")
_office = count(1)


@dataclass(frozen=True)
class Someone:
    """A sample parent; few addresses, so that some are shared."""

    language: str
    phone: str | None
    email: str | None
    consent: bool
    opted_out: bool
    closed: bool
    safe: bool


@dataclass(frozen=True)
class Wish:
    """A draft, with people and contacts by their place."""

    to: int | None
    named: int | None
    channel: ChannelKind
    template: str
    purpose: Purpose
    origin: int
    later: bool
    expires_in: int | None
    complete: bool


SOMEONE = st.builds(
    Someone,
    language=st.sampled_from(["en", "es"]),
    phone=st.sampled_from([*PHONES, None]),
    email=st.sampled_from([*EMAILS, None]),
    consent=st.booleans(),
    opted_out=st.sampled_from([False, False, True]),
    closed=st.sampled_from([False, False, True]),
    safe=st.sampled_from([True, True, False]),
)
WISH = st.builds(
    Wish,
    to=st.one_of(st.none(), st.integers(0, 3)),
    named=st.one_of(st.none(), st.integers(0, 3)),
    channel=st.sampled_from(list(ChannelKind)),
    template=st.sampled_from(["renewal_reminder", "shared_phone_notice", "stop_confirm"]),
    purpose=st.sampled_from(
        [Purpose.REMINDER, Purpose.REMINDER, Purpose.ANSWER, Purpose.OPT_OUT_CONFIRMATION]
    ),
    origin=st.integers(0, 5),
    later=st.sampled_from([False, False, True]),
    expires_in=st.sampled_from([None, -1, 1, 24]),
    complete=st.sampled_from([True, True, False]),
)

Compose = Callable[[Unit, Runtime, Sequence[Draft]], None]


def one_by_one(unit: Unit, runtime: Runtime, drafts: Sequence[Draft]) -> None:
    for draft in drafts:
        compose(unit, runtime, draft)


def together(unit: Unit, runtime: Runtime, drafts: Sequence[Draft]) -> None:
    compose_all(unit, runtime, drafts)


def settle(runtime: Runtime, people: Sequence[Someone]) -> tuple[Office, list[Registered]]:
    """An agency like every other one, with these people."""
    number = next(_office)
    with runtime.unit() as unit:
        office = add_office(unit, f"oak-{number}")
        office.agency.name, office.agency.neutral_name = "Oak Co Child Support", "Oak Co"
        settled = []
        for place, one in enumerate(people):
            parent = add_parent(
                unit, office, language=one.language, text_to=one.phone or f"+1773555011{place}",
                email_to=one.email, consent=one.consent,
            )  # fmt: skip
            parent.case.closed_at = unit.now if one.closed else None
            own = contact_points.contacts_of(
                unit.session, office.agency.id, parent.person.id, ChannelKind.SMS
            )
            own[0].safe_to_contact = one.safe
            if one.opted_out:
                consents.append(unit, own[0], ConsentChange.REVOKE, ConsentSource.PARENT)
            settled.append(parent)
    return office, settled


def drafts_of(
    runtime: Runtime, office: Office, people: Sequence[Registered], wishes: Sequence[Wish]
) -> list[Draft]:
    with runtime.reading() as session:
        rows = session.scalars(
            select(ContactPoint).where(ContactPoint.agency_id == office.agency.id)
        )
        contacts = sorted(rows, key=lambda contact: contact.address)
    made = []
    for one in wishes:
        to = None if one.to is None else people[one.to % len(people)]
        named = None if one.named is None else contacts[one.named % len(contacts)]
        now = runtime.clock()
        draft = Draft(
            agency_id=office.agency.id,
            thread_id=to.thread.id if to else None,
            contact_point_id=named.id if named else None,
            template=one.template,
            values=RENEWAL if one.complete else {},
            channel=named.kind if named else one.channel,
            purpose=one.purpose,
            lane=Lane.REMINDERS,
            topic="renewal",
            origin=f"wish:{one.origin}",
            due_at=now + timedelta(hours=2) if one.later else None,
            expires_at=None if one.expires_in is None else now + timedelta(hours=one.expires_in),
        )
        made.append(draft)
    return made


def left_behind(runtime: Runtime, office: Office, people: Sequence[Registered]) -> list[Any]:
    """Every row that composing left, without what differs from agency to agency."""
    places = {parent.thread.id: place for place, parent in enumerate(people)}
    with runtime.reading() as session:
        agency_id = office.agency.id
        addresses = {
            contact.id: contact.address
            for contact in session.scalars(
                select(ContactPoint).where(ContactPoint.agency_id == agency_id)
            )
        }
        answers = [
            (d.message_id, d.stage, d.answer, d.reason, d.until)
            for d in session.scalars(
                select(GateDecision).where(GateDecision.agency_id == agency_id)
            )
        ]
        told = [
            (fact.subject_id, fact.type, fact.data)
            for fact in session.scalars(
                select(Event).where(
                    Event.agency_id == agency_id, Event.type == FactType.MESSAGE_REFUSED
                )
            )
        ]
        rows = session.scalars(select(Message).where(Message.agency_id == agency_id)).all()
        return sorted(
            [
                row.origin, places[row.thread_id] if row.thread_id else "a stranger",
                addresses[row.contact_point_id] if row.contact_point_id else "nowhere",
                row.channel, row.purpose, row.status, str(row.reason), row.language,
                str(row.template_key), row.generic, row.topic, row.segments, str(row.due_at),
                str(row.expires_at), str(row.settled_at), without_links(row.text),
                without_links(row.subject), without_links(row.html),
                sorted(map(str, (a[1:] for a in answers if a[0] == row.id))),
                sorted(str(fact[1:]) for fact in told if fact[0] == row.id),
            ]
            for row in rows
        )  # fmt: skip


def without_links(text: str) -> str:
    return re.sub(r"/p/(\w+)/[\w-]+", r"/p/\1/…", text)


def test_a_batch_leaves_what_one_by_one_leaves(runtime: Runtime, clock: MovableClock) -> None:
    # The rule stands inside, since hypothesis would print every fixture whole.
    @settings(max_examples=15, deadline=None, phases=[Phase.generate])
    @given(
        people=st.lists(SOMEONE, min_size=1, max_size=4),
        wishes=st.lists(WISH, min_size=1, max_size=7),
        now=st.sampled_from([NOON, NIGHT]),
    )
    def the_same(people: list[Someone], wishes: list[Wish], now: datetime) -> None:
        clock.set(now)
        found = []
        for way in (one_by_one, together):
            office, settled = settle(runtime, people)
            drafts = drafts_of(runtime, office, settled, wishes)
            with runtime.unit() as unit:
                way(unit, runtime, drafts)
            found.append(left_behind(runtime, office, settled))
        assert found[0] == found[1]
        assert found[0]

    the_same()


def test_every_draft_gets_its_row_in_the_order_of_the_drafts(
    runtime: Runtime, office: Office, doorbell: RecordingDoorbell
) -> None:
    with runtime.unit() as unit:
        parents = [add_parent(unit, office) for _ in range(3)]
    wishes = [wish(parent, origin=f"step:{place}") for place, parent in enumerate(parents)]
    with runtime.unit() as unit:
        before = compose(unit, runtime, wishes[1])
    doorbell.forget()
    with runtime.unit() as unit:
        made = compose_all(unit, runtime, [*wishes, wishes[0]])
    assert [m.thread_id for m in made] == [p.thread.id for p in (*parents, parents[0])]
    assert (made[1].id, made[3].id) == (before.id, made[0].id)
    assert len(everything(runtime)) == 3
    assert Lane.REMINDERS in doorbell.rung


def test_what_was_composed_is_still_a_row_to_work_with(runtime: Runtime, office: Office) -> None:
    with runtime.unit() as unit:
        parents = [add_parent(unit, office) for _ in range(2)]
    with runtime.unit() as unit:
        for message in compose_all(unit, runtime, [wish(parent) for parent in parents]):
            assert message.attempts == 0
            assert message.sent_at is None
            message.status = MessageStatus.CANCELLED
    assert {m.status for m in everything(runtime)} == {MessageStatus.CANCELLED}


def test_one_stranger_among_them_stops_all(runtime: Runtime, office: Office) -> None:
    """A thread of another agency must never be written to."""
    with runtime.unit() as unit:
        mine, theirs = add_parent(unit, office), add_parent(unit, add_office(unit, "elm"))
    foreign = replace(wish(mine), thread_id=theirs.thread.id, origin="step:2")
    with pytest.raises(LookupError), runtime.unit() as unit:
        compose_all(unit, runtime, [wish(mine), foreign])
    assert everything(runtime) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_phone_that_many_share_gets_one_notice_for_each_of_them(
    runtime: Runtime, office: Office
) -> None:
    number = phone()
    with runtime.unit() as unit:
        parents = [add_parent(unit, office, text_to=number) for _ in range(3)]
    with runtime.unit() as unit:
        compose_all(unit, runtime, [wish(parent) for parent in parents])
    rows = everything(runtime)
    notices = [m for m in rows if m.generic]
    assert {m.thread_id for m in notices} == {p.thread.id for p in parents}
    assert len(rows) == 6
    assert len(facts(runtime, FactType.MESSAGE_REFUSED)) == 3


def test_many_are_composed_in_as_many_statements_as_few(runtime: Runtime, office: Office) -> None:
    with runtime.unit() as unit:
        parents = [add_parent(unit, office, email_to="a@example.org") for _ in range(12)]
    assert statements(runtime, parents[:2]) == statements(runtime, parents[2:])


def statements(runtime: Runtime, parents: Sequence[Registered]) -> int:
    """How many the outbox needs to write to these."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    with runtime.unit() as unit:
        event.listen(runtime.database.engine, "before_cursor_execute", note)
        compose_all(unit, runtime, [wish(parent, origin=f"one:{new_id()}") for parent in parents])
        event.remove(runtime.database.engine, "before_cursor_execute", note)
    return len(seen)
