"""Who is away, and who covers for them meanwhile.

A cover has what comes in as well, and nothing is taken from who is away: it ends by itself. One
step only, so that nothing wanders from desk to desk: who is away covers for nobody.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session, aliased

from messaging.directory import audit
from messaging.directory.access import Act, Viewer, may, require
from messaging.directory.colleagues import writers
from messaging.models.absence import Absence
from messaging.models.agency import Agency
from messaging.models.staff import Staff
from messaging.platform.database import insert_or_ignore
from messaging.platform.ids import new_id
from messaging.platform.unit_of_work import Unit

LONGEST = timedelta(days=366)
ONE_DAY = timedelta(days=1)


class AbsenceError(Exception):
    """Why it was not entered, in words for the person. Nothing was stored."""


BACKWARDS = "The last day comes before the first."
TOO_LONG = "An absence lasts a year at most."
PAST = "The last day is over already."
OWN_COVER = "Nobody covers for themselves."
CANNOT_COVER = "Choose a colleague who answers parents of the same branch and program."
REFUSALS = (BACKWARDS, TOO_LONG, PAST, OWN_COVER, CANNOT_COVER)


class NotFoundError(Exception):
    """There is no such person or absence for this viewer."""


@dataclass(frozen=True, slots=True, repr=False)
class Entered:
    """One that lasts or is to come, with its people."""

    absence: Absence
    staff: Staff
    cover: Staff


def away(session: Session, agency_id: UUID, now: datetime) -> Mapping[UUID, frozenset[UUID]]:
    """Who is away today, where the agency is, and for each who covers: of those who are there."""
    cover = aliased(Staff)
    rows = session.execute(
        _lasting(now)
        .join(cover, cover.id == Absence.cover_id)
        .where(Absence.agency_id == agency_id)
        .with_only_columns(Absence, Agency.time_zone, cover.active)
    ).all()
    covers: dict[UUID, set[UUID]] = defaultdict(set)
    for absence, zone, active in rows:
        if _is_on(absence, zone, now):
            covers[absence.staff_id] |= {absence.cover_id} if active else set()
    return {gone: frozenset(those - covers.keys()) for gone, those in covers.items()}


def covered_by(session: Session, viewer: Viewer, now: datetime) -> Mapping[UUID, str]:
    """For whom `viewer` covers today: names by id."""
    rows = session.execute(
        _lasting(now)
        .join(Staff, Staff.id == Absence.staff_id)
        .where(Absence.agency_id == viewer.agency_id, Absence.cover_id == viewer.staff_id)
        .with_only_columns(Absence, Agency.time_zone, Staff.name)
    )
    return {each.staff_id: name for each, zone, name in rows if _is_on(each, zone, now)}


def people(session: Session, viewer: Viewer, most: int) -> Sequence[Staff]:
    """Whose absences `viewer` may enter, the first `most` by name: their own, and for who runs an
    office those of the people whose whole work they see."""
    found = writers(viewer.agency_id, viewer.branch_id)
    if not may(viewer, Act.SET_UP):
        found = found.where(Staff.id == viewer.staff_id)
    return _first(session, viewer, found, most, _looks_after)


def colleagues(session: Session, viewer: Viewer, most: int) -> Sequence[Staff]:
    """Who answers parents that `viewer` may see as well; the first `most` by name."""
    found = writers(viewer.agency_id, viewer.branch_id)
    return _first(session, viewer, found, most, lambda one, staff: _meet(one, Viewer.of(staff)))


def current(session: Session, viewer: Viewer, now: datetime) -> Sequence[Entered]:
    """What lasts or is to come among `viewer`'s colleagues. Raises `ForbiddenError`."""
    require(viewer, Act.WRITE)
    who, cover = aliased(Staff), aliased(Staff)
    rows = session.execute(
        _lasting(now, or_to_come=True)
        .join(who, who.id == Absence.staff_id)
        .join(cover, cover.id == Absence.cover_id)
        .where(Absence.agency_id == viewer.agency_id)
        .order_by(Absence.first_day, Absence.id)
        .with_only_columns(Absence, who, cover, Agency.time_zone)
    )
    return [
        Entered(absence, one, other)
        for absence, one, other, zone in rows
        if absence.last_day >= _today(zone, now) and _meet(viewer, Viewer.of(one))
    ]


def may_end(viewer: Viewer, staff: Staff) -> bool:
    """Whether `viewer` may say that they are back."""
    return may(viewer, Act.WRITE) and _looks_after(viewer, staff)


