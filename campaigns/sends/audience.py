"""Who is on a list: what staff asked for, within what they may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, tuple_
from sqlalchemy.orm import Session

from campaigns.loading import load_campaigns
from campaigns.models.enrollment import Enrollment, EnrollmentState
from campaigns.schedule import local_time
from messaging.directory.access import Viewer, in_view
from messaging.directory.own_fields import MOST_FIELDS, Fields
from messaging.models.case import Case, Party, PartyRole
from messaging.models.own_field import FieldKind, OwnField, OwnValue
from messaging.models.person import Person
from messaging.models.thread import Thread

MOST_PROGRAMS = 30
FARTHEST_DAYS = 365
ANSWERED_WITHIN = timedelta(days=30)
"""How far back an answer counts where the list is about no date."""


class About(StrEnum):
    """What the people on a list have before them."""

    APPOINTMENT = "appointment"
    RENEWAL = "renewal"
    PAYMENT = "payment"


Rows = Select[*tuple[Any, ...]]

STARTED_BY: Mapping[About, str] = MappingProxyType(
    {
        About.APPOINTMENT: "appointment.scheduled",
        About.RENEWAL: "renewal.due",
        About.PAYMENT: "payment.due",
    }
)
"""The event that tells us of one: campaigns that start on it keep its date."""


OwnKey = Annotated[str, Field(max_length=40)]
OwnAsked = Annotated[str, Field(max_length=40)]
Own = Annotated[dict[OwnKey, OwnAsked], Field(max_length=MOST_FIELDS)]
DaysAhead = Annotated[int, Field(ge=0, le=FARTHEST_DAYS)]


class Audience(BaseModel):
    """Empty means any. Days are the agency's."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    thread_id: UUID | None = None
    """To this one alone."""
    branch_id: UUID | None = None
    program: str = ""
    role: PartyRole | None = None
    language: str = ""
    about: About | None = None
    first: date | None = None
    last: date | None = None
    """The days on which that is."""
    first_in: DaysAhead | None = None
    last_in: DaysAhead | None = None
    """Or counted in days from today, on whichever day the list is made: 0 is today."""
    own: Own = {}
    """By the key of a field of the agency's own: the word that is known, or of a day
    `2026-03-01/2026-03-31`, where either end may be left open."""
    answered: bool | None = None
    """Whether they wrote since they were told of it; about nothing, in the last thirty days."""

    @property
    def fits(self) -> bool:
        """Whether its days say one thing, and something."""
        counted = self.first_in is not None or self.last_in is not None
        named = self.first is not None or self.last is not None
        if (counted and named) or ((counted or named) and self.about is None):
            return False
        if self.first_in is not None and self.last_in is not None:
            return self.first_in <= self.last_in
        return self.first is None or self.last is None or self.first <= self.last

    def on(self, today: date) -> "Audience":
        """The same with the days named that are counted from `today`."""
        named = {
            day: today + timedelta(days=ahead)
            for day, ahead in (("first", self.first_in), ("last", self.last_in))
            if ahead is not None
        }
        if not named:
            return self
        return self.model_copy(update={"first_in": None, "last_in": None, **named})

    def asks_of(self, fields: Fields) -> bool:
        """Whether those fields are in use, and can hold what is asked for."""
        return all(
            (field := fields.get(key)) is not None
            and not field.rests
            and (span(word) is not None if field.kind is FieldKind.DATE else word in field.words)
            for key, word in self.own.items()
        )

    def stored(self) -> dict[str, Any]:
        return self.model_dump(
            mode="json", exclude_none=True, exclude=None if self.own else {"own"}
        )


Span = tuple[date | None, date | None]


def span(asked: str) -> Span | None:
    """The first and the last day of `2026-03-01/2026-03-31`; None where it is no such thing."""
    first, slash, last = asked.partition("/")
    try:
        days = [date.fromisoformat(one) if one else None for one in (first, last)]
    except ValueError:
        return None
    if not slash or days == [None, None]:
        return None
    return (days[0], days[1]) if not all(days) or first <= last else None


_EARLY: Mapping[About, timedelta] = MappingProxyType(
    {
        About.APPOINTMENT: timedelta(0),
        # A day begins at the parent's own midnight, which is near the agency's, before or after it.
        About.RENEWAL: timedelta(hours=12),
        About.PAYMENT: timedelta(hours=12),
    }
)


@dataclass(frozen=True, slots=True)
class Listed:
    """One party that the list takes in, with what they are written to about."""

    party: Party
    person: Person
    thread: Thread
    enrollment: Enrollment | None

    @property
    def place(self) -> str:
        """Where they stand in the order of the list."""
        return f"{self.party.id},{self.enrollment.id}" if self.enrollment else str(self.party.id)


def campaigns_about(about: About) -> tuple[str, ...]:
    return tuple(key for key, one in load_campaigns().items() if STARTED_BY[about] in one.starts_on)


