"""The types of event, each with what it must carry (CONTRACT, "Agency events")."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import ClassVar

from pydantic import Field

from campaigns.incoming.fields import Day, ExternalId, Incoming, Moment, Note, Place
from campaigns.incoming.people import CaseIn, PartyIn
from templates.fields import FieldValue

OWN_TYPE = re.compile(r"x\.[a-z0-9_]+(\.[a-z0-9_]+)*")
"""An agency's own types."""
MOST_SEATS = 50
"""That one time can have."""


@dataclass(frozen=True, slots=True, repr=False)
class About:
    """The thing an event is about, with its date and what may be said of it."""

    subject: str
    anchor: date | datetime | None = None
    """From which steps are counted; None when the event gives no date."""
    values: Mapping[str, FieldValue] = field(default_factory=dict)


class PeopleIn(Incoming):
    """Who an event concerns."""

    case: CaseIn
    party: PartyIn


class AgencyEventIn(Incoming):
    """One event as it came in, checked."""

    type: str
    timestamp: Moment
    data: Incoming

    gives: ClassVar[frozenset[str]] = frozenset()
    """The template fields it can fill in."""
    dated: ClassVar[bool] = False
    """Whether it always gives the date that steps are counted from."""

    @property
    def people(self) -> PeopleIn | None:
        return self.data if isinstance(self.data, PeopleIn) else None

    @property
    def about(self) -> About | None:
        return None


# Appointments


class AppointmentIn(Incoming):
    id: ExternalId
    kind: Note | None = None


class AppointmentAt(AppointmentIn):
    starts_at: Moment
    place: Place


class AppointmentMissedIn(AppointmentIn):
    place: Place | None = None
    slots: tuple[Moment, ...] = Field((), max_length=2)
    """Two new times that may be offered."""
    seats: int = Field(1, ge=1, le=MOST_SEATS)
    """How many parents can come at each of them."""


class AppointmentAtData(PeopleIn):
    appointment: AppointmentAt


class AppointmentData(PeopleIn):
    appointment: AppointmentIn


class AppointmentMissedData(PeopleIn):
    appointment: AppointmentMissedIn


class AppointmentSet(AgencyEventIn):
    """It was made, or moved to another time."""

    data: AppointmentAtData
    gives = frozenset({"appointment_at", "appointment_place"})
    dated = True

    @property
    def about(self) -> About:
        one = self.data.appointment
        return About(
            f"appointment:{one.id}",
            one.starts_at,
            {"appointment_at": one.starts_at, "appointment_place": one.place},
        )


class AppointmentOver(AgencyEventIn):
    """It was cancelled, or kept."""

    data: AppointmentData

    @property
    def about(self) -> About:
        return About(f"appointment:{self.data.appointment.id}")


class AppointmentMissed(AgencyEventIn):
    """New times can only be offered where the event brings two and a place; the first of them is
    the date by which an answer helps."""

    data: AppointmentMissedData
    gives = frozenset({"slot_a", "slot_b", "appointment_place"})

    @property
    def about(self) -> About:
        one = self.data.appointment
        subject = f"appointment:{one.id}"
        if len(one.slots) < 2 or one.place is None:
            return About(subject)
        first, second = one.slots
        return About(
            subject,
            min(one.slots),
            {
                "slot_a": first,
                "slot_b": second,
                "slot_seats": one.seats,
                "appointment_place": one.place,
            },
        )


# Renewals


class RenewalIn(Incoming):
    id: ExternalId
    program: Note | None = None


class RenewalDueIn(RenewalIn):
    due_on: Day


class RenewalData(PeopleIn):
    renewal: RenewalIn


class RenewalDueData(PeopleIn):
    renewal: RenewalDueIn


class RenewalDue(AgencyEventIn):
    data: RenewalDueData
    gives = frozenset({"due_date"})
    dated = True

    @property
    def about(self) -> About:
        one = self.data.renewal
        return About(f"renewal:{one.id}", one.due_on, {"due_date": one.due_on})


class RenewalCompleted(AgencyEventIn):
    data: RenewalData

    @property
    def about(self) -> About:
        return About(f"renewal:{self.data.renewal.id}")


# Payments. Sums, payers and sources may come along; nothing of ours reads them.


class PaymentIn(Incoming):
    id: ExternalId


class PaymentDueIn(PaymentIn):
    due_on: Day


class PaymentPostedIn(PaymentIn):
    posted_on: Day


class PaymentData(PeopleIn):
    payment: PaymentIn


class PaymentDueData(PeopleIn):
    payment: PaymentDueIn


class PaymentPostedData(PeopleIn):
    payment: PaymentPostedIn


class PaymentDue(AgencyEventIn):
    data: PaymentDueData
    gives = frozenset({"due_date"})
    dated = True

    @property
    def about(self) -> About:
        one = self.data.payment
        return About(f"payment:{one.id}", one.due_on, {"due_date": one.due_on})


class PaymentPosted(AgencyEventIn):
    data: PaymentPostedData
    dated = True

    @property
    def about(self) -> About:
        return About(f"payment:{self.data.payment.id}", self.data.payment.posted_on)


class PaymentMissed(AgencyEventIn):
    data: PaymentData

    @property
    def about(self) -> About:
        return About(f"payment:{self.data.payment.id}")


# Cases, parties, and an agency's own events


class CaseEvent(AgencyEventIn):
    data: PeopleIn

    @property
    def about(self) -> About:
        return About(f"case:{self.data.case.number}")


class PartyUpdated(AgencyEventIn):
    data: PeopleIn


class OwnEvent(AgencyEventIn):
    """Kept as it came; its data may hold anything."""

    data: Incoming


EVENTS: Mapping[str, type[AgencyEventIn]] = MappingProxyType(
    {
        "appointment.scheduled": AppointmentSet,
        "appointment.rescheduled": AppointmentSet,
        "appointment.cancelled": AppointmentOver,
        "appointment.kept": AppointmentOver,
        "appointment.missed": AppointmentMissed,
        "renewal.due": RenewalDue,
        "renewal.completed": RenewalCompleted,
        "payment.due": PaymentDue,
        "payment.posted": PaymentPosted,
        "payment.missed": PaymentMissed,
        "case.opened": CaseEvent,
        "case.updated": CaseEvent,
        "case.closed": CaseEvent,
        "party.updated": PartyUpdated,
    }
)


def model_of(type_name: str) -> type[AgencyEventIn] | None:
    """The model of an event type; None for a type that does not exist."""
    if len(type_name) <= 60 and OWN_TYPE.fullmatch(type_name):
        return OwnEvent
    return EVENTS.get(type_name)
