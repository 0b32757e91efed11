"""Events taken in together leave the same rows as events that come one after the other."""

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from campaigns.arrivals import Arrived
from campaigns.incoming.reading import read_event
from campaigns.intake import Accepted, accept, accept_all
from campaigns.models import AgencyEvent, Enrollment, EnrollmentStep
from messaging.directory.register import UnfitError
from messaging.models.case import Case, Party
from messaging.models.consent import ConsentEntry
from messaging.models.contact_point import ContactPoint, PersonContact
from messaging.models.person import Person
from messaging.models.thread import Thread
from messaging.platform.database import Base
from messaging.platform.events import Event, FactType
from messaging.runtime import Runtime
from tests.campaigns.telling import document
from tests.support.clock import MONDAY_MORNING
from tests.support.people import Office, add_branch, add_office

_office = count(1)
PHONES = ("(312) 555-0142", "(312) 555-0143")
EVENTS = (
    "renewal.due", "renewal.completed", "payment.due", "payment.posted",
    "appointment.scheduled", "appointment.rescheduled", "appointment.cancelled",
    "appointment.missed", "case.opened", "case.closed", "party.updated",
)  # fmt: skip
CONTACT = st.builds(
    lambda address, source, day: {
        "kind": "email" if "@" in address else "sms",
        "address": address,
        **({"consent": {"source": source, **({"at": day} if day else {})}} if source else {}),
    },
    address=st.sampled_from([*PHONES, "maria@example.org"]),
    source=st.sampled_from([None, "application", "renewal"]),
    day=st.sampled_from([None, "2025-11-02T00:00:00Z"]),
)
TELLING = st.fixed_dictionaries(
    {
        "type": st.sampled_from(EVENTS),
        "minute": st.integers(0, 5),
        "name": st.integers(0, 9),
        "case": st.sampled_from(["CS-1", "CS-2"]),
        "branch": st.sampled_from(["north", "north", "south", "moon"]),
        "program": st.sampled_from(["snap", "child_support"]),
        "person": st.sampled_from(["P-1", "P-2", "P-3"]),
        "role": st.sampled_from(["custodial", "noncustodial"]),
        "first_name": st.sampled_from(["Maria", "Ana", ""]),
        "language": st.sampled_from(["en", "es", None]),
        "zone": st.sampled_from(["America/Chicago", "America/Denver", None]),
        "contacts": st.lists(CONTACT, max_size=2, unique_by=lambda one: one["address"]),
        "nondisclosure": st.sampled_from([None, True, False]),
        "day": st.integers(10, 28),
    }
)


def arrived(told: dict[str, Any], agency: str) -> Arrived:
    """The event; those with the same name are repeats."""
    kind = told["type"]
    thing: dict[str, Any] = {}
    if kind.startswith("appointment") and kind.endswith("scheduled"):
        thing["starts_at"] = f"2026-03-{told['day']}T14:00:00-05:00"
    elif kind.endswith(".due"):
        thing["due_on"] = f"2026-04-{told['day']}"
    party = {
        "external_id": told["person"], "role": told["role"], "first_name": told["first_name"],
        "language": told["language"], "time_zone": told["zone"], "contacts": told["contacts"],
        "nondisclosure": told["nondisclosure"],
    }  # fmt: skip
    raw = json.dumps(
        document(
            kind,
            party=party,
            case={"number": told["case"], "program": told["program"], "branch": told["branch"]},
            at=MONDAY_MORNING + timedelta(minutes=told["minute"]),
            **thing,
        )
    )
    return Arrived(read_event(raw), f"evt_{told['name']}", raw)


Outcome = Accepted | UnfitError
Take = Callable[[Runtime, Office, Sequence[Arrived]], list[Outcome]]


def one_by_one(runtime: Runtime, office: Office, events: Sequence[Arrived]) -> list[Outcome]:
    outcomes: list[Outcome] = []
    for one in events:
        try:
            with runtime.unit() as unit:
                made = accept(unit, office.agency, one.event, one.event_id, one.raw)
            outcomes.append(made)
        except UnfitError as error:
            outcomes.append(error)
    return outcomes


def together(runtime: Runtime, office: Office, events: Sequence[Arrived]) -> list[Outcome]:
    with runtime.unit() as unit:
        return accept_all(unit, office.agency, events)


def some_at_a_time(runtime: Runtime, office: Office, events: Sequence[Arrived]) -> list[Outcome]:
    """So that much is known already when the second lot comes."""
    middle = len(events) // 2
    return [
        *together(runtime, office, events[:middle]),
        *together(runtime, office, events[middle:]),
    ]


