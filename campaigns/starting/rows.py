"""People on a list as the rows of a file would name them, through the very same door."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from campaigns.arrivals import Arrived
from campaigns.csv_campaign import CampaignDoor
from campaigns.csv_run import Good
from campaigns.definition import Campaign
from campaigns.incoming.reading import EventRefusedError, read_event
from campaigns.intake import Accepted, accept_all
from campaigns.models.enrollment import Enrollment, EnrollmentState
from campaigns.models.start import CampaignStart, StartPerson
from campaigns.schedule import Skip, anchor_at
from campaigns.starting.possible import thing_of
from messaging.models.agency import Agency, Branch
from messaging.models.case import Case, Party
from messaging.models.person import Person
from messaging.platform.bulk import among
from messaging.platform.unit_of_work import Unit

ENROLS = frozenset({"started", "moved"})
ALREADY = "already_in_it"
OVER = "already_ended"
TOO_LATE = "too_late"
UNREADABLE = "could_not_be_read"
VALUES: Mapping[str, str] = MappingProxyType(
    {"due_on": "due_date", "starts_at": "appointment_at", "place": "appointment_place"}
)
"""The value of an enrollment that stands for a column of a file."""


@dataclass(frozen=True, slots=True, repr=False)
class Line:
    """One person, with what tells us of them."""

    place: int
    case: Case
    party: Party
    person: Person
    branch: str
    enrollment: Enrollment | None


def enrolled(
    unit: Unit, start: CampaignStart, campaign: Campaign, people: Sequence[StartPerson]
) -> list[str | None]:
    """Enrol them. For each why not, or None where they are; in the same order."""
    agency = unit.session.get_one(Agency, start.agency_id)
    zone = ZoneInfo(agency.time_zone)
    lines = _lines(unit, people)
    before = _before(unit, start, campaign, lines, zone) if start.on else {}
    door = CampaignDoor(campaign, thing_of(campaign))
    whys: list[str | None] = []
    to_tell: dict[int, Good] = {}
    for line in lines:
        whys.append(before.get(line.person.id))
        if start.on:
            # Two records on the list can have become one person since.
            before.setdefault(line.person.id, ALREADY)
        if whys[line.place] is None:
            good = _good(door, start, line, zone, unit.now.isoformat())
            if good is None:
                whys[line.place] = UNREADABLE
            else:
                to_tell[line.place] = good
    arrived = [Arrived(one.event, one.key, one.text) for one in to_tell.values()]
    accepted = accept_all(unit, agency, arrived) if arrived else []
    for place, one in zip(to_tell, accepted, strict=True):
        if not isinstance(one, Accepted):
            whys[place] = UNREADABLE
        else:
            whys[place] = ALREADY if one.repeated else _why(one.answer, campaign.key)
    return whys


def _lines(unit: Unit, people: Sequence[StartPerson]) -> list[Line]:
    """Their cases are locked, as intake locks them: nobody is enrolled beside us by an event, and
    none moves to another branch meanwhile."""
    session = unit.session
    ids = {one.party_id for one in people}
    cases = {
        row.id: row
        for row in session.scalars(
            select(Case)
            .where(Case.id.in_(select(Party.case_id).where(among(session, Party.id, ids))))
            .order_by(Case.id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
    }
    found = {
        row.Party.id: row
        for row in session.execute(
            select(Party, Person)
            .join(Person, Person.id == Party.person_id)
            .where(among(session, Party.id, ids))
        )
    }
    branches = {
        row.id: row.code
        for row in session.scalars(
            select(Branch).where(Branch.id.in_({case.branch_id for case in cases.values()}))
        )
    }
    about = {one.enrollment_id for one in people if one.enrollment_id}
    enrollments: dict[UUID | None, Enrollment] = {
        row.id: row
        for row in session.scalars(select(Enrollment).where(among(session, Enrollment.id, about)))
    }

    def line(place: int, one: StartPerson) -> Line:
        row = found[one.party_id]
        case = cases[row.Party.case_id]
        about = enrollments.get(one.enrollment_id)
        return Line(place, case, row.Party, row.Person, branches[case.branch_id], about)

    return [line(place, one) for place, one in enumerate(people)]


def _before(
    unit: Unit, start: CampaignStart, campaign: Campaign, lines: Sequence[Line], zone: ZoneInfo
) -> dict[UUID, str]:
    """Who has one such thing before them already, done or not: a day that is the same for all must
    not come beside their own."""
    today = anchor_at(unit.now.astimezone(zone).date(), zone)
    rows = unit.session.execute(
        select(Party.person_id, Enrollment.state)
        .join(Party, Party.id == Enrollment.party_id)
        .where(
            Enrollment.agency_id == start.agency_id,
            Enrollment.campaign == campaign.key,
            Enrollment.anchor_at >= today,
            among(unit.session, Party.person_id, {line.person.id for line in lines}),
        )
        .order_by(Enrollment.id)
    )
    return {
        person_id: OVER if state is EnrollmentState.STOPPED else ALREADY
        for person_id, state in rows
    }


def _good(
    door: CampaignDoor, start: CampaignStart, line: Line, zone: ZoneInfo, now: str
) -> Good | None:
    row = door.row_of(_cells(door, start, line), zone)
    text = door.document(row, now)
    try:
        return Good(read_event(text), text, door.key(row))
    except EventRefusedError:
        return None


def _cells(door: CampaignDoor, start: CampaignStart, line: Line) -> dict[str, str]:
    """As a file would say it. Without an id of its own, what it is about is known by its case."""
    cells = {
        "case_number": line.case.number,
        "program": line.case.program,
        "branch": line.branch,
        "external_id": line.person.external_id,
        "role": line.party.role.value,
    }
    thing = door.thing
    if line.enrollment is None:
        day = start.on.isoformat() if start.on else ""
        return {**cells, thing.id_column: line.case.number, thing.date: day}
    values: dict[str, Any] = json.loads(line.enrollment.values)
    told = {column: str(values.get(name, "")) for column, name in VALUES.items()}
    subject = line.enrollment.subject.partition(":")[2]
    return {
        **cells,
        thing.id_column: subject,
        **{column: text for column, text in told.items() if column in thing.columns},
    }


def _why(answer: Mapping[str, Any], key: str) -> str | None:
    """What the door said of this campaign; others may start on the same event."""
    told = next(
        (one for one in answer["campaigns"] if one["campaign"] == key and one["did"] != "stopped"),
        None,
    )
    if told is None:
        return UNREADABLE
    if told["did"] not in ENROLS:
        why = str(told.get("why", ""))
        return OVER if why == OVER else why if told["did"] == "left_out" else ALREADY
    # Who is held out of an experiment is enrolled like all others, and nothing here may tell.
    passed = {step.get("skipped") for step in told["steps"]}
    return TOO_LATE if None not in passed and Skip.HELD_OUT.value not in passed else None
