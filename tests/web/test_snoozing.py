"""A conversation laid aside until a time: it comes back by itself, or at once with the parent."""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from casework import handing_over
from casework.waking import Waking
from messaging.directory import closing
from messaging.directory.access import Viewer
from messaging.directory.register import Registered
from messaging.models.audit import Audit
from messaging.models.staff import Staff
from messaging.models.thread import Thread
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from tests.messaging.inbound.hearing import hear, text_from
from tests.support.clock import MovableClock
from tests.support.doorbell import RecordingDoorbell
from tests.support.people import Office, add_parent, add_staff
from tests.web.browsers import Desk, text_of
from tests.web.conversations import told

NUMBER = "+13125550142"


@pytest.fixture
def parent(runtime: Runtime, office: Office) -> Registered:
    with runtime.unit() as unit:
        parent = add_parent(unit, office, case="CS-7", text_to=NUMBER)
        told(unit, parent, "Your renewal is due.")
        return parent


def listed(desk: Desk, state: str = "any") -> bool:
    return "CS-7" in text_of(desk.get(f"/staff/inbox?state={state}"))


def until(runtime: Runtime) -> datetime | None:
    with runtime.reading() as session:
        return session.scalar(select(Thread.snoozed_until).order_by(Thread.id).limit(1))


def snooze(desk: Desk, parent: Registered, **form: str) -> int:
    path = f"/staff/threads/{parent.thread.id}/snooze"
    return desk.post(path, form or {"when": "tomorrow"}).status_code


def actions(runtime: Runtime) -> list[str]:
    with runtime.reading() as session:
        rows = session.scalars(
            select(Audit.action).where(Audit.subject_type == "thread").order_by(Audit.id)
        )
        return [action for action in rows if action != "read"]


def test_it_leaves_the_list_and_comes_back_by_itself_on_top(
    desk: Desk, runtime: Runtime, office: Office, parent: Registered, clock: MovableClock
) -> None:
    assert "Tomorrow, 8:00 AM" in text_of(desk.get(f"/staff/threads/{parent.thread.id}"))
    assert snooze(desk, parent) == 303
    page = text_of(desk.get(f"/staff/threads/{parent.thread.id}"))
    assert "Snoozed until tomorrow, 8:00 AM." in page
    assert not listed(desk)
    assert "Snoozed until tomorrow, 8:00 AM" in text_of(desk.get("/staff/inbox?state=snoozed"))
    snooze(desk, parent, when="at", at="2026-03-02T10:20")
    clock.move(timedelta(minutes=1))
    with runtime.unit() as unit:
        told(unit, add_parent(unit, office, case="CS-8"), "Later than the other.")
    due = until(runtime)
    assert due is not None
    clock.set(due)
    page = text_of(desk.get("/staff/inbox"))
    assert page.index("CS-7") < page.index("CS-8")
    assert "Back: you wanted to see this again" in page
    assert not listed(desk, "snoozed")

    # Somebody has looked: it stands in its own place again.
    desk.get(f"/staff/threads/{parent.thread.id}")
    page = text_of(desk.get("/staff/inbox"))
    assert "Back:" not in page
    assert page.index("CS-8") < page.index("CS-7")
    assert actions(runtime) == ["thread.snoozed", "thread.snoozed"]


def test_when_the_parent_writes_it_is_back_at_once(
    desk: Desk, runtime: Runtime, office: Office, parent: Registered
) -> None:
    snooze(desk, parent)
    hear(runtime, office.agency, text_from(runtime, NUMBER, "Can you call me?"))
    assert until(runtime) is None
    assert "Can you call me?" in text_of(desk.get("/staff/inbox"))
    assert actions(runtime)[:2] == ["thread.snoozed", "thread.brought_back"]


def test_somebody_brings_it_back_before_its_time(
    desk: Desk, runtime: Runtime, parent: Registered
) -> None:
    snooze(desk, parent)
    path = f"/staff/threads/{parent.thread.id}/bring-back"
    assert desk.post(path).status_code == 303
    assert desk.post(path).status_code == 303
    assert listed(desk)
    assert actions(runtime) == ["thread.snoozed", "thread.brought_back"]


@pytest.mark.parametrize(
    ("at", "status"),
    [
        ("2026-03-05T09:30", 303),
        ("2026-03-01T09:30", 422),  # over
        ("2026-12-24T09:30", 422),  # too far
        ("soon", 422),
        ("9999-12-31T23:59", 422),
        ("", 422),
    ],
)
def test_a_time_of_their_own_is_on_their_own_clock(
    desk: Desk, runtime: Runtime, parent: Registered, at: str, status: int
) -> None:
    assert snooze(desk, parent, when="at", at=at) == status
    found = until(runtime)
    assert (found.isoformat() if found else None) == (
        "2026-03-05T15:30:00+00:00" if status == 303 else None
    )


def test_what_nobody_has_read_is_not_laid_aside(
    desk: Desk, runtime: Runtime, office: Office, parent: Registered
) -> None:
    hear(runtime, office.agency, text_from(runtime, NUMBER, "Please call me"))
    assert snooze(desk, parent) == 409
    assert listed(desk)


def put_away(unit: Unit, _runtime: Runtime, viewer: Viewer, thread_id: UUID) -> None:
    closing.close(unit, viewer, viewer.actor, thread_id)


def give_to_another(unit: Unit, runtime: Runtime, viewer: Viewer, thread_id: UUID) -> None:
    colleague = unit.session.scalars(select(Staff).where(Staff.id != viewer.staff_id)).one()
    handing_over.hand_over(unit, runtime, viewer, viewer.actor, thread_id, colleague.id)


@pytest.mark.parametrize("done", [put_away, give_to_another])
def test_it_is_not_laid_aside_any_more(
    desk: Desk, runtime: Runtime, office: Office, parent: Registered, done: object
) -> None:
    """Once it is over, or a colleague has it, who knows nothing of what was laid aside."""
    snooze(desk, parent)
    with runtime.unit() as unit:
        viewer = Viewer.of(unit.session.scalars(select(Staff)).one())
        add_staff(unit, office.agency, office.branch)
        assert callable(done)
        done(unit, runtime, viewer, parent.thread.id)
    assert until(runtime) is None


def test_open_pages_hear_of_it_once(
    desk: Desk, runtime: Runtime, parent: Registered, clock: MovableClock,
    doorbell: RecordingDoorbell,
) -> None:  # fmt: skip
    waking = Waking()
    with asyncio.Runner() as runner:
        snooze(desk, parent)
        waking(runtime, runner)
        heard_of = 0
        for _ in range(3):
            before = len(doorbell.touched)
            clock.move(timedelta(hours=20))
            waking(runtime, runner)
            heard_of += str(parent.thread.id) in {topic for _, topic in doorbell.touched[before:]}
    assert heard_of == 1