TABLES: Sequence[type[Base]] = (
    Case, Person, Party, Thread, ContactPoint, PersonContact, ConsentEntry, AgencyEvent,
    Enrollment, EnrollmentStep,
)  # fmt: skip
OPENED = {
    Person: ("first_name", "last_name"), ContactPoint: ("address",), AgencyEvent: ("payload",),
    Enrollment: ("values",),
}  # fmt: skip


def left_behind(runtime: Runtime, office: Office) -> dict[str, list[str]]:
    """Every row, its ids told by what they stand for, sealed values opened."""
    with runtime.reading() as session:
        rows = {
            table: session.scalars(
                select(table).where(table.__table__.c.agency_id == office.agency.id).order_by("id")
            ).all()
            for table in TABLES
        }
        names: dict[Any, str] = {}
        for table in TABLES:
            for row in rows[table]:
                names[row.__dict__["id"]] = f"{table.__name__} {telling(row, names)}"
        found = {
            table.__name__: sorted(
                str({name: named(value, names) for name, value in content(row).items()})
                for row in rows[table]
            )
            for table in TABLES
        }
        facts = session.scalars(
            select(Event).where(
                Event.agency_id == office.agency.id,
                Event.type.in_((FactType.CONSENT_CHANGED, FactType.AGENCY_EVENT)),
            )
        )
        found["facts"] = sorted(
            f"{f.type} {named(f.thread_id, names)} {named(f.subject_id, names)}" for f in facts
        )
    return found


def content(row: Base) -> dict[str, Any]:
    opened = OPENED.get(type(row), ())
    return {
        column.key: value
        for column in type(row).__table__.c
        if column.key not in ("id", "agency_id", "address_index", "answer", "branch_id")
        and not column.key.endswith("_sealed")
        for value in [getattr(row, column.key)]
    } | {name: getattr(row, name) for name in opened}


def telling(row: Base, names: dict[Any, str]) -> str:
    return str({name: named(value, names) for name, value in content(row).items()})


def named(value: Any, names: dict[Any, str]) -> Any:
    return names.get(value, value) if value.__hash__ else value


@pytest.mark.parametrize("way", [together, some_at_a_time])
def test_together_they_leave_what_they_leave_one_by_one(runtime: Runtime, way: Take) -> None:
    # The rule stands inside, since hypothesis would print every fixture whole.
    @settings(max_examples=12, deadline=None, phases=[Phase.generate])
    @given(tellings=st.lists(TELLING, min_size=1, max_size=9))
    def the_same(tellings: list[dict[str, Any]]) -> None:
        found, answers = [], []
        for take in (one_by_one, way):
            with runtime.unit() as unit:
                office = add_office(unit, f"oak-{next(_office)}")
                add_branch(unit, office.agency, "south")
            events = [arrived(told, office.agency.slug) for told in tellings]
            outcomes = take(runtime, office, events)
            answers.append([outline(outcome) for outcome in outcomes])
            found.append(left_behind(runtime, office))
        assert answers[0] == answers[1]
        assert found[0] == found[1]

    the_same()


def outline(outcome: Outcome) -> object:
    """An answer without its ids."""
    if isinstance(outcome, UnfitError):
        return str(outcome)
    return (outcome.repeated, outcome.answer["type"], outcome.answer["campaigns"])


def test_two_that_bring_the_same_people_at_once_double_none(
    runtime: Runtime, office: Office
) -> None:
    """Whoever comes second waits, and finds what the first has added."""
    tellings = [
        {
            "type": "renewal.due", "minute": 0, "name": place, "case": f"CS-{place}",
            "branch": "north", "program": "snap", "person": f"P-{place}", "role": "custodial",
            "first_name": "Maria", "language": "en", "zone": None, "nondisclosure": None,
            "day": 20,
            "contacts": [
                {"kind": "sms", "address": f"(312) 555-01{place:02}", "consent": {"source": "x"}}
            ],
        }
        for place in range(30)
    ]  # fmt: skip
    events = [arrived(told, "oak") for told in tellings]
    with ThreadPoolExecutor(4) as pool:
        lots = [events, events[::-1], events[10:], events[::2]]
        answers = list(pool.map(lambda lot: together(runtime, office, lot), lots))
    fresh = [
        one for lot in answers for one in lot if isinstance(one, Accepted) and not one.repeated
    ]
    assert len(fresh) == 30
    with runtime.reading() as session:
        for table in (Case, Person, Party, Thread, ContactPoint, PersonContact, ConsentEntry):
            assert session.scalar(select(func.count()).select_from(table)) == 30, table
        assert session.scalar(select(func.count()).select_from(Enrollment)) == 30
