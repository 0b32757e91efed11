"""An open thread: who may, what it says, and what opening it leaves behind."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from casework.models.task import Task, TaskKind, TaskState
from casework.tasks import open_task
from channels.values import ChannelKind
from messaging.models.audit import Audit
from messaging.models.case import Case, Party
from messaging.models.message import MessageStatus
from messaging.models.thread import Thread
from messaging.platform.links import LinkPurpose
from messaging.runtime import Runtime
from tests.campaigns.telling import tell
from tests.support.people import Office, add_office, add_parent
from tests.web.browsers import Desk, text_of
from tests.web.conversations import heard, told

ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NOWHERE = "019a0000-0000-7000-8000-000000000000"


@pytest.mark.parametrize("piece", ["", "/messages"])
def test_another_branch_cannot_tell_that_it_exists(
    south_desk: Desk, runtime: Runtime, office: Office, piece: str
) -> None:
    with runtime.unit() as unit:
        parent = add_parent(unit, office)
        heard(unit, parent, "hello")
    theirs = south_desk.get(f"/staff/threads/{parent.thread.id}{piece}")
    nobodys = south_desk.get(f"/staff/threads/{NOWHERE}{piece}")
    assert theirs.status_code == nobodys.status_code == 404
    assert theirs.text == nobodys.text
    with runtime.reading() as session:
        assert session.get_one(Thread, parent.thread.id).unread == 1


def test_another_agency_cannot_open_it(desk: Desk, runtime: Runtime) -> None:
    with runtime.unit() as unit:
        parent = add_parent(unit, add_office(unit, "elm"))
    assert desk.get(f"/staff/threads/{parent.thread.id}").status_code == 404


def test_an_address_that_leads_nowhere_says_so_kindly(desk: Desk) -> None:
    answer = desk.get("/staff/threads/nonsense")
    assert answer.status_code == 404
    assert "Go to the inbox" in text_of(answer)


def test_opening_marks_it_read_and_goes_on_record(
    desk: Desk, runtime: Runtime, office: Office
) -> None:
    with runtime.unit() as unit:
        parent = add_parent(unit, office)
        heard(unit, parent, "hello")
    for _ in range(2):
        desk.get(f"/staff/threads/{parent.thread.id}")
    with runtime.reading() as session:
        assert session.get_one(Thread, parent.thread.id).unread == 0
        read = select(Audit).where(Audit.action == "read", Audit.subject_id == parent.thread.id)
        assert len(session.scalars(read).all()) == 2


@ONE_DATABASE
def test_a_message_says_in_which_version_of_its_wording_it_went(
    desk: Desk, runtime: Runtime, office: Office
) -> None:
    with runtime.unit() as unit:
        parent = add_parent(unit, office)
        for own in (None, 3):
            row = told(unit, parent, "Please renew.")
            row.template_key, row.template_version, row.own_version = "renewal_reminder", 1, own
        told(unit, parent, "Call me when you can.")
    page = text_of(desk.get(f"/staff/threads/{parent.thread.id}"))
    assert "Wording: renewal_reminder, as shipped (1)" in page
    assert "Wording: renewal_reminder, version 3" in page
    assert page.count("Wording: ") == 2


def test_every_contact_is_masked(desk: Desk, runtime: Runtime, office: Office) -> None:
    with runtime.unit() as unit:
        parent = add_parent(
            unit, office, text_to="+13125550142", email_to="maria.sample@example.org"
        )
        heard(unit, parent, "hello")
    page = desk.get(f"/staff/threads/{parent.thread.id}").text
    assert "••• 0142" in page
    assert "m•••@example.org" in page
    assert not re.search(r"312\D{0,2}555|maria\.sample", page)


def test_it_is_said_three_times_which_parent_this_is(
    desk: Desk, runtime: Runtime, office: Office
) -> None:
    with runtime.unit() as unit:
        parent = add_parent(unit, office, language="es")
        heard(unit, parent, "hola")
    page = text_of(desk.get(f"/staff/threads/{parent.thread.id}"))
    assert page.count("Custodial parent") >= 3
    assert "To Maria Custodial parent in Spanish" in page


def test_nondisclosure_stands_above_everything(
    desk: Desk, runtime: Runtime, office: Office
) -> None:
    with runtime.unit() as unit:
        flagged = add_parent(unit, office, nondisclosure=True)
        other = add_parent(unit, office)
    assert "Share nothing about Maria" in text_of(desk.get(f"/staff/threads/{flagged.thread.id}"))
    assert "Share nothing" not in desk.get(f"/staff/threads/{other.thread.id}").text


@pytest.mark.parametrize(
    ("status", "reason", "words"),
    [
        (MessageStatus.QUEUED, None, "Sending…"),
        (MessageStatus.UNCERTAIN, None, "Checking whether it arrived"),
        (MessageStatus.SENT, None, "Sent"),
        (MessageStatus.DELIVERED, None, "Delivered"),
        (MessageStatus.READ, None, "Read"),
        (MessageStatus.FAILED, "landline", "Not delivered This is a landline"),
        (MessageStatus.FAILED, "The phone is switched off.", "Not delivered The phone is switched"),
        (MessageStatus.REFUSED, "opted_out", "Not sent The parent asked us to stop"),
        (MessageStatus.EXPIRED, None, "its time had passed"),
        (MessageStatus.CANCELLED, None, "Taken back"),
    ],
)
def test_what_became_of_a_message_reads_as_words(
    desk: Desk,
    runtime: Runtime,
    office: Office,
    status: MessageStatus,
    reason: str | None,
    words: str,
) -> None:
    with runtime.unit() as unit:
        parent = add_parent(unit, office)
        told(unit, parent, "a reminder", status=status, reason=reason)
    assert words in text_of(desk.get(f"/staff/threads/{parent.thread.id}"))


def test_a_held_message_says_until_when_in_the_parents_own_time_and_why(
    desk: Desk, runtime: Runtime, office: Office
) -> None:
    with runtime.unit() as unit:
        parent = add_parent(unit, office)
        unit.session.merge(parent.person).time_zone = "America/New_York"
        told(
            unit,
            parent,
            "a reminder",
            status=MessageStatus.QUEUED,
            reason="quiet_hours",
            due_at=unit.now + timedelta(hours=22),
        )
    page = text_of(desk.get(f"/staff/threads/{parent.thread.id}")).replace("\u202f", " ")
    assert "Waits until tomorrow, 9:00 AM, the parent's time" in page
    assert "too early or too late" in page


def test_a_stand_in_is_named_beside_what_failed(
    desk: Desk, runtime: Runtime, office: Office
) -> None:
    with runtime.unit() as unit:
        parent = add_parent(unit, office)
        failed = told(unit, parent, "text", status=MessageStatus.FAILED, reason="landline")
        told(unit, parent, "mail", channel=ChannelKind.EMAIL, fallback_of_id=failed.id)
    page = text_of(desk.get(f"/staff/threads/{parent.thread.id}")).replace("\u202f", " ")
    assert "Emailed instead at 10:00 AM." in page


def test_a_stand_in_that_failed_too_is_no_comfort(
    desk: Desk, runtime: Runtime, office: Office
) -> None:
    with runtime.unit() as unit:
        parent = add_parent(unit, office)
        failed = told(unit, parent, "text", status=MessageStatus.FAILED, reason="landline")
        told(
            unit, parent, "mail", channel=ChannelKind.EMAIL, status=MessageStatus.REFUSED,
            reason="no_contact", fallback_of_id=failed.id,
        )  # fmt: skip
    page = text_of(desk.get(f"/staff/threads/{parent.thread.id}"))
    assert "An email did not work either." in page
    assert "instead" not in page


@pytest.mark.parametrize(
    ("origins", "words"),
    [
        (("step:7:sms", "step:7:email"), True),
        (("step:7:sms", "step:8:email"), False),
        (("staff:7:1", "staff:7:2"), False),
    ],
)
def test_what_the_same_step_sent_by_email_is_named_beside_the_failed_text(
    desk: Desk, runtime: Runtime, office: Office, origins: tuple[str, str], words: bool
) -> None:
    with runtime.unit() as unit:
        parent = add_parent(unit, office)
        text = told(unit, parent, "text", status=MessageStatus.FAILED, reason="landline")
        mail = told(unit, parent, "mail", channel=ChannelKind.EMAIL)
        text.origin, mail.origin = origins
    page = text_of(desk.get(f"/staff/threads/{parent.thread.id}")).replace("\u202f", " ")
    assert ("The same went out by email at 10:00 AM." in page) is words


def test_an_email_shows_no_link_of_the_parents_own_and_folds_its_footer(
    desk: Desk, runtime: Runtime, office: Office
) -> None:
    with runtime.unit() as unit:
        parent = add_parent(unit, office)
        token = runtime.links.sign(LinkPurpose.UNSUBSCRIBE, parent.thread.id, unit.now)
        footer = f"Stop these: https://oak.example/p/unsubscribe/{token}"
        told(unit, parent, f"Come at 3.\n\n-- \n{footer}", channel=ChannelKind.EMAIL)
        heard(unit, parent, f"> {footer}\nok", channel=ChannelKind.EMAIL)
    page = desk.get(f"/staff/threads/{parent.thread.id}/messages").text
    assert token not in page
    assert page.index("Come at 3.") < page.index("<details") < page.index("[their link to stop")
    assert page.count('<details id="rest-') == 1


@pytest.mark.parametrize(("reason", "shown"), [("seen_in_chat", False), ("outdated", True)])
def test_a_nudge_that_nobody_needed_is_not_in_the_way(
    desk: Desk, runtime: Runtime, office: Office, reason: str, shown: bool
) -> None:
    with runtime.unit() as unit:
        parent = add_parent(unit, office)
        told(unit, parent, "an answer waits", status=MessageStatus.CANCELLED, reason=reason)
    assert ("an answer waits" in desk.get(f"/staff/threads/{parent.thread.id}").text) is shown


def test_days_part_a_conversation(
    desk: Desk, runtime: Runtime, office: Office, clock: object
) -> None:
    with runtime.unit() as unit:
        parent = add_parent(unit, office)
        old = told(unit, parent, "first")
        old.created_at = unit.now - timedelta(days=1)
        told(unit, parent, "second")
    page = text_of(desk.get(f"/staff/threads/{parent.thread.id}"))
    assert page.index("Yesterday") < page.index("first") < page.index("Today")


def test_earlier_messages_come_when_asked_for(desk: Desk, runtime: Runtime, office: Office) -> None:
    with runtime.unit() as unit:
        parent = add_parent(unit, office)
        for number in range(3):
            told(unit, parent, f"number {number}")
    path = f"/staff/threads/{parent.thread.id}"
    short = desk.get(f"{path}?shown=2").text
    assert "number 0" not in short
    assert "shown=4" in short
    assert "number 0" in desk.get(f"{path}?shown=4").text


def test_a_piece_of_the_page_comes_without_the_rest(
    desk: Desk, runtime: Runtime, office: Office
) -> None:
    with runtime.unit() as unit:
        parent = add_parent(unit, office)
    path = f"/staff/threads/{parent.thread.id}"
    piece = desk.get(path, **{"HX-Request": "true", "HX-Target": "div#desk"})
    assert "<html" not in piece.text
    assert 'id="thread"' in piece.text
    restored = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "<html" in desk.get(path, **restored).text


def test_a_task_is_shown_and_crossed_off_once(desk: Desk, runtime: Runtime, office: Office) -> None:
    with runtime.unit() as unit:
        parent = add_parent(unit, office)
        task = open_task(
            unit,
            agency_id=office.agency.id,
            kind=TaskKind.CALL_BACK,
            origin="sample",
            due_at=unit.now,
            thread_id=parent.thread.id,
        )
    path = f"/staff/threads/{parent.thread.id}"
    assert "Call back" in desk.get(path).text
    for _ in range(2):
        assert desk.post(f"{path}/tasks/{task.id}/done").status_code == 303
    assert "Nothing to do right now." in desk.get(path).text
    with runtime.reading() as session:
        assert session.get_one(Task, task.id).state is TaskState.DONE
        closings = select(Audit).where(Audit.action == "task.closed")
        assert len(session.scalars(closings).all()) == 1


def test_a_task_of_another_thread_is_not_there(
    desk: Desk, runtime: Runtime, office: Office
) -> None:
    with runtime.unit() as unit:
        parent = add_parent(unit, office)
    path = f"/staff/threads/{parent.thread.id}/tasks/{NOWHERE}/done"
    assert desk.post(path).status_code == 404


def test_their_record_for_a_hearing_is_two_steps_away(
    desk: Desk, south_desk: Desk, runtime: Runtime, office: Office
) -> None:
    with runtime.unit() as unit:
        parent = add_parent(unit, office, case="CS-77")
    path = f"/staff/records?thread={parent.thread.id}"
    assert f'href="{path}"' in desk.get(f"/staff/threads/{parent.thread.id}").text
    page = desk.get(path).text
    assert 'value="CS-77"' in page
    assert page.count(f'value="{parent.person.external_id}"') == 2
    assert "CS-77" not in desk.get("/staff/records").text
    assert south_desk.get(path).status_code == 403


@ONE_DATABASE
def test_beside_it_stands_what_is_coming_up_and_the_parents_other_cases(
    desk: Desk, runtime: Runtime, office: Office
) -> None:
    for number in ("A-1", "A-2"):
        tell(
            runtime, office, "appointment.scheduled", id=number, place="10 Main St",
            starts_at="2026-03-20T14:00:00-05:00", case={"number": f"CS-4{number}"},
            party={"external_id": "P-41", "time_zone": "America/Denver", "contacts": []},
        )  # fmt: skip
    with runtime.reading() as session:
        row = session.execute(
            select(Thread, Case)
            .join(Party, Party.id == Thread.party_id)
            .join(Case, Case.id == Party.case_id)
            .where(Case.number == "CS-4A-1")
        ).one()
    page = text_of(desk.get(f"/staff/threads/{row.Thread.id}"))
    assert "Coming up March 20, 2:00 PM 1:00 PM where they are" in page
    assert "Appointment · 10 Main St Not told yet" in page
    assert "Next message: " in page
    assert "Other cases CS-4A-2 Child support" in page
    with runtime.unit() as unit:
        nobody = add_parent(unit, office)
    page = text_of(desk.get(f"/staff/threads/{nobody.thread.id}"))
    assert "No appointment, and no campaign has a message laid out." in page
    assert "Other cases" not in page
