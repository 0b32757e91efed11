"""Whether a day of a series goes by itself, once its list is whole.

Who confirmed the series said to how many; whatever has become another matter since waits for a
person (docs/decisions/0027-what-repeats-is-confirmed-once.md).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from campaigns.models.send import Send, SendState
from campaigns.models.series import SendSeries
from campaigns.sends.numbers import may_confirm, to_go
from messaging.directory import audit
from messaging.directory.access import Act, Viewer, may
from messaging.models.agency import Agency
from messaging.models.staff import Staff
from messaging.platform.events import FactType
from messaging.platform.lanes import Lane
from messaging.platform.unit_of_work import Unit

LATE = timedelta(hours=4)
"""So long after its hour a day of a series is left out: nobody looked at whether it still fits, and
the evening is near."""
GROWN = 1.5
"""Times what was confirmed: above it a person looks first."""


class Held(StrEnum):
    """Why a day of a series did not go by itself."""

    GROWN = "list_grown"
    TOO_MANY = "more_than_its_confirmer_may"
    LEFT = "author_has_left_or_may_no_more"
    # These have no list that a person could still let go.
    MISSED = "nobody_ran_at_that_hour"
    WORDING = "wording_does_not_pass"
    STOPPED = "series_stopped_meanwhile"
    UNCONFIRMED = "nobody_confirmed_it"
    NOBODY = "nobody_on_the_list"


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the decision hangs on."""

    number: int
    confirmed: int
    late: bool
    people_stay: bool
    """Whether author and confirmer still may what they might."""
    may_say_so: bool
    """Whether the confirmer may confirm that many."""


_WAITS: Sequence[tuple[Held, Callable[[Facts], bool]]] = (
    (Held.MISSED, lambda one: one.late),
    (Held.LEFT, lambda one: not one.people_stay),
    (Held.NOBODY, lambda one: one.number == 0),
    (Held.GROWN, lambda one: one.number > one.confirmed * GROWN),
    (Held.TOO_MANY, lambda one: not one.may_say_so),
)
OVER: Mapping[Held, SendState] = MappingProxyType(
    {
        Held.MISSED: SendState.CANCELLED,
        Held.WORDING: SendState.CANCELLED,
        Held.NOBODY: SendState.DONE,
    }
)
"""What those end as of which nothing waits for a person."""


def why_not(facts: Facts) -> Held | None:
    """None: it goes."""
    return next((why for why, such in _WAITS if such(facts)), None)


def decide(unit: Unit, send: Send) -> None:
    """For a day of a series whose list has just become whole; in the very transaction that made it
    so, or a worker that dies could leave it undecided."""
    series = unit.session.get_one(SendSeries, send.series_id)
    number = to_go(unit.session, send)
    confirmer = _viewer(unit.session, series.confirmed_by_id)
    facts = Facts(
        number,
        series.number or 0,
        is_late(unit.now, _due_at(unit.session, series, send)),
        stay(unit.session, series),
        confirmer is not None and may_confirm(confirmer, number),
    )
    why = why_not(facts)
    if why is None:
        send.state, send.number = SendState.RUNNING, number
        send.confirmed_at = series.confirmed_at
        send.confirmed_by = confirmer.actor if confirmer else None
        audit.note(
            unit, send.agency_id, "system", "series.occurred", "send", send.id, number=number
        )
        unit.ring(Lane.JOURNEYS)
    else:
        hold(unit, send, why)


def hold(unit: Unit, send: Send, why: Held) -> None:
    """It does not go by itself. A task tells people, unless there is nobody to be told anything."""
    send.reason = why.value
    if why in OVER:
        end(unit, send, OVER[why])
    if why is not Held.NOBODY:
        unit.record(FactType.SERIES_HELD, send.agency_id, subject_id=send.id, why=why.value)
    unit.touch(send.agency_id, "sends")


def end(unit: Unit, send: Send, state: SendState) -> None:
    send.state, send.number, send.ended_at = state, send.number or 0, unit.now


def settled(unit: Unit, send: Send) -> None:
    """A person has said what becomes of it: nobody else needs to."""
    if send.reason is not None:
        unit.record(FactType.SERIES_SETTLED, send.agency_id, subject_id=send.id)


def stay(session: Session, series: SendSeries) -> bool:
    """Whether author and confirmer are there, may send, and the author still looks from where the
    list was confirmed."""
    author = _viewer(session, series.author_id)
    confirmer = _viewer(session, series.confirmed_by_id)
    return (
        author is not None
        and author.branch_id == series.branch_id
        and confirmer is not None
        and all(may(one, Act.WRITE) for one in (author, confirmer))
    )


def _due_at(session: Session, series: SendSeries, send: Send) -> datetime:
    zone = ZoneInfo(session.get_one(Agency, series.agency_id).time_zone)
    return series.rhythm.at(send.occurs_on, zone) if send.occurs_on else send.created_at


def is_late(now: datetime, due: datetime) -> bool:
    return now - due > LATE


def _viewer(session: Session, staff_id: UUID | None) -> Viewer | None:
    staff = session.get(Staff, staff_id) if staff_id else None
    return Viewer.of(staff) if staff and staff.active else None
