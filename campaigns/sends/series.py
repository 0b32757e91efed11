"""What staff do with a message to many that repeats: set it up, see whom it would reach today,
confirm it, pause it, let it go on, end it. Who sees it sees what it sends (`acts.seen_by`)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from campaigns import in_view
from campaigns.in_view import made_in_view
from campaigns.models.send import Send, SendState
from campaigns.models.series import SendSeries, SeriesState
from campaigns.sends import making
from campaigns.sends.acts import CHANGED, KEPT, NOBODY, NOT_READY, TOO_MANY
from campaigns.sends.audience import span
from campaigns.sends.deciding import Held
from campaigns.sends.making import SendError, Wanted, by, words_of
from campaigns.sends.numbers import may_confirm, to_go
from campaigns.sends.rhythm import Rhythm
from messaging.directory import audit
from messaging.directory.access import Act, Viewer, require
from messaging.models.agency import Agency
from messaging.platform.database import insert_or_ignore
from messaging.platform.ids import new_id
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime

WAITS = timedelta(days=3)
"""How long a day of a series waits for a person: what it says is stale by then."""

NO_RHYTHM = "Choose a day, an hour, and a last day within a year."
NAMED_DAYS = "What repeats cannot be about named days: count them in days ahead."
ONE_PERSON = "A list of one person does not repeat."
EITHER = "Choose a time, or how it repeats, not both."
NO_DATE = "There is no such day any more until its last day."
NOT_SO = "It is not in a state for that any more. Look at it again."
REFUSALS = (
    NO_RHYTHM, NAMED_DAYS, ONE_PERSON, EITHER, NO_DATE, NOT_SO, NOT_READY, CHANGED, NOBODY, TOO_MANY
)  # fmt: skip
"""What a `SendError` says here, each in the catalogue of pages."""


def draft(
    unit: Unit, runtime: Runtime, viewer: Viewer, key: str, wanted: Wanted, rhythm: Rhythm
) -> SendSeries:
    """Set one up, with a list that shows whom it would reach today; nothing goes. `key` as in
    `making.make`. Raises `SendError` or `ForbiddenError`."""
    require(viewer, Act.WRITE)
    _check(unit, viewer, wanted, rhythm)
    series_id, said = new_id(), words_of(wanted)
    new = insert_or_ignore(
        unit.session,
        SendSeries,
        id=series_id,
        agency_id=viewer.agency_id,
        author_id=viewer.staff_id,
        branch_id=viewer.branch_id,
        made_by=by(viewer, key),
        audience=wanted.audience.stored(),
        template=wanted.template,
        said_sealed=SendSeries.said.seal(viewer.agency_id, said) if said else None,
        ways=[way.value for way in wanted.ways],
        every=rhythm.every,
        day=rhythm.day,
        hour=rhythm.hour,
        until=rhythm.until,
        state=SeriesState.DRAFT,
        created_at=unit.now,
    )
    if not new:
        return unit.session.scalars(
            select(SendSeries).where(
                SendSeries.agency_id == viewer.agency_id, SendSeries.made_by == by(viewer, key)
            )
        ).one()
    making.make(unit, runtime, viewer, key, wanted, series_id)
    return unit.session.get_one(SendSeries, series_id)


def confirm(unit: Unit, viewer: Viewer, series_id: UUID, number: int) -> SendSeries:
    """It is kept from its next day on; today its list holds `number`. Raises `SendError` or
    `NotFoundError`."""
    series = _locked(unit, viewer, series_id)
    shown = preview(unit.session, series)
    if shown is None or series.state is not SeriesState.DRAFT:
        raise SendError(NOT_READY)
    if shown.state is not SendState.READY or to_go(unit.session, shown) != number:
        raise SendError(CHANGED)
    if not number:
        raise SendError(NOBODY)
    if not may_confirm(viewer, number):
        raise SendError(TOO_MANY)
    if not _go_on(unit, series):
        raise SendError(NO_DATE)
    series.number, series.confirmed_at, series.confirmed_by_id = number, unit.now, viewer.staff_id
    unit.session.delete(shown)
    _noted(unit, viewer, "series.confirmed", series)
    return series


def pause(unit: Unit, viewer: Viewer, series_id: UUID) -> None:
    """Nothing more is made of it, and what is being listed just now goes no further."""
    series = _locked(unit, viewer, series_id)
    if series.state is not SeriesState.RUNNING:
        raise SendError(NOT_SO)
    _rest(unit, series, SeriesState.PAUSED)
    _noted(unit, viewer, "series.paused", series)


def resume(unit: Unit, viewer: Viewer, series_id: UUID) -> None:
    """From its next day on; the days it rested are not made up for."""
    series = _locked(unit, viewer, series_id)
    if series.state is not SeriesState.PAUSED:
        raise SendError(NOT_SO)
    if not _go_on(unit, series):
        raise SendError(NO_DATE)
    _noted(unit, viewer, "series.resumed", series)


def end(unit: Unit, viewer: Viewer, series_id: UUID) -> None:
    """For good. One that nobody confirmed is gone, with what it showed."""
    series = _locked(unit, viewer, series_id)
    if series.state is SeriesState.ENDED:
        raise SendError(NOT_SO)
    if series.state is SeriesState.DRAFT:
        _forget(unit, [series.id])
        unit.session.expunge(series)
        return
    _rest(unit, series, SeriesState.ENDED)
    series.ended_at = unit.now
    _noted(unit, viewer, "series.ended", series)


def find(session: Session, viewer: Viewer, series_id: UUID) -> SendSeries:
    """Raises `NotFoundError`."""
    return in_view.find(session, SendSeries, series_id, made_in_view(SendSeries, viewer))


def preview(session: Session, series: SendSeries) -> Send | None:
    """The list that shows whom it would reach; None once it is confirmed."""
    return session.scalar(
        select(Send).where(
            Send.agency_id == series.agency_id,
            Send.series_id == series.id,
            Send.occurs_on.is_(None),
        )
    )


def occurrences(session: Session, series: SendSeries, limit: int) -> Sequence[Send]:
    """The last days it came to."""
    return session.scalars(
        select(Send)
        .where(
            Send.agency_id == series.agency_id,
            Send.series_id == series.id,
            Send.occurs_on.is_not(None),
        )
        .order_by(Send.occurs_on.desc())
        .limit(limit)
    ).all()


def coming(session: Session, series: SendSeries, now: datetime, most: int) -> list[date]:
    """The days that are still to come."""
    return list(islice(series.rhythm.coming(now, zone_of(session, series)), most))


def zone_of(session: Session, series: SendSeries) -> ZoneInfo:
    return ZoneInfo(session.get_one(Agency, series.agency_id).time_zone)


def forget_old(unit: Unit) -> int:
    """Of every agency: those that nobody confirmed are gone, and days that waited for a person too
    long are over. Returns how many."""
    stale = unit.session.scalars(
        select(SendSeries.id).where(
            SendSeries.state == SeriesState.DRAFT, SendSeries.created_at < unit.now - KEPT
        )
    ).all()
    _forget(unit, stale)
    waited = (
        update(Send)
        .where(
            Send.state == SendState.READY,
            Send.occurs_on.is_not(None),
            Send.created_at < unit.now - WAITS,
        )
        .values(state=SendState.CANCELLED, reason=Held.UNCONFIRMED.value, ended_at=unit.now)
        .returning(Send.id)
    )
    gone = unit.session.execute(waited, execution_options={"synchronize_session": False}).all()
    return len(stale) + len(gone)


def _forget(unit: Unit, ids: Sequence[UUID]) -> None:
    unit.session.execute(delete(Send).where(Send.series_id.in_(ids)))
    unit.session.execute(delete(SendSeries).where(SendSeries.id.in_(ids)))


def _check(unit: Unit, viewer: Viewer, wanted: Wanted, rhythm: Rhythm) -> None:
    asks = wanted.audience
    if wanted.starts_at is not None:
        raise SendError(EITHER)
    if asks.thread_id is not None:
        raise SendError(ONE_PERSON)
    if asks.first is not None or asks.last is not None or any(map(span, asks.own.values())):
        raise SendError(NAMED_DAYS)
    zone = ZoneInfo(unit.session.get_one(Agency, viewer.agency_id).time_zone)
    if not rhythm.fits(unit.now.astimezone(zone).date()):
        raise SendError(NO_RHYTHM)
    if next(rhythm.coming(unit.now, zone), None) is None:
        raise SendError(NO_DATE)


def _go_on(unit: Unit, series: SendSeries) -> bool:
    zone = zone_of(unit.session, series)
    day = next(series.rhythm.coming(unit.now, zone), None)
    if day is None:
        return False
    series.state = SeriesState.RUNNING
    series.next_on, series.next_at = day, series.rhythm.at(day, zone)
    return True


def _rest(unit: Unit, series: SendSeries, state: SeriesState) -> None:
    series.state, series.next_on, series.next_at = state, None, None
    unit.session.execute(
        update(Send)
        .where(
            Send.agency_id == series.agency_id,
            Send.series_id == series.id,
            Send.state == SendState.LISTING,
        )
        .values(state=SendState.CANCELLED, reason=Held.STOPPED.value, ended_at=unit.now)
        .execution_options(synchronize_session=False)
    )


def _locked(unit: Unit, viewer: Viewer, series_id: UUID) -> SendSeries:
    seen = made_in_view(SendSeries, viewer)
    return in_view.locked(unit, viewer, Act.WRITE, SendSeries, series_id, seen)


def _noted(unit: Unit, viewer: Viewer, action: str, series: SendSeries) -> None:
    audit.note(
        unit, series.agency_id, viewer.actor, action, "series", series.id, number=series.number
    )
    unit.touch(series.agency_id, "sends")
