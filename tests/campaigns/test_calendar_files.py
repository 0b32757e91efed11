"""Emails about an appointment bring a calendar file that follows it wherever it moves."""

from email import message_from_bytes, policy

import pytest

from campaigns.reactions import on_answer, on_undelivered
from campaigns.steps import drain
from channels.email_message import build
from channels.values import ChannelKind
from messaging.models.contact_point import ContactPoint
from messaging.models.message import Message
from messaging.outbound.outgoing import outgoing
from messaging.platform.events import FactType
from messaging.platform.ids import new_id
from messaging.runtime import Runtime
from tests.campaigns.replying import react, write_back
from tests.campaigns.telling import EMAIL, EMAIL_CONTACT, SMS_CONTACT, sent_out, tell
from tests.support.calendars import event
from tests.support.clock import MONDAY_MORNING, MovableClock
from tests.support.people import Office

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

BOTH = [SMS_CONTACT, EMAIL_CONTACT]
EMAIL_ALONE = {"contacts": [EMAIL_CONTACT]}
SLOTS = ["2026-03-12T10:00:00-05:00", "2026-03-13T14:00:00-05:00"]


def mails(runtime: Runtime) -> list[Message]:
    return [m for m in sent_out(runtime) if m.channel is ChannelKind.EMAIL]


def test_it_follows_the_appointment_and_ends_with_it(
    runtime: Runtime, office: Office, clock: MovableClock
) -> None:
    for minute, told in enumerate(("scheduled", "rescheduled", "cancelled", "rescheduled")):
        day = {"starts_at": "2026-04-03T14:00:00-05:00"} if minute == 3 else {}
        tell(runtime, office, f"appointment.{told}", party=EMAIL_ALONE,
             at=f"2026-03-02T16:0{minute}:00Z", **day)  # fmt: skip
        drain(runtime)
        # The parent has had it: what is told next is about something they know of.
        with runtime.unit() as unit:
            for message in mails(runtime):
                row = unit.session.get_one(Message, message.id)
                row.status = type(row.status).DELIVERED
    events = [event(message.calendar) for message in mails(runtime)]
    assert len({found["UID"] for found in events}) == 1
    assert [found["SEQUENCE"] for found in events] == ["0", "2", "3", "4"]
    assert [found["STATUS"] for found in events] == [
        "CONFIRMED", "CONFIRMED", "CANCELLED", "CONFIRMED",
    ]  # fmt: skip
    assert [found["DTSTART"][4:8] for found in events] == ["0320", "0327", "0327", "0403"]


def test_a_picked_time_comes_with_the_file_of_the_same_appointment(
    runtime: Runtime, office: Office
) -> None:
    tell(runtime, office, "appointment.scheduled", starts_at="2026-03-02T15:00:00Z",
         at="2026-02-20T15:00:00Z", party=EMAIL_ALONE)  # fmt: skip
    tell(runtime, office, "appointment.missed", place="10 Main St", slots=SLOTS, party=EMAIL_ALONE)
    drain(runtime)
    react(runtime, on_undelivered, FactType.MESSAGE_REFUSED)
    [offer] = mails(runtime)
    back = outgoing(runtime, offer, office.agency, None, new_id(), MONDAY_MORNING).reply_to or ""
    write_back(runtime, office, "B", EMAIL, back)
    react(runtime, on_answer, FactType.ANSWER_GIVEN)
    booked = mails(runtime)[-1]
    assert (offer.calendar, booked.template_key) == ("", "appointment_booked")
    shown = event(booked.calendar)
    assert (shown["SEQUENCE"], shown["DTSTART"]) == ("2", "20260313T190000Z")
    assert shown["LOCATION"] == "10 Main St"


def test_a_text_brings_no_file(runtime: Runtime, office: Office) -> None:
    tell(runtime, office, "appointment.scheduled", party={"contacts": BOTH})
    drain(runtime)
    assert [(m.channel, bool(m.calendar)) for m in sent_out(runtime)] == [
        (ChannelKind.SMS, False),
        (ChannelKind.EMAIL, True),
    ]


@pytest.mark.parametrize("party", [{"nondisclosure": True}, {"nondisclosure": False}])
def test_a_protected_parents_calendar_tells_nothing(
    runtime: Runtime, office: Office, party: dict[str, bool]
) -> None:
    tell(runtime, office, "appointment.scheduled", party={**EMAIL_ALONE, **party})
    drain(runtime)
    [mail] = mails(runtime)
    shown = event(mail.calendar)
    protected = party["nondisclosure"]
    assert shown["SUMMARY"] == ("Appointment" if protected else "Appointment: Oak Co")
    assert ("LOCATION" in shown) is not protected
    assert ("10 Main St" in mail.calendar) is not protected


def test_what_leaves_is_a_mail_with_that_file(runtime: Runtime, office: Office) -> None:
    tell(runtime, office, "appointment.scheduled", party=EMAIL_ALONE)
    drain(runtime)
    [message] = mails(runtime)
    with runtime.reading() as session:
        agency = session.get_one(type(office.agency), office.agency.id)
        contact = session.get_one(ContactPoint, message.contact_point_id)
    sent = outgoing(runtime, message, agency, contact, new_id(), MONDAY_MORNING)
    raw = build(sent, runtime.settings.mail_from, MONDAY_MORNING)
    [file] = message_from_bytes(raw, policy=policy.default).iter_attachments()
    assert file.get_content_type() == "text/calendar"
    assert (file.get_param("method"), file.get_filename()) == ("PUBLISH", "date.ics")
    assert str(file.get_content()) == message.calendar


def test_a_renewal_has_no_hour_and_no_file(runtime: Runtime, office: Office) -> None:
    tell(runtime, office, "renewal.due", due_on="2026-03-10", party=EMAIL_ALONE)
    drain(runtime)
    assert [mail.calendar for mail in mails(runtime)] == [""]
