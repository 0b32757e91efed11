"""Generated agencies, cases, parents, events and messages, with a mark in every field of every
person. A mark is a word that nobody else has and that no text of ours holds.

Each world is told to two agencies that are twins: equal names, phones, case numbers and parents'
numbers. Their marks still differ.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from tests.campaigns.telling import CONSENT, THINGS

STARTING = (
    "appointment.scheduled",
    "appointment.rescheduled",
    "appointment.missed",
    "renewal.due",
    "payment.due",
    "payment.posted",
    "case.updated",
    "party.updated",
)
WRITTEN = (
    "hello this is {mark}",
    "where is she living now",
    "donde vive el",
    "yes",
    "b please",
    "STOP",
    "no more payment texts",
    "help",
    "wrong number, i am not {mark}",
    "im scared he hits me {mark}",
    "what time is my appointment {mark}?",
    "START",
)
MARK = "zqxwjv"
"""How every mark begins; long, so that no token holds it by chance."""
AREAS = ("312", "773", "217", "618")


@dataclass(frozen=True, slots=True)
class Parent:
    """One party of one case in one agency."""

    case: int
    place: int
    """Which of the case's parties."""
    language: str
    has_email: bool
    nondisclosure: bool


@dataclass(frozen=True, slots=True)
class World:
    parents: Sequence[Parent]
    shared: frozenset[int]
    """Cases whose parties use one phone."""
    events: Sequence[tuple[int, str]]
    """Which parent (by place in `parents`), which type."""
    writes: Sequence[tuple[int, str]]


def mark(agency: str, parent: int, field: str) -> str:
    return f"{MARK}{agency}{'abcdefgh'[parent]}{field}"


def marks_of(agency: str, parent: int) -> str:
    """What every mark of this parent begins with."""
    return mark(agency, parent, "")


def phone_of(world: World, number: int) -> str:
    """Twins share their numbers; a case that shares a phone has the first parent's."""
    parent = world.parents[number]
    whose = 2 * parent.case if parent.case in world.shared else number
    return f"+1{AREAS[whose % 4]}55501{40 + whose:02}"


@st.composite
def worlds(draw: st.DrawFn) -> World:
    cases = draw(st.integers(1, 2))
    parents = [
        Parent(
            case,
            place,
            draw(st.sampled_from(["en", "es"])),
            draw(st.booleans()),
            draw(st.booleans()),
        )
        for case in range(cases)
        for place in range(2)
    ]
    who = st.integers(0, len(parents) - 1)
    return World(
        parents,
        frozenset(draw(st.sets(st.integers(0, cases - 1)))),
        draw(st.lists(st.tuples(who, st.sampled_from(STARTING)), min_size=2, max_size=5)),
        draw(st.lists(st.tuples(who, st.sampled_from(WRITTEN)), min_size=1, max_size=5)),
    )


def event(world: World, agency: str, number: int, type_name: str, turn: int) -> dict[str, Any]:
    """As a careless agency may send it: full of the other party's own."""
    parent = world.parents[number]
    other = number ^ 1

    def own(field: str) -> str:
        return mark(agency, number, field)

    contacts: list[Mapping[str, Any]] = [
        {"kind": "sms", "address": phone_of(world, number), "consent": CONSENT}
    ]
    if parent.has_email:
        contacts.append(
            {"kind": "email", "address": f"{own('mail')}@example.org", "consent": CONSENT}
        )
    theirs = {name: mark(agency, other, name) for name in ("first", "last", "home", "employer")}
    about = type_name.partition(".")[0]
    thing: dict[str, Any] = {}
    if type_name in THINGS:
        thing = {**THINGS[type_name], "id": f"T-{number}-{turn}", "other_party": theirs}
        if "place" in thing:
            thing["place"] = f"{turn} {own('place').capitalize()} St"
    return {
        "type": type_name,
        "timestamp": "2026-03-02T16:00:00Z",
        "data": {
            "case": {
                "number": f"CS-{parent.case}",
                "program": "child_support",
                "branch": "north",
                "other_party": theirs,
                "first_name": theirs["first"],
            },
            "party": {
                "external_id": f"P-{number}",
                "role": "noncustodial" if parent.place else "custodial",
                "first_name": own("first"),
                "last_name": own("last"),
                "language": parent.language,
                "time_zone": "America/Chicago",
                "nondisclosure": parent.nondisclosure,
                "contacts": contacts,
                "ssn": own("ssn"),
                "employer": own("employer"),
                "other_parent": theirs,
            },
            "other_parent": theirs,
            "agency_name": theirs["last"],
            **({about: thing} if thing else {}),
        },
    }
