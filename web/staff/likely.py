"""Who may be in the agency's systems twice. Proposed to a person, never done by itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from messaging.directory.access import Viewer
from messaging.directory.name_words import plain
from messaging.models.case import Case, Party
from messaging.models.contact_point import PersonContact
from messaging.models.person import Person
from messaging.models.thread import Thread
from web.staff.finding import of_name
from web.staff.people import name_of
from web.staff.sieve import Found, people
from web.voice import Voice
from web.wording import ROLE

MOST = 20
"""Threads of people of one name."""


@dataclass(frozen=True, slots=True, repr=False)
class Likely:
    person_id: UUID
    name: str
    number: str
    on: Sequence[str]
    """Role and case, of those that the reader sees."""


def same_address(session: Session, viewer: Viewer, voice: Voice, person: Person) -> list[Likely]:
    """Of the same name, at a phone or email of theirs."""
    theirs = select(PersonContact.contact_point_id).where(
        PersonContact.agency_id == person.agency_id, PersonContact.person_id == person.id
    )
    users = select(PersonContact.person_id).where(
        PersonContact.agency_id == person.agency_id, PersonContact.contact_point_id.in_(theirs)
    )
    rows = session.execute(people(viewer).where(Person.id.in_(users)).order_by(Thread.id))
    return _alike(session, voice, person, rows)


def same_name(session: Session, viewer: Viewer, voice: Voice, person: Person) -> list[Likely]:
    """Of the same name, however it is accented: of many, those of the latest conversations."""
    rows = of_name(session, viewer, f"{person.first_name} {person.last_name}", MOST)
    return _alike(session, voice, person, rows)


def _alike(session: Session, voice: Voice, person: Person, rows: Iterable[Found]) -> list[Likely]:
    """Without the other parties of their cases: those are other people, whatever their name is."""
    beside = set(
        session.scalars(
            select(Party.person_id).where(
                Party.agency_id == person.agency_id,
                Party.case_id.in_(
                    select(Party.case_id).where(
                        Party.agency_id == person.agency_id, Party.person_id == person.id
                    )
                ),
            )
        )
    ) | {person.id}
    called, found = _called(person), dict[UUID, list[Found]]()
    for row in rows:
        if row[3].id not in beside and called and _called(row[3]) == called:
            found.setdefault(row[3].id, []).append(row)
    return [
        Likely(
            person_id,
            name_of(theirs[0][3], voice),
            theirs[0][3].external_id,
            [_on(party, case, voice) for _, party, case, _ in theirs],
        )
        for person_id, theirs in found.items()
    ]


def _on(party: Party, case: Case, voice: Voice) -> str:
    return f"{voice.say(ROLE[party.role])} · {case.number}"


def _called(person: Person) -> str:
    return " ".join(plain(f"{person.first_name} {person.last_name}").split())
