"""The days ahead: who comes when, how each appointment stands, which times are still offered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from sqlalchemy.orm import Session

from campaigns import appointments
from campaigns.appointments import Appointment, Days, Place, Stand
from campaigns.models.enrollment import Enrollment
from campaigns.offers import Offer, offered
from campaigns.schedule import local_time
from messaging.directory.absences import covered_by
from messaging.directory.audit import note
from messaging.directory.colleagues import offices
from messaging.models.agency import Branch
from messaging.platform.ids import new_id
from web.catalogue import N_
from web.dependencies import RuntimeDep
from web.rendering import html
from web.staff.appointment_rows import Row, row
from web.staff.choosing import FEW, ChoiceError, Choices, Of, choices, label, meant
from web.staff.inbox_list import counts
from web.staff.sends.form import REMINDER
from web.staff.sessions import SignedIn, TaskReaderDep
from web.staff.sieve import Filter
from web.tally import tally
from web.voice import Voice

router = APIRouter(prefix="/appointments")

PAGE = 50
STRIP = 7
"""Days that stand side by side, from the chosen one's week on."""
FARTHEST = timedelta(days=3_650)
SOON = timedelta(days=60)
"""So far ahead the next one is looked for."""


@dataclass(frozen=True, slots=True, repr=False)
class Day:
    iso: str
    name: str
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Tab:
    iso: str
    name: str
    number: int
    """A `web.tally` of those that can be reminded of."""


@dataclass(frozen=True, slots=True)
class Offered:
    moment: str
    exact: str
    iso: str
    place: str
    left: str


@dataclass(frozen=True, slots=True)
class Asked:
    """As the address of the page says it."""

    day: date
    week: bool
    whose: Filter
    branch_id: UUID | None

    def query(self, **others: str) -> str:
        """The same, but for some of it."""
        own = {"day": self.day.isoformat(), "in": self.whose.value}
        own |= {"span": "week"} if self.week else {}
        own |= {"branch": str(self.branch_id)} if self.branch_id else {}
        return urlencode({name: word for name, word in (own | others).items() if word})


@router.get("")
def days_ahead(
    runtime: RuntimeDep,
    person: TaskReaderDep,
    day: str = "",
    span: str = "",
    whose: Annotated[Filter, Query(alias="in")] = Filter.BRANCH,
    branch: Annotated[str, Query(max_length=200)] = "",
    after: str = "",
) -> HTMLResponse:
    viewer, voice = person.viewer, person.voice
    with runtime.unit() as unit:
        session = unit.session
        branches, chosen, problem = _branches(session, person, branch)
        asked = Asked(
            _day(day, voice),
            span == "week",
            whose,
            chosen.id if chosen else None,
        )
        note(
            unit, viewer.agency_id, viewer.actor, "appointments.listed", "appointments", None,
            day=asked.day.isoformat(), filter=whose.value,
        )  # fmt: skip
        stretch = _stretch(session, person, asked, STRIP if asked.week else 1)
        found = appointments.listed(session, viewer, stretch, after=_place(after), limit=PAGE + 1)
        shown = found[:PAGE]
        stands = appointments.stands(session, viewer.agency_id, shown)
        still = max(stretch.first, voice.now)
        offers = offered(session, viewer, still, stretch.end, asked.branch_id)
        return html(
            "staff/appointments.html",
            voice.language,
            person=person,
            counts=counts(session, viewer, voice.now),
            place="appointments",
            asked=asked,
            tabs=_tabs(session, person, asked),
            days=_days(shown, stands, voice),
            offers=[_offer(one, voice) for one in offers],
            before=(asked.day - timedelta(days=STRIP)).isoformat(),
            behind=(asked.day + timedelta(days=STRIP)).isoformat(),
            today=_today(voice).isoformat(),
            further=_word(shown[-1].place) if len(found) > PAGE else "",
            begun=_place(after) is not None,
            branches=branches,
            branch=label(chosen, branches) if chosen and branches else branch,
            problem=voice.say(problem),
            key=new_id(),
            reminder=REMINDER,
            ahead=asked.day >= _today(voice),
            next_day=None if shown else _next_day(session, person, stretch),
        )