def enter(
    unit: Unit,
    viewer: Viewer,
    actor: str,
    staff_id: UUID,
    days: tuple[date, date],
    cover_id: UUID,
) -> Absence:
    """From the first of `days` to the last, what comes in for them reaches the cover too. Entered
    twice it stands once. Raises `ForbiddenError`, `NotFoundError` and `AbsenceError`."""
    require(viewer, Act.WRITE)
    first_day, last_day = days
    gone = _one(unit.session, viewer, staff_id)
    if gone is None or not _looks_after(viewer, gone):
        raise NotFoundError
    zone = unit.session.get_one(Agency, viewer.agency_id).time_zone
    _check(_today(zone, unit.now), first_day, last_day)
    if cover_id == staff_id:
        raise AbsenceError(OWN_COVER)
    if _one(unit.session, Viewer.of(gone), cover_id) is None:
        raise AbsenceError(CANNOT_COVER)
    said = {
        "agency_id": viewer.agency_id, "staff_id": staff_id, "cover_id": cover_id,
        "first_day": first_day, "last_day": last_day,
    }  # fmt: skip
    if insert_or_ignore(unit.session, Absence, id=new_id(), entered_at=unit.now, **said):
        row = _entered(unit, **said)
        audit.note(
            unit, viewer.agency_id, actor, "absence.entered", "absence", row.id,
            staff=str(staff_id), cover=str(cover_id),
            first_day=first_day.isoformat(), last_day=last_day.isoformat(),
        )  # fmt: skip
        _changed(unit, viewer.agency_id)
        return row
    return _entered(unit, **said)


def end(unit: Unit, viewer: Viewer, actor: str, absence_id: UUID) -> None:
    """They are back, or it was a mistake. One that has ended stays so. Raises `ForbiddenError` and
    `NotFoundError`."""
    require(viewer, Act.WRITE)
    row = unit.session.scalar(
        select(Absence)
        .where(Absence.agency_id == viewer.agency_id, Absence.id == absence_id)
        .with_for_update()
    )
    if row is None or not _looks_after(viewer, unit.session.get_one(Staff, row.staff_id)):
        raise NotFoundError
    if row.ended_at is None:
        row.ended_at = unit.now
        audit.note(unit, viewer.agency_id, actor, "absence.ended", "absence", row.id)
        _changed(unit, viewer.agency_id)


def _first(
    session: Session,
    viewer: Viewer,
    found: Select[Staff],
    most: int,
    such: Callable[[Viewer, Staff], bool],
) -> Sequence[Staff]:
    # Who sees all of an agency sees all of its people: no need to read hundreds to leave some out.
    rows = session.scalars(found if viewer.bounded else found.limit(most))
    return list(islice((staff for staff in rows if such(viewer, staff)), most))


def _one(session: Session, viewer: Viewer, staff_id: UUID) -> Staff | None:
    """Somebody who answers parents that `viewer` may see as well."""
    staff = session.scalar(writers(viewer.agency_id, viewer.branch_id).where(Staff.id == staff_id))
    return staff if staff is not None and _meet(viewer, Viewer.of(staff)) else None


def _meet(one: Viewer, other: Viewer) -> bool:
    """Whether there could be a case that both answer for."""
    programs = not one.programs or not other.programs or one.programs & other.programs
    branches = None in (one.branch_id, other.branch_id) or one.branch_id == other.branch_id
    return may(one, Act.WRITE) and may(other, Act.WRITE) and branches and bool(programs)


def _looks_after(viewer: Viewer, staff: Staff) -> bool:
    if staff.id == viewer.staff_id:
        return True
    return (
        may(viewer, Act.SET_UP)
        and may(Viewer.of(staff), Act.WRITE)
        and viewer.branch_id in (None, staff.branch_id)
        and (not viewer.programs or (bool(staff.programs) and viewer.programs >= {*staff.programs}))
    )


def _check(today: date, first_day: date, last_day: date) -> None:
    for wrong, why in (
        (last_day < first_day, BACKWARDS),
        (last_day < today, PAST),
        (last_day - first_day > LONGEST, TOO_LONG),
    ):
        if wrong:
            raise AbsenceError(why)


def _entered(unit: Unit, **said: object) -> Absence:
    return unit.session.scalars(
        select(Absence).filter_by(**said).where(Absence.ended_at.is_(None))
    ).one()


def _changed(unit: Unit, agency_id: UUID) -> None:
    for topic in ("inbox", "tasks"):
        unit.touch(agency_id, topic)


def _lasting(now: datetime, *, or_to_come: bool = False) -> Select[Absence]:
    """Those that can last today somewhere on earth, with their agency."""
    day = now.date()
    still: list[ColumnElement[bool]] = [
        Absence.ended_at.is_(None), Absence.last_day >= day - ONE_DAY
    ]  # fmt: skip
    if not or_to_come:
        still.append(Absence.first_day <= day + ONE_DAY)
    return select(Absence).join(Agency, Agency.id == Absence.agency_id).where(*still)


def _is_on(absence: Absence, zone: str, now: datetime) -> bool:
    return absence.first_day <= _today(zone, now) <= absence.last_day


def _today(zone: str, now: datetime) -> date:
    return now.astimezone(ZoneInfo(zone)).date()
