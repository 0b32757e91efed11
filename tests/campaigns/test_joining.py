"""Two records of one human become one: what both were to be told about one thing is told once."""

from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from campaigns import joining
from campaigns.experiments.design import HELD_OUT, USUAL
from campaigns.models import Enrollment
from campaigns.models.enrollment import EnrollmentState
from campaigns.models.send import RecipientState
from campaigns.roll import JOINED
from campaigns.sends.making import Wanted
from messaging.directory.access import Viewer
from messaging.models.case import Case, Party
from messaging.models.person import JoinReason, Person
from messaging.runtime import Runtime
from tests.campaigns.sends.lists import (
    AT_TWO,
    REMINDER,
    TUESDAY,
    appointment,
    confirmed,
    drained,
    gone_out,
    on,
    people,
)
from tests.campaigns.telling import CONSENT, did, enrollments, tell, waiting
from tests.support.people import Office, phone

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

REMINDERS = ["7_days_before", "3_days_before", "1_day_before"]
TWIN: dict[str, Any] = {"party": {"external_id": "P-2", "contacts": []}, "case": {"number": "CS-2"}}


def person(runtime: Runtime, external_id: str) -> UUID:
    with runtime.reading() as session:
        return session.scalars(select(Person.id).where(Person.external_id == external_id)).one()


def join(runtime: Runtime, boss: Viewer, kept: str, gone: str) -> None:
    ids = person(runtime, kept), person(runtime, gone)
    with runtime.unit() as unit:
        joining.join(unit, boss, boss.actor, *ids, JoinReason.AGENCY)


def by_case(runtime: Runtime) -> dict[str, Enrollment]:
    with runtime.reading() as session:
        rows = session.execute(
            select(Case.number, Enrollment)
            .join(Party, Party.case_id == Case.id)
            .join(Enrollment, Enrollment.party_id == Party.id)
            .where(Enrollment.campaign == "appointment")
        )
        return {row[0]: row[1] for row in rows}


def test_of_two_reminders_of_one_thing_the_latest_date_stands_and_follows_either_number(
    runtime: Runtime, office: Office, boss: Viewer
) -> None:
    tell(runtime, office, "appointment.scheduled")
    tell(
        runtime, office, "appointment.scheduled", at="2026-03-02T17:00:00Z",
        starts_at="2026-03-27T14:00:00-05:00", **TWIN,
    )  # fmt: skip
    assert len(waiting(runtime)) == 8
    join(runtime, boss, "P-7731", "P-2")
    assert waiting(runtime) == ["told", *REMINDERS]
    rows = by_case(runtime)
    assert rows["CS-10482"].ended_reason == JOINED
    assert rows["CS-2"].state is EnrollmentState.ACTIVE

    moved = tell(
        runtime, office, "appointment.rescheduled", at="2026-03-02T18:00:00Z",
        starts_at="2026-03-30T14:00:00-05:00",
    )  # fmt: skip
    assert did(moved) == {"appointment": "moved"}
    rows = by_case(runtime)
    assert rows["CS-10482"].ended_reason == JOINED
    assert rows["CS-2"].anchor_at == datetime.fromisoformat("2026-03-30T14:00:00-05:00")
    assert waiting(runtime) == ["told", *REMINDERS]

    ended = tell(runtime, office, "appointment.kept", at="2026-03-02T19:00:00Z")
    assert did(ended) == {"appointment": "stopped"}
    assert waiting(runtime) == []


def test_what_comes_for_both_after_they_were_joined_starts_once(
    runtime: Runtime, office: Office, boss: Viewer
) -> None:
    tell(runtime, office, "case.opened")
    tell(runtime, office, "case.opened", **TWIN)
    join(runtime, boss, "P-7731", "P-2")
    assert did(tell(runtime, office, "appointment.scheduled")) == {"appointment": "started"}
    again = tell(runtime, office, "appointment.scheduled", **TWIN)
    assert did(again) == {"appointment": "kept"}
    other = tell(runtime, office, "appointment.scheduled", id="A-552", **TWIN)
    assert did(other) == {"appointment": "started"}
    assert len(enrollments(runtime)) == 2


@pytest.mark.parametrize("later", ["P-1", "P-2"])
def test_two_lines_of_one_list_become_one_message(
    runtime: Runtime, office: Office, boss: Viewer, later: str
) -> None:
    """About the date that stands, whichever record it came with."""
    for number, hour in ((1, 16), (2, 17)):
        told_at = hour if later == "P-2" else 33 - hour
        contact = {"kind": "sms", "address": phone(), "consent": CONSENT}
        tell(
            runtime, office, "appointment.scheduled", starts_at=AT_TWO,
            party={"external_id": f"P-{number}", "contacts": [contact]},
            case={"number": f"CS-{number}"}, at=f"2026-03-02T{told_at}:00:00Z",
        )  # fmt: skip
    appointment(runtime, office, 3)
    send = confirmed(runtime, boss, Wanted(audience=on(TUESDAY), template=REMINDER))
    join(runtime, boss, "P-1", "P-2")
    drained(runtime)
    lines = {row.person_id: (row.state, row.reason) for row in people(runtime, send)}
    assert lines[person(runtime, "P-2")] == (RecipientState.LEFT_OUT, JOINED)
    assert lines[person(runtime, "P-1")][0] is RecipientState.COMPOSED
    assert len(gone_out(runtime, send)) == 2


@pytest.mark.parametrize("kept_is", [HELD_OUT, USUAL])
def test_whoever_was_held_out_as_either_stays_held_out(
    runtime: Runtime, office: Office, boss: Viewer, kept_is: str
) -> None:
    tell(runtime, office, "renewal.due")
    tell(runtime, office, "renewal.due", **TWIN)
    arms = [kept_is, USUAL if kept_is == HELD_OUT else HELD_OUT]
    with runtime.unit() as unit:
        for row, arm in zip(
            unit.session.scalars(select(Enrollment).order_by(Enrollment.id)), arms, strict=True
        ):
            row.arm = arm
    join(runtime, boss, "P-7731", "P-2")
    assert {row.arm: row.ended_reason for row in enrollments(runtime)} == {
        HELD_OUT: None, USUAL: JOINED
    }  # fmt: skip