def listed(
    session: Session,
    viewer: Viewer,
    audience: Audience,
    zone: ZoneInfo,
    now: datetime,
    *,
    after: str | None,
    limit: int,
) -> list[Listed]:
    """Some of those on the list, in the order of their ids, from behind `after` on."""
    about = audience.about is not None
    order = (Party.id, Enrollment.id) if about else (Party.id,)
    query = _matching(viewer, audience, zone, now).order_by(*order).limit(limit)
    if after is not None:
        behind = tuple(UUID(part) for part in after.split(","))
        query = query.where(tuple_(*order) > tuple_(*behind) if about else Party.id > behind[0])
    return [
        Listed(row.Party, row.Person, row.Thread, row.Enrollment if about else None)
        for row in session.execute(query)
    ]


def per_day(
    session: Session, viewer: Viewer, about: About, zone: ZoneInfo, now: datetime, days: int
) -> list[tuple[date, int]]:
    """How many of it are on each of the coming days, from today on; days without one left out."""
    today = now.astimezone(zone).date()
    span = Audience(about=about, first=today, last=today + timedelta(days=days - 1))
    rows = session.execute(
        _matching(viewer, span, zone, now).with_only_columns(
            Party.person_id, Enrollment.subject, Enrollment.anchor_at
        )
    )
    once = {(row.person_id, row.subject): row.anchor_at for row in rows}
    counts: dict[date, int] = {}
    for anchor_at in once.values():
        day = (anchor_at + _EARLY[about]).astimezone(zone).date()
        counts[day] = counts.get(day, 0) + 1
    return sorted(counts.items())


def programs(session: Session, viewer: Viewer) -> list[str]:
    """Those of the cases in view, found one by one through an index."""
    found: list[str] = []
    while len(found) < MOST_PROGRAMS:
        query = select(func.min(Case.program)).where(in_view(Case, viewer))
        following = session.scalar(query.where(Case.program > found[-1]) if found else query)
        if following is None:
            break
        found.append(following)
    return found


def _matching(
    viewer: Viewer, audience: Audience, zone: ZoneInfo, now: datetime
) -> Select[*tuple[Any, ...]]:
    query: Select[*tuple[Any, ...]] = (
        select(Party, Person, Thread)
        .join(Case, Case.id == Party.case_id)
        .join(Person, Person.id == Party.person_id)
        .join(Thread, and_(Thread.agency_id == Party.agency_id, Thread.party_id == Party.id))
        .where(in_view(Party, viewer), Case.closed_at.is_(None))
    )
    wanted: tuple[tuple[object, ColumnElement[bool]], ...] = (
        (audience.thread_id, Thread.id == audience.thread_id),
        (audience.branch_id, Case.branch_id == audience.branch_id),
        (audience.program, Case.program == audience.program),
        (audience.role, Party.role == audience.role),
        (audience.language, Person.language == audience.language),
    )
    query = query.where(*(condition for given, condition in wanted if given))
    query = query.where(*(_knows(viewer, key, word) for key, word in audience.own.items()))
    since: Any = now - ANSWERED_WITHIN
    if audience.about is not None:
        query = query.add_columns(Enrollment).join(
            Enrollment,
            and_(Enrollment.agency_id == Party.agency_id, Enrollment.party_id == Party.id),
        )
        query = query.where(*_about(audience, audience.about, zone, now))
        since = Enrollment.created_at
    if audience.answered is not None:
        wrote = Thread.last_inbound_at >= since
        query = query.where(
            wrote if audience.answered else or_(Thread.last_inbound_at.is_(None), ~wrote)
        )
    return query


def _knows(viewer: Viewer, key: str, asked: str) -> ColumnElement[bool]:
    """That this is known of a party in a field of the agency's own."""
    days = span(asked)
    first, last = days or (None, None)
    known = [
        OwnValue.agency_id == viewer.agency_id,
        OwnValue.party_id == Party.id,
        OwnValue.field_id == OwnField.id,
        OwnField.agency_id == viewer.agency_id,
        OwnField.key == key,
    ]
    if days is None:
        known.append(OwnValue.word == asked)
    if first is not None:
        known.append(OwnValue.day >= first)
    if last is not None:
        known.append(OwnValue.day <= last)
    return exists().where(*known)


def _about(
    audience: Audience, about: About, zone: ZoneInfo, now: datetime
) -> list[ColumnElement[bool]]:
    """What is over can be reminded of no more."""
    early = _EARLY[about]
    today = _midnight(now.astimezone(zone).date(), zone) - early
    conditions = [
        Enrollment.campaign.in_(campaigns_about(about)),
        Enrollment.subject.startswith(f"{about.value}:"),
        Enrollment.state != EnrollmentState.STOPPED,
        Enrollment.anchor_at >= (now if about is About.APPOINTMENT else today),
    ]
    if audience.first is not None:
        conditions.append(Enrollment.anchor_at >= _midnight(audience.first, zone) - early)
    if audience.last is not None:
        end = _midnight(audience.last + timedelta(days=1), zone) - early
        conditions.append(Enrollment.anchor_at < end)
    return conditions


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return local_time(day, time(0), zone)
