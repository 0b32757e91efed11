"""What a supervisor does with a campaign and a kept list: try it, confirm the number, end it."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from campaigns import in_view, own
from campaigns.in_view import NotFoundError, RefusedError, made_in_view
from campaigns.models.audience import SavedAudience
from campaigns.models.start import CampaignStart, PersonState, StartPerson, StartState
from campaigns.sends import saved
from campaigns.sends.acts import CHANGED, NOT_READY
from campaigns.sends.making import NO_FIELD, by
from campaigns.starting import possible
from messaging.directory import audit, own_fields
from messaging.directory.access import Act, Viewer, require
from messaging.models.agency import Agency
from messaging.platform.database import insert_or_ignore
from messaging.platform.ids import new_id
from messaging.platform.lanes import Lane
from messaging.platform.unit_of_work import Unit

KEPT = timedelta(days=1)
"""How long one that nobody confirmed is kept: what it tried is stale by then."""

NOBODY = "Nobody on this list would be enrolled. Look at the reasons."
REFUSALS = (NOT_READY, CHANGED, NOBODY, NO_FIELD, *possible.WORDS)
"""What a `StartError` says, each in the catalogue of pages."""


class StartError(RefusedError):
    """Nobody was enrolled, or nothing was ended."""


def make(
    unit: Unit, viewer: Viewer, campaign: str, audience: SavedAudience, day: date | None, key: str
) -> CampaignStart:
    """Begin to try it with everybody on the list; nobody is enrolled. `key` names this one act: the
    same key makes one. Raises `StartError`, `NotFoundError` or `ForbiddenError`."""
    require(viewer, Act.RUN)
    known = own.of_agency(unit.session, viewer.agency_id).in_force.get(campaign)
    if known is None:
        raise NotFoundError
    agency = unit.session.get_one(Agency, viewer.agency_id)
    today = unit.now.astimezone(ZoneInfo(agency.time_zone)).date()
    asks = saved.asked(audience)
    if why := possible.why_not(known, asks, day, today):
        raise StartError(why)
    if asks.own and not asks.asks_of(own_fields.of_agency(unit.session, viewer.agency_id)):
        raise StartError(NO_FIELD)
    start_id = new_id()
    new = insert_or_ignore(
        unit.session,
        CampaignStart,
        id=start_id,
        agency_id=viewer.agency_id,
        author_id=viewer.staff_id,
        branch_id=viewer.branch_id,
        made_by=by(viewer, key),
        campaign=campaign,
        audience=asks.on(today).stored(),
        name=audience.name,
        on=day,
        state=StartState.LISTING,
        worked_at=unit.now,
        created_at=unit.now,
    )
    start = unit.session.scalars(
        select(CampaignStart).where(
            CampaignStart.agency_id == viewer.agency_id, CampaignStart.made_by == by(viewer, key)
        )
    ).one()
    if new:
        _noted(unit, viewer, "start.listed", start)
        unit.ring(Lane.JOURNEYS)
    return start


def confirm(unit: Unit, viewer: Viewer, start_id: UUID, number: int) -> CampaignStart:
    """Those who wait, who are `number`, are enrolled. Raises `StartError` or `NotFoundError`."""
    start = _locked(unit, viewer, start_id)
    if start.state is not StartState.READY:
        raise StartError(NOT_READY)
    if counts(unit.session, start).get(PersonState.WAITING, 0) != number:
        raise StartError(CHANGED)
    if not number:
        raise StartError(NOBODY)
    start.state, start.number = StartState.RUNNING, number
    start.confirmed_at, start.confirmed_by = unit.now, viewer.actor
    _noted(unit, viewer, "start.confirmed", start)
    unit.ring(Lane.JOURNEYS)
    return start


def cancel(unit: Unit, viewer: Viewer, start_id: UUID) -> CampaignStart:
    """Nobody else is enrolled; who is goes on. Raises `StartError` or `NotFoundError`."""
    start = _locked(unit, viewer, start_id)
    if start.state in (StartState.DONE, StartState.CANCELLED):
        raise StartError(NOT_READY)
    start.state, start.ended_at = StartState.CANCELLED, unit.now
    _noted(unit, viewer, "start.cancelled", start)
    return start


def find(session: Session, viewer: Viewer, start_id: UUID) -> CampaignStart:
    """Raises `NotFoundError`."""
    return in_view.find(session, CampaignStart, start_id, made_in_view(CampaignStart, viewer))


def of_campaign(
    session: Session, viewer: Viewer, campaign: str, limit: int
) -> Sequence[CampaignStart]:
    """The last ones that the viewer may see."""
    return session.scalars(
        select(CampaignStart)
        .where(CampaignStart.campaign == campaign, made_in_view(CampaignStart, viewer))
        .order_by(CampaignStart.created_at.desc(), CampaignStart.id.desc())
        .limit(limit)
    ).all()


def counts(session: Session, start: CampaignStart) -> Mapping[PersonState, int]:
    rows = session.execute(
        select(StartPerson.state, func.count().label("number"))
        .where(StartPerson.agency_id == start.agency_id, StartPerson.start_id == start.id)
        .group_by(StartPerson.state)
    )
    return {row.state: row.number for row in rows}


def reasons(session: Session, start: CampaignStart) -> Sequence[tuple[str, int]]:
    """Why how many are not enrolled, the most frequent first."""
    number = func.count()
    rows = session.execute(
        select(StartPerson.reason, number)
        .where(
            StartPerson.agency_id == start.agency_id,
            StartPerson.start_id == start.id,
            StartPerson.state == PersonState.LEFT_OUT,
        )
        .group_by(StartPerson.reason)
        .order_by(number.desc(), StartPerson.reason)
    )
    return [(reason or "", count) for reason, count in rows]


def forget_old(unit: Unit) -> int:
    """Those that nobody confirmed, of every agency; how many."""
    stale = (
        CampaignStart.state == StartState.READY,
        CampaignStart.created_at < unit.now - KEPT,
    )
    gone = delete(CampaignStart).where(*stale).returning(CampaignStart.id)
    return len(unit.session.scalars(gone).all())


def _locked(unit: Unit, viewer: Viewer, start_id: UUID) -> CampaignStart:
    seen = made_in_view(CampaignStart, viewer)
    return in_view.locked(unit, viewer, Act.RUN, CampaignStart, start_id, seen)


def _noted(unit: Unit, viewer: Viewer, action: str, start: CampaignStart) -> None:
    audit.note(
        unit, start.agency_id, viewer.actor, action, "start", start.id,
        campaign=start.campaign, number=start.number,
    )  # fmt: skip
    unit.touch(start.agency_id, "starts")
