"""Times that several parents are offered, and that only so many can have."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from campaigns.loading import load_campaigns
from campaigns.models.booking import SlotBooking
from campaigns.models.enrollment import Enrollment, EnrollmentState
from messaging.platform import bulk
from messaging.platform.bulk import among
from messaging.platform.ids import new_id
from messaging.platform.unit_of_work import Unit

MOVED = "appointment.rescheduled"
"""The event that a booked time stands for: what it starts is about the new date."""
ANSWERED = "answered"
"""Why an enrollment ends with an answer; every other reason is an event of the agency's."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One time at one place of one branch."""

    agency_id: UUID
    branch_id: UUID
    place: str
    starts_at: datetime
    seats: int = 1
    """How many can come then."""

    @property
    def key(self) -> str:
        """The same for the same place, however it is spaced or capitalised."""
        place = " ".join(self.place.casefold().split())
        moment = self.starts_at.astimezone(UTC).isoformat()
        return hashlib.sha256(f"{self.branch_id}|{moment}|{place}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Picked:
    """A parent's wish for a time."""

    party_id: UUID
    subject: str
    """The appointment it is for."""
    message_id: UUID
    """The message that says so: heard twice, it is one wish."""


def take(unit: Unit, slot: Slot, picked: Picked) -> bool:
    """Whether the party has it from now on (or had it before). Of those who want the last seat at
    the same instant the database lets one have it, and the others wait to hear that."""
    if _had_before(unit, slot, picked):
        return True
    return any(_sit(unit, slot, seat, picked) for seat in range(slot.seats))


def is_free(unit: Unit, slot: Slot) -> bool:
    """Whether there is a seat, as far as can be seen without asking for it."""
    taken = unit.session.scalars(
        select(SlotBooking).where(
            SlotBooking.agency_id == slot.agency_id,
            SlotBooking.slot == slot.key,
            SlotBooking.seat < slot.seats,
        )
    ).all()
    return len(taken) < slot.seats or any(_is_given_up(unit, row) for row in taken)


def seats_left(session: Session, slots: Collection[Slot]) -> Mapping[Slot, int]:
    """How many more can have each of these times, which are one agency's."""
    by_key = {slot.key: slot for slot in slots}
    taken = dict.fromkeys(by_key, 0)
    rows = session.execute(
        select(SlotBooking.slot, SlotBooking.seat).where(
            SlotBooking.agency_id.in_({slot.agency_id for slot in slots}),
            among(session, SlotBooking.slot, by_key),
            ~_given_up(),
        )
    )
    for key, seat in rows:
        taken[key] += seat < by_key[key].seats
    return {slot: slot.seats - taken[key] for key, slot in by_key.items()}


def _had_before(unit: Unit, slot: Slot, picked: Picked) -> bool:
    mine = select(SlotBooking.id).where(
        SlotBooking.agency_id == slot.agency_id,
        SlotBooking.slot == slot.key,
        SlotBooking.party_id == picked.party_id,
        SlotBooking.subject == picked.subject,
    )
    return unit.session.scalar(mine.limit(1)) is not None


def _sit(unit: Unit, slot: Slot, seat: int, picked: Picked) -> bool:
    row = bulk.made(
        SlotBooking,
        id=new_id(),
        agency_id=slot.agency_id,
        slot=slot.key,
        seat=seat,
        starts_at=slot.starts_at,
        party_id=picked.party_id,
        subject=picked.subject,
        message_id=picked.message_id,
        booked_at=unit.now,
    )
    if bulk.add_new(unit.session, [row], "agency_id", "slot", "seat"):
        return True
    held = unit.session.scalars(
        select(SlotBooking)
        .where(
            SlotBooking.agency_id == slot.agency_id,
            SlotBooking.slot == slot.key,
            SlotBooking.seat == seat,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if not _is_given_up(unit, held):
        return False
    held.party_id, held.subject = picked.party_id, picked.subject
    held.message_id, held.booked_at = picked.message_id, unit.now
    unit.session.flush()
    return True


def _is_given_up(unit: Unit, row: SlotBooking) -> bool:
    """Whether the agency has said since that whoever had it comes at another time, or not at all.
    Without its word the time is taken."""
    held = select(SlotBooking.id).where(SlotBooking.id == row.id, _given_up())
    return unit.session.scalar(held) is not None


def _given_up() -> ColumnElement[bool]:
    over = and_(
        Enrollment.state == EnrollmentState.STOPPED,
        Enrollment.ended_reason.is_distinct_from(ANSWERED),
    )
    return exists().where(
        Enrollment.agency_id == SlotBooking.agency_id,
        Enrollment.party_id == SlotBooking.party_id,
        Enrollment.subject == SlotBooking.subject,
        Enrollment.campaign.in_(about_dates()),
        or_(Enrollment.anchor_at != SlotBooking.starts_at, over),
    )


def about_dates() -> Collection[str]:
    """Campaigns whose enrollments know when an appointment is."""
    return [key for key, campaign in load_campaigns().items() if MOVED in campaign.starts_on]
