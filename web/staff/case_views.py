"""What the pages of people and of cases show, as far as the reader may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import HTTPException, status
from sqlalchemy import select
from sqlalchemy.orm import Session

from messaging.directory.access import Viewer
from messaging.models.agency import Branch
from messaging.models.case import Case
from messaging.models.person import Person
from messaging.models.staff import Staff
from web.catalogue import N_
from web.staff.case_pane import away_of, hidden_of, program_name
from web.staff.contacts import Contact, contacts_of
from web.staff.people import Who, name_of
from web.staff.sieve import Found, people
from web.voice import Voice
from web.wording import language_name

NOBODY = N_("There is no such person, or they are not on a case you work with.")
NO_SUCH_CASE = N_("There is no such case, or it is not one you work with.")


@dataclass(frozen=True, slots=True, repr=False)
class Role:
    """One person on one case."""

    person_id: UUID
    case_id: UUID
    thread_id: UUID
    who: Who
    program: str
    branch: str
    caseworker: str
    closed: str
    """Since when the case is, or empty."""
    paused: str
    """Until when no campaign writes to them, or empty."""


@dataclass(frozen=True, slots=True, repr=False)
class PersonView:
    id: UUID
    name: str
    number: str
    """The agency's own."""
    language: str
    language_chosen: bool
    """By themselves."""
    zone: str
    their_time: str
    contacts: Sequence[Contact]
    roles: Sequence[Role]
    hidden: int
    """Other cases of theirs, in programs that the reader does not work for."""


@dataclass(frozen=True, slots=True, repr=False)
class CaseView:
    number: str
    program: str
    branch: str
    caseworker: str
    away: str
    """That the caseworker is away, and who covers; or empty."""
    closed: str
    roles: Sequence[Role]


def person_view(session: Session, viewer: Viewer, voice: Voice, person_id: UUID) -> PersonView:
    """404 for whom `viewer` sees on no case, just as if they did not exist."""
    rows = session.execute(
        people(viewer).where(Person.id == person_id).order_by(Case.closed_at.nulls_first(), Case.id)
    ).all()
    if not rows:
        raise HTTPException(status.HTTP_404_NOT_FOUND, NOBODY)
    person = rows[0][3]
    theirs = voice.in_zone(person.time_zone)
    return PersonView(
        id=person.id,
        name=name_of(person, voice),
        number=person.external_id,
        language=language_name(person.language, voice.language),
        language_chosen=person.language_chosen,
        zone=theirs.zone_name(),
        their_time=theirs.clock(voice.now),
        contacts=contacts_of(session, person, voice),
        roles=roles(session, voice, rows),
        hidden=hidden_of(session, viewer, person),
    )


def kept_instead(session: Session, viewer: Viewer, person_id: UUID) -> UUID | None:
    """The record that this one was joined to, where `viewer` sees that one; else None."""
    kept_id = select(Person.one_with_id).where(
        Person.agency_id == viewer.agency_id,
        Person.id == person_id,
        Person.one_with_id != person_id,
    )
    seen = people(viewer).where(Person.id == kept_id.scalar_subquery())
    return session.scalar(seen.with_only_columns(Person.id).limit(1))


def case_view(session: Session, viewer: Viewer, voice: Voice, case_id: UUID) -> CaseView:
    """Likewise."""
    rows = session.execute(people(viewer).where(Case.id == case_id).order_by(Person.id)).all()
    if not rows:
        raise HTTPException(status.HTTP_404_NOT_FOUND, NO_SUCH_CASE)
    case, shown = rows[0][2], roles(session, voice, rows)
    return CaseView(
        number=case.number,
        program=shown[0].program,
        branch=shown[0].branch,
        caseworker=shown[0].caseworker,
        away=away_of(session, case, voice),
        closed=shown[0].closed,
        roles=shown,
    )


def roles(session: Session, voice: Voice, rows: Sequence[Found]) -> Sequence[Role]:
    cases = [row[2] for row in rows]
    branches = dict(
        session.execute(
            select(Branch.id, Branch.name).where(Branch.id.in_({case.branch_id for case in cases}))
        ).all()
    )
    workers = dict(
        session.execute(
            select(Staff.id, Staff.name).where(Staff.id.in_({case.caseworker_id for case in cases}))
        ).all()
    )
    return [
        Role(
            person_id=person.id,
            case_id=case.id,
            thread_id=thread.id,
            who=Who.of(party, case, person, voice),
            program=program_name(case),
            branch=branches[case.branch_id],
            caseworker=workers[case.caseworker_id]
            if case.caseworker_id
            else voice.say(N_("Nobody yet")),
            closed=voice.day(case.closed_at) if case.closed_at else "",
            paused=voice.day(party.paused_until)
            if party.paused_until and party.paused_until > voice.now
            else "",
        )
        for thread, party, case, person in rows
    ]
