"""A day of appointments: who comes when, how each stands, and which offered times are left."""

from datetime import UTC, datetime, timedelta
from typing import Any

from campaigns import appointments, offers
from campaigns.appointments import Days, Standing
from campaigns.reactions import on_answer
from campaigns.steps import drain
from messaging.directory.access import Viewer
from messaging.models.message import Message, MessageStatus
from messaging.platform.events import FactType
from messaging.runtime import Runtime
from tests.campaigns.replying import react, write_back
from tests.campaigns.telling import CONSENT, sent_out, tell
from tests.support.people import Office, add_branch, add_staff

DAY = datetime(2026, 3, 20, 5, tzinfo=UTC)
FRIDAY = Days(DAY, DAY + timedelta(days=1))
NAMES = {
    1: Standing.SILENT, 2: Standing.WANTS_A_CALL, 3: Standing.WROTE, 4: Standing.CANCELLED,
    5: Standing.UNREACHED, 6: Standing.SILENT, 7: Standing.UNTOLD,
}  # fmt: skip


def phone(number: int) -> str:
    return f"+1312555016{number}"


def say(runtime: Runtime, office: Office, type_name: str, number: int, **more: Any) -> None:
    contact = {"kind": "sms", "address": phone(number), "consent": CONSENT}
    tell(
        runtime, office, type_name, id=f"A-{number}", case={"number": f"CS-3{number}"},
        party={"external_id": f"P-3{number}", "contacts": [contact] if number != 5 else []}, **more,
    )  # fmt: skip


def test_each_appointment_of_a_day_stands_as_what_is_known_of_it(
    runtime: Runtime, office: Office
) -> None:
    for number in NAMES:
        starts_at = f"2026-03-20T{7 + number:02}:00:00-05:00"
        if number == 6:  # it was to be on another day
            say(runtime, office, "appointment.scheduled", 6, starts_at="2026-03-19T09:00:00-05:00")
            drain(runtime)
            say(runtime, office, "appointment.rescheduled", 6, starts_at=starts_at)
        else:
            say(runtime, office, "appointment.scheduled", number, starts_at=starts_at)
        if number != 7:
            drain(runtime)
    with runtime.unit() as unit:
        for row in sent_out(runtime):
            if row.status is MessageStatus.QUEUED:
                unit.session.get_one(Message, row.id).status = MessageStatus.DELIVERED
    write_back(runtime, office, "C", phone(2))
    react(runtime, on_answer, FactType.ANSWER_GIVEN)
    write_back(runtime, office, "Is there parking?", phone(3))
    say(runtime, office, "appointment.cancelled", 4)

    with runtime.unit() as unit:
        near = Viewer.of(add_staff(unit, office.agency, office.branch))
        far = Viewer.of(add_staff(unit, office.agency, add_branch(unit, office.agency, "south")))
    with runtime.reading() as session:
        first = appointments.listed(session, near, FRIDAY, after=None, limit=4)
        rest = appointments.listed(session, near, FRIDAY, after=first[-1].place, limit=9)
        found = [*first, *rest]
        stands = appointments.stands(session, near.agency_id, found)
        assert {
            int(one.case.number[-1]): stands[one.enrollment.id].standing for one in found
        } == NAMES
        assert [one.case.number for one in found] == [f"CS-3{number}" for number in NAMES]
        assert [
            n for n, one in zip(NAMES, found, strict=True) if stands[one.enrollment.id].moved
        ] == [6]
        assert stands[found[4].enrollment.id].why is not None
        assert not appointments.listed(session, far, FRIDAY, after=None, limit=9)
        nobodys = Days(FRIDAY.first, FRIDAY.end, caseworkers=frozenset({near.staff_id}))
        assert not appointments.listed(session, near, nobodys, after=None, limit=9)


def test_offered_times_have_the_seats_that_nobody_took(runtime: Runtime, office: Office) -> None:
    slots = ["2026-03-12T10:00:00-05:00", "2026-03-13T14:00:00-05:00"]
    for number in (1, 2):
        say(runtime, office, "appointment.missed", number, place="10 Main St", slots=slots, seats=2)
        drain(runtime)
    write_back(runtime, office, "A", phone(1))
    react(runtime, on_answer, FactType.ANSWER_GIVEN)
    with runtime.unit() as unit:
        near = Viewer.of(add_staff(unit, office.agency, office.branch))
        far = Viewer.of(add_staff(unit, office.agency, add_branch(unit, office.agency, "south")))
    begin = datetime(2026, 3, 12, tzinfo=UTC)
    with runtime.reading() as session:
        found = offers.offered(session, near, begin, begin + timedelta(days=2))
        assert [(one.slot.starts_at.day, one.slot.place, one.left) for one in found] == [
            (12, "10 Main St", 1),
            (13, "10 Main St", 2),
        ]
        second = offers.offered(session, near, begin + timedelta(days=1), begin + timedelta(days=2))
        assert [one.slot.starts_at.day for one in second] == [13]
        assert not offers.offered(session, far, begin, begin + timedelta(days=2))
