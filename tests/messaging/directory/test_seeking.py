"""A search by name or case number asks indexes, and finds whoever is called that, the latest first,
within what the searcher may see; with and without marks, and however many may be meant."""

import asyncio
from datetime import timedelta
from string import ascii_lowercase
from uuid import UUID

import pytest
from sqlalchemy import select

from messaging.directory import retention
from messaging.directory.access import Viewer, visible_threads
from messaging.directory.name_marks import BITS, marks_of
from messaging.directory.name_words import SHORT, called, typed
from messaging.directory.register import CaseDetails, PartyDetails, Registered, register
from messaging.directory.seeking import USUAL, Depth, seek
from messaging.models.case import Case, Party, PartyRole
from messaging.models.name_mark import NameMark
from messaging.models.person import Person
from messaging.models.retention import Record
from messaging.models.staff import Staff, StaffRole
from messaging.models.thread import Thread
from messaging.platform import sealing
from messaging.platform.ids import new_id
from messaging.platform.sealing import Keyring
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from service import forgetting, marking
from service import resealing as sealing_anew
from tests.support.clock import MovableClock
from tests.support.people import PROGRAM, Office, add_branch, add_office, add_staff
from tests.support.runtimes import SECRET

NAMES = (
    ("María", "García-López"), ("Maria", "Garcia"), ("Mariana", "de la Cruz"), ("Shaun", "O'Neil"),
    ("Oneida", "Neilson"), ("Bo", "Li"), ("Lisa", "Bond"), ("小明", "李"), ("Maria", "Sample"),
    ("Mary Ann", "St. John"), ("", "Marchetti"), ("Ana", ""), ("", ""),
)  # fmt: skip
SEARCHES = (
    "maria", "María", "MAR", "mari garcía", "garcia-lopez", "lopez", "oneil", "o'neil", "neil",
    "delacruz", "de la cruz", "li", "bo li", "b", "李", "maryann", "marchetti", "march", "xavier",
    "sample maria", "cs-10", "CS-104", "104", "maria 104", "maria cs-1041", "nobody", "-", "\0",
)  # fmt: skip
NEW = "another secret key, long enough for us"
MANY = Depth(few=0, latest=2)
"""So that everybody is one of many."""


def sweep(runtime: Runtime) -> None:
    with asyncio.Runner() as runner:
        while marking.sweep(runtime, runner):
            pass


def add(unit: Unit, office: Office, number: int, first: str, last: str) -> Registered:
    one = register(
        unit,
        office.agency,
        CaseDetails(f"CS-{number}", PROGRAM, office.branch.code),
        PartyDetails(f"{office.branch.code}-{number}", PartyRole.CUSTODIAL, first, last),
    )
    # Some have said nothing yet.
    if number % 4:
        said = unit.now - timedelta(hours=number * 7 % 11)
        unit.session.merge(one.thread).last_message_at = said
    return one


def found(runtime: Runtime, viewer: Viewer, text: str, depth: Depth = USUAL) -> list[UUID]:
    with runtime.reading() as session:
        seen = visible_threads(viewer).join(Person, Person.id == Party.person_id)
        return list(seek(session, seen, viewer.agency_id, typed(text), depth))


Everybody = list[tuple[UUID, frozenset[str], str]]


def everybody(runtime: Runtime, viewer: Viewer) -> Everybody:
    """Threads, what their people are called, and case numbers, as far as `viewer` sees them; the
    latest first."""
    order = (Thread.last_message_at.desc().nulls_last(), Thread.id.desc())
    with runtime.reading() as session:
        rows = session.execute(
            visible_threads(viewer)
            .join(Person, Person.id == Party.person_id)
            .add_columns(Person)
            .order_by(*order)
        )
        return [
            (thread.id, called(person.first_name, person.last_name), case.number.casefold())
            for thread, _, case, person in rows
        ]


def meant(people: Everybody, text: str) -> list[UUID]:
    """One by one."""
    return [
        thread_id
        for thread_id, names, number in people
        if all(word.begins(names) or word.typed in number for word in typed(text))
    ]


def viewer_of(unit: Unit, staff: Staff) -> Viewer:
    unit.session.flush()
    return Viewer.of(staff)


