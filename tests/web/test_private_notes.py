"""What stands between the messages: private notes, and what happened to the conversation."""

from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from casework import private_notes
from casework.models.private_note import PrivateNote
from messaging.compliance.consent import ConsentChange, ConsentSource
from messaging.directory import consents, referrals, retention
from messaging.directory.register import Registered
from messaging.models.audit import Audit
from messaging.models.contact_point import ContactPoint
from messaging.models.message import Message
from messaging.models.staff import StaffRole
from messaging.runtime import Runtime
from tests.support.clock import MovableClock
from tests.support.people import Office, add_parent, add_staff
from tests.web.browsers import Desk, browser, log_in, password_hash, text_of
from tests.web.conversations import heard

SECRET = "Her sister picks her up. Never tell him."


@pytest.fixture
def parent(runtime: Runtime, office: Office) -> Registered:
    with runtime.unit() as unit:
        return add_parent(unit, office, text_to="+13125550142")


def page(desk: Desk, parent: Registered) -> str:
    return text_of(desk.get(f"/staff/threads/{parent.thread.id}"))


def noted(desk: Desk, parent: Registered, text: str = SECRET, key: str = "key-of-one-form") -> int:
    path = f"/staff/threads/{parent.thread.id}/notes"
    return desk.post(path, {"note": text, "key": key}).status_code


def test_a_note_is_written_once_read_by_staff_and_nothing_is_sent(
    desk: Desk, runtime: Runtime, parent: Registered
) -> None:
    for _ in range(2):
        assert noted(desk, parent) == 303
    assert noted(desk, parent, "  ", "another-form") == 303
    assert SECRET in page(desk, parent)
    with runtime.reading() as session:
        assert [row.text for row in session.scalars(select(PrivateNote))] == [SECRET]
        assert session.scalars(select(Message)).all() == []
        wrote = session.scalars(select(Audit).where(Audit.action == "thread.noted")).one()
    assert "sister" not in str(wrote.detail)
    assert "Nothing has been said yet" in page(desk, parent)


def test_whoever_does_not_see_the_conversation_neither_reads_nor_writes_one(
    south_desk: Desk, desk: Desk, parent: Registered
) -> None:
    noted(desk, parent)
    assert noted(south_desk, parent) == 404
    assert SECRET not in south_desk.get(f"/staff/threads/{parent.thread.id}").text


def test_a_partner_is_shown_neither_notes_nor_whose_hands_it_went_through(
    desk: Desk, app: FastAPI, runtime: Runtime, office: Office, parent: Registered
) -> None:
    noted(desk, parent)
    desk.post(f"/staff/threads/{parent.thread.id}/close", {})
    with runtime.unit() as unit:
        partner = add_staff(
            unit, office.agency, None, role=StaffRole.PARTNER, password_hash=password_hash()
        )
        referrals.refer(unit, office.agency.id, "system", parent.party.id, partner.id)
    with browser(app) as client:
        log_in(client, partner.email)
        shown = page(Desk(client), parent)
    assert "Nothing has been said yet" in shown
    for words in (SECRET, "Keep this note", "put the conversation away"):
        assert words in page(desk, parent)
        assert words not in shown


def test_what_happened_stands_where_it_happened(
    desk: Desk, runtime: Runtime, clock: MovableClock, office: Office, parent: Registered
) -> None:
    path = f"/staff/threads/{parent.thread.id}"
    with runtime.unit() as unit:
        other = add_staff(unit, office.agency, office.branch)
        heard(unit, parent, "a word before")
    clock.move(timedelta(minutes=9))
    desk.post(f"{path}/worker", {"worker": str(other.id)})
    desk.post(f"{path}/worker", {"worker": "nobody"})
    desk.post(f"{path}/close", {})
    with runtime.unit() as unit:
        point = unit.session.scalars(select(ContactPoint)).one()
        for change in ConsentChange:
            clock.move(timedelta(minutes=1))
            consents.append(unit, point, change, ConsentSource.PARENT)
    clock.move(timedelta(minutes=9))
    with runtime.unit() as unit:
        heard(unit, parent, "a word after")
    shown = page(desk, parent)
    told = [
        "a word before", f"handed the case over to {other.name}.",
        "handed the case over to nobody yet.", "put the conversation away.",
        "Opted in: Text ••• 0142.", "Opted out: Text ••• 0142.",
        "a word after",
    ]  # fmt: skip
    places = [shown.rindex(words) for words in told]
    assert places == sorted(places)


def test_earlier_messages_bring_what_happened_then_along(
    desk: Desk, runtime: Runtime, clock: MovableClock, parent: Registered
) -> None:
    noted(desk, parent, "long ago")
    clock.move(timedelta(minutes=9))
    with runtime.unit() as unit:
        for _ in range(2):
            heard(unit, parent, "hello")
            clock.move(timedelta(minutes=1))
    path = f"/staff/threads/{parent.thread.id}"
    assert "long ago" not in desk.get(f"{path}?shown=1").text
    assert "long ago" in desk.get(f"{path}?shown=2").text


def test_notes_go_when_messages_do_unless_the_case_is_on_hold(
    desk: Desk, runtime: Runtime, clock: MovableClock, office: Office, parent: Registered
) -> None:
    noted(desk, parent)
    clock.move(timedelta(minutes=9))
    agency_id, held = office.agency.id, []
    with runtime.unit() as unit:
        retention.hold(unit, agency_id, "system", parent.case.id)
        held.append(private_notes.forget(unit, agency_id, unit.now))
        retention.release(unit, agency_id, "system", parent.case.id)
        held += [private_notes.forget(unit, agency_id, unit.now) for _ in range(2)]
    assert held == [0, 1, 0]
    shown = page(desk, parent)
    assert SECRET not in shown
    assert "These words were removed" in shown
