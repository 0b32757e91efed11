"""What the journeys lane does for a campaign that is started for a list: everybody is tried, then
those who were confirmed are enrolled. A batch a transaction, with how far it is: a worker that dies
has done a batch or has not, and the next one goes on behind it."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, select

from campaigns import own
from campaigns.definition import Campaign
from campaigns.models.start import BUSY, CampaignStart, PersonState, StartPerson, StartState
from campaigns.sends.audience import Audience, Listed, listed
from campaigns.starting.rows import enrolled
from campaigns.waiting import next_one
from messaging.directory.access import Viewer
from messaging.models.agency import Agency
from messaging.models.staff import Staff
from messaging.platform import bulk
from messaging.platform.ids import new_id
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime

BATCH = 200


def due(_now: datetime) -> ColumnElement[bool]:
    """Whether there is something to do for a start."""
    # The words alone name no table.
    return and_(BUSY, CampaignStart.state.in_((StartState.LISTING, StartState.RUNNING)))


def drain(runtime: Runtime) -> int:
    """One batch of the start that waited longest. Returns how many people it moved on, at least 1;
    0 when there is none."""
    with runtime.unit() as unit:
        start = next_one(unit, CampaignStart, due(unit.now))
        if start is None:
            return 0
        unit.touch(start.agency_id, "starts")
        campaign = own.of_agency(unit.session, start.agency_id).in_force[start.campaign]
        if start.state is StartState.LISTING:
            return max(1, _list(unit, start, campaign))
        return max(1, _enrol(unit, start, campaign))


def _list(unit: Unit, start: CampaignStart, campaign: Campaign) -> int:
    """Each is enrolled and that is undone, so that what is foretold is what will be."""
    found = _found(unit, start)
    rows = {(row.person_id, row.subject): row for row in (_row(start, one) for one in found)}
    new = bulk.add_new(
        unit.session, list(rows.values()), "agency_id", "start_id", "person_id", "subject"
    )
    unit.session.flush()
    tried = unit.session.begin_nested()
    try:
        whys = enrolled(unit, start, campaign, new)
    finally:
        tried.rollback()
    for row, why in zip(new, whys, strict=True):
        if why is not None:
            row.state, row.reason = PersonState.LEFT_OUT, why
    if found:
        start.listed_to = found[-1].place
    if len(found) < BATCH:
        start.state = StartState.READY
    return len(found)


def _enrol(unit: Unit, start: CampaignStart, campaign: Campaign) -> int:
    rows = unit.session.scalars(
        select(StartPerson)
        .where(
            StartPerson.agency_id == start.agency_id,
            StartPerson.start_id == start.id,
            StartPerson.state == PersonState.WAITING,
        )
        .order_by(StartPerson.id)
        .limit(BATCH)
        .with_for_update()
    ).all()
    for row, why in zip(rows, enrolled(unit, start, campaign, rows), strict=True):
        row.state = PersonState.LEFT_OUT if why else PersonState.ENROLLED
        row.reason = why
    if len(rows) < BATCH:
        start.state, start.ended_at = StartState.DONE, unit.now
    return len(rows)


def _found(unit: Unit, start: CampaignStart) -> Sequence[Listed]:
    viewer = Viewer.of(unit.session.get_one(Staff, start.author_id))
    zone = ZoneInfo(unit.session.get_one(Agency, start.agency_id).time_zone)
    return listed(
        unit.session,
        viewer,
        Audience.model_validate(start.audience),
        zone,
        unit.now,
        after=start.listed_to,
        limit=BATCH,
    )


def _row(start: CampaignStart, one: Listed) -> StartPerson:
    enrollment = one.enrollment
    return StartPerson(
        id=new_id(),
        agency_id=start.agency_id,
        start_id=start.id,
        person_id=one.person.id,
        party_id=one.party.id,
        subject=enrollment.subject if enrollment else "",
        enrollment_id=enrollment.id if enrollment else None,
        state=PersonState.WAITING,
        reason=None,
    )