def test_whoever_is_called_that_is_found_and_nobody_else(runtime: Runtime, office: Office) -> None:
    with runtime.unit() as unit:
        south, elm = (
            Office(office.agency, add_branch(unit, office.agency, "south")),
            add_office(unit, "elm"),
        )
        for place, each in ((1040, office), (2040, south), (1040, elm)):
            for number, names in enumerate(NAMES, place):
                add(unit, each, number, *names)
        admin = add_staff(unit, office.agency, None, role=StaffRole.ADMINISTRATOR)
        near = add_staff(unit, office.agency, south.branch)
        medical = add_staff(unit, office.agency, None)
        medical.programs = ["medical"]
        viewers = [viewer_of(unit, each) for each in (admin, near, medical)]
    seen = {viewer: everybody(runtime, viewer) for viewer in viewers}
    assert [len(each) for each in seen.values()] == [2 * len(NAMES), len(NAMES), 0]
    sizes: set[int] = set()
    for turn in ("no marks", "marks", "a key takes over"):
        for viewer, people in seen.items():
            for text in SEARCHES:
                wanted = meant(people, text)
                sizes.add(len(wanted))
                assert found(runtime, viewer, text) == wanted, (turn, text)
                if any(word.known >= SHORT for word in typed(text)) and turn != "no marks":
                    assert found(runtime, viewer, text, MANY) == wanted, (turn, text)
        if turn == "no marks":
            sweep(runtime)
        else:
            # Marks still stand under the old one.
            sealing.install(Keyring([NEW, SECRET]))
    assert sizes >= {0, 1, 2, 4}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_of_very_many_numbers_that_begin_so_the_whole_one_is_found(
    runtime: Runtime, office: Office
) -> None:
    with runtime.unit() as unit:
        threads = [
            add(unit, office, number, "", "").thread.id for number in (104, 1041, 1042, 1043)
        ]
        viewer = viewer_of(unit, add_staff(unit, office.agency, None))
    sweep(runtime)
    assert set(found(runtime, viewer, "cs-104")) == set(threads)
    assert found(runtime, viewer, "CS-104", Depth(few=2, latest=1)) == threads[:1]


def marks(runtime: Runtime) -> set[tuple[UUID, int]]:
    with runtime.reading() as session:
        return {(row.person_id, row.mark) for row in session.scalars(select(NameMark))}


def named(runtime: Runtime, person_id: UUID, **names: str | None) -> None:
    with runtime.unit() as unit:
        person = unit.session.get_one(Person, person_id)
        for name, value in names.items():
            setattr(person, name, value)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_marks_follow_the_name_the_key_and_forgetting(
    runtime: Runtime, office: Office, clock: MovableClock
) -> None:
    with runtime.unit() as unit:
        one, other = (add(unit, office, number, "Maria", "Sample") for number in (1, 2))
        retention.keep(unit, office.agency.id, "system", Record.NAMES, 30)
        viewer = viewer_of(unit, add_staff(unit, office.agency, None))
    sweep(runtime)
    before = marks(runtime)
    assert {mark for person_id, mark in before if person_id == one.person.id} == marks_of(
        office.agency.id, "Maria", "Sample"
    )
    named(runtime, one.person.id, first_name="Noor")
    assert found(runtime, viewer, "noor") == [one.thread.id]
    sweep(runtime)
    assert {mark for person_id, mark in marks(runtime) if person_id == one.person.id} == marks_of(
        office.agency.id, "Noor", "Sample"
    )
    sealing.install(Keyring([NEW, SECRET]))
    with asyncio.Runner() as runner:
        while sealing_anew.sweep(runtime, runner):
            pass
    sweep(runtime)
    sealing.install(Keyring([NEW]))
    assert found(runtime, viewer, "maria") == [other.thread.id]
    assert {mark for person_id, mark in marks(runtime) if person_id == other.person.id} == marks_of(
        office.agency.id, "Maria", "Sample"
    )
    with runtime.unit() as unit:
        unit.session.get_one(Case, other.case.id).closed_at = unit.now
    clock.move(timedelta(days=31))
    with asyncio.Runner() as runner:
        forgetting.sweep(runtime, runner)
    assert {person_id for person_id, _ in marks(runtime)} == {one.person.id}
    assert found(runtime, viewer, "maria") == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_many_names_have_one_mark(runtime: Runtime, office: Office) -> None:
    """So that a mark tells little to whoever has no key; another agency's tell nothing of ours."""
    some = [
        f"{one}{two}{three}" for one in "bcdfgmnrst" for two in "aeiou" for three in ascii_lowercase
    ]
    ours = {name: marks_of(office.agency.id, name) for name in some}
    assert len(some) == 1300
    assert len({mark for each in ours.values() for mark in each}) < 800
    assert all(0 <= mark < 2**BITS for each in ours.values() for mark in each)
    theirs = {name: marks_of(new_id(), name) for name in some}
    assert sum(ours[name] == theirs[name] for name in some) < 20