def _branches(
    session: Session, person: SignedIn, written: str
) -> tuple[Choices | None, Branch | None, str]:
    """Those among which somebody may choose, the one that is meant, and why there is none."""
    viewer = person.viewer
    if viewer.branch_id is not None:
        return None, None, ""
    among = choices(session.scalars(offices(viewer).limit(FEW + 1)).all(), Of.OFFICES)
    if not written.strip():
        return among, None, ""
    try:
        meant_id = meant(session, viewer, Of.OFFICES, written)
    except ChoiceError as error:
        return among, None, str(error)
    return among, session.scalar(offices(viewer).where(Branch.id == meant_id)), ""


def _day(written: str, voice: Voice) -> date:
    """Today, where it is no day, or one too far from here."""
    today = _today(voice)
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return today
    return day if abs(day - today) < FARTHEST else today


def _today(voice: Voice) -> date:
    return voice.now.astimezone(ZoneInfo(voice.zone)).date()


def _stretch(session: Session, person: SignedIn, asked: Asked, number: int) -> Days:
    """So many days from the chosen one on."""
    viewer, zone = person.viewer, ZoneInfo(person.voice.zone)
    mine = None
    if asked.whose is Filter.MINE:
        mine = frozenset({viewer.staff_id, *covered_by(session, viewer, person.voice.now)})
    return Days(
        local_time(asked.day, time(0), zone),
        local_time(asked.day + timedelta(days=number), time(0), zone),
        asked.branch_id,
        mine,
    )


def _next_day(session: Session, person: SignedIn, stretch: Days) -> Tab | None:
    """The first after those shown on which somebody comes."""
    later = replace(stretch, first=stretch.end, end=stretch.end + SOON)
    query = appointments.matching(person.viewer, later).where(appointments.coming())
    first = query.order_by(Enrollment.anchor_at).limit(1).with_only_columns(Enrollment.anchor_at)
    at = session.scalar(first)
    if at is None:
        return None
    day = at.astimezone(ZoneInfo(person.voice.zone)).date()
    return Tab(day.isoformat(), _named(day, person.voice), 1)


def _tabs(session: Session, person: SignedIn, asked: Asked) -> Sequence[Tab]:
    """A week from today on, or from the chosen day on where that is not in it."""
    voice, today = person.voice, _today(person.voice)
    first = today if today <= asked.day < today + timedelta(days=STRIP) else asked.day
    tabs = []
    for number in range(STRIP):
        one = Asked(first + timedelta(days=number), False, asked.whose, asked.branch_id)
        query = appointments.matching(person.viewer, _stretch(session, person, one, 1))
        count = tally(session, query.where(appointments.coming()).with_only_columns(Enrollment.id))
        tabs.append(Tab(one.day.isoformat(), _named(one.day, voice), count))
    return tabs


def _named(day: date, voice: Voice) -> str:
    return voice.day(datetime.combine(day, time(12), ZoneInfo(voice.zone)))


def _days(
    shown: Sequence[Appointment], stands: Mapping[UUID, Stand], voice: Voice
) -> Sequence[Day]:
    zone = ZoneInfo(voice.zone)
    by_day: dict[date, list[Row]] = {}
    for one in shown:
        day = one.enrollment.anchor_at.astimezone(zone).date()
        by_day.setdefault(day, []).append(row(one, stands[one.enrollment.id], voice))
    return [
        Day(day.isoformat(), f"{_named(day, voice)} · {voice.on(day)}", rows)
        for day, rows in by_day.items()
    ]


def _offer(one: Offer, voice: Voice) -> Offered:
    at = one.slot.starts_at
    left = (
        voice.count("%(number)s seat left", "%(number)s seats left", one.left)
        if one.left
        else voice.say(N_("No seat left"))
    )
    return Offered(voice.moment(at), voice.exact(at), at.isoformat(), one.slot.place, left)


def _word(place: Place) -> str:
    at, enrollment_id = place
    return f"{at.astimezone(UTC).isoformat()},{enrollment_id}"


def _place(word: str) -> Place | None:
    """From the first, where it names no place."""
    at, _, enrollment_id = word.partition(",")
    try:
        moment = datetime.fromisoformat(at)
        return (moment.replace(tzinfo=moment.tzinfo or UTC), UUID(enrollment_id))
    except ValueError:
        return None
