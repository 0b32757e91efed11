"""Reports on a page, in a file and over the API; and an experiment from its plan to its result."""

import csv
import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from io import StringIO

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from campaigns.reports import kept
from campaigns.reports.tables import LEAVING
from campaigns.sends import names
from campaigns.steps import drain
from messaging.compliance.consent import ConsentChange, ConsentSource
from messaging.models.consent import ConsentEntry
from messaging.models.message import Message, MessageStatus
from messaging.models.preparation import Preparation, Prepared
from messaging.models.staff import Staff, StaffRole
from messaging.models.thread import Thread
from messaging.platform.ids import new_id
from messaging.runtime import Runtime
from service import preparing
from service.accounts import add_key
from tests.campaigns.telling import SMS_CONTACT, enrollments, tell
from tests.support.clock import MovableClock
from tests.support.people import Office, add_branch
from tests.web.browsers import Desk, add_worker, browser, log_in, text_of
from web.staff import reports

PLAN = {"holdout": "50", "baseline": "50", "effect": "49", "alike": "person"}


@pytest.fixture
def chief(app: FastAPI, runtime: Runtime, office: Office) -> Iterator[Desk]:
    """A supervisor of the whole agency, logged in."""
    with runtime.unit() as unit:
        email = add_worker(unit, office.agency, None, role=StaffRole.SUPERVISOR)
    with browser(app) as client:
        log_in(client, email)
        yield Desk(client)


def enrolled(runtime: Runtime, office: Office, count: int, *, reached: int = 0) -> None:
    """Parents whose renewal is due soon; of some the reminder has gone."""
    for number in range(count):
        contact = {**SMS_CONTACT, "address": f"(312) 555-01{number:02}"}
        tell(runtime, office, "renewal.due", id=f"R-{number}", due_on="2026-03-20",
             case={"number": f"CS-{number}"},
             party={"external_id": f"P-{number}", "contacts": [contact]})  # fmt: skip
    drain(runtime)
    with runtime.unit() as unit:
        for row in unit.session.query(Message).order_by(Message.id).limit(reached):
            row.status, row.sent_at = MessageStatus.DELIVERED, unit.now


def rows_of(text: str) -> dict[tuple[str, str], dict[str, str]]:
    return {(row["table"], row["line"]): row for row in csv.DictReader(StringIO(text))}


def when_it_may_leave(runtime: Runtime, chief: Desk, clock: MovableClock) -> None:
    """The quarter is over."""
    clock.move(timedelta(days=30))
    with runtime.reading() as session:
        log_in(chief.client, session.query(Staff).one().email)


def by_api(runtime: Runtime, office: Office, chief: Desk) -> dict[str, str]:
    """The headers of who may ask for reports over the API."""
    with runtime.unit() as unit:
        staff = unit.session.query(Staff).one()
        key = add_key(unit, office.agency, "sample", scopes=["reports:read"], acts_for=staff)
    return {"Authorization": f"Bearer {key}"}


def test_nothing_yet_says_so(chief: Desk) -> None:
    page = text_of(chief.get("/staff/reports"))
    assert "Nobody was enrolled and nothing was sent in these months." in page
    assert "No experiment yet." in page


def test_a_page_a_file_and_the_api_tell_the_same(
    runtime: Runtime, office: Office, chief: Desk, clock: MovableClock
) -> None:
    enrolled(runtime, office, 35, reached=20)
    page = chief.get("/staff/reports")
    assert "By campaign Enrolled Sent Delivered Answered Done" in text_of(page)
    assert "All 35 20 20 0 0 0.0%" in text_of(page)
    assert "Sent: 20. Delivered: 20." in text_of(page)

    assert rows_of(chief.get("/staff/reports/file.csv").text).get(("channel", "SMS")) is None
    when_it_may_leave(runtime, chief, clock)
    file = rows_of(chief.get("/staff/reports/file.csv").text)
    assert file["campaign", "Renewal reminders"]["enrolled"] == "35"
    assert file["channel", "total"]["sent"] == "20"
    headers = by_api(runtime, office, chief)
    answer = chief.client.get("/api/v1/reports?from=2026-01", headers=headers)
    told = {(row["table"], row["line"]): row["counts"] for row in answer.json()["items"]}
    assert told["channel", "total"]["sent"] == 20
    for (table, line), counts in told.items():
        for measure, count in counts.items():
            assert file[table, line][measure] == ("withheld" if count is None else str(count))


def test_what_takes_long_is_counted_by_a_worker_while_the_page_says_how_far_it_is(
    runtime: Runtime, office: Office, chief: Desk, clock: MovableClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """The page, another months' page, and the file of a quarter."""
    monkeypatch.setattr(kept, "FEW", 0)
    enrolled(runtime, office, 35, reached=20)
    waits = chief.get("/staff/reports")
    assert waits.status_code == 202
    assert "We are counting these months" in text_of(waits)
    with runtime.unit() as unit:
        row = unit.session.scalars(select(Preparation)).one()
        row.done, row.of_all = 1, 4
    assert "Part 1 of 4" in text_of(chief.get("/staff/reports"))
    assert preparing.drain(runtime) == 1
    assert "Sent: 20. Delivered: 20." in text_of(chief.get("/staff/reports"))

    clock.move(timedelta(minutes=5))
    there = chief.get("/staff/reports")
    assert "Count again" in text_of(there)
    again = re.search(r'href="([^"]+anew=true)"', there.text)
    assert again
    sent_on = chief.get(unescape(again[1]))
    assert (sent_on.status_code, "anew" in sent_on.headers["Location"]) == (303, False)
    assert chief.get(sent_on.headers["Location"]).status_code == 202

    when_it_may_leave(runtime, chief, clock)
    sent_on = chief.get("/staff/reports/file.csv")
    assert sent_on.status_code == 303
    while preparing.drain(runtime):
        pass
    assert "Save these figures as CSV" in text_of(chief.get(sent_on.headers["Location"]))
    file = rows_of(chief.get("/staff/reports/file.csv").text)
    assert file["channel", "total"]["sent"] == "20"


def test_what_cannot_be_counted_says_so_and_is_tried_again(
    runtime: Runtime, office: Office, chief: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "FEW", 0)
    enrolled(runtime, office, 1)
    chief.get("/staff/reports")
    broken = {Prepared.REPORT: lambda *_: 1 / 0}
    while preparing.drain(runtime, broken):  # type: ignore[arg-type]  # it never gives anything
        pass
    page = chief.get("/staff/reports")
    assert "We couldn't count this just now." in text_of(page)
    again = re.search(r'href="([^"]+anew=true)"', page.text)
    assert again
    assert chief.get(unescape(again[1])).status_code == 303
    preparing.drain(runtime)
    assert "All 1 0 0" in text_of(chief.get("/staff/reports"))


def test_a_long_table_shows_its_largest_lines_and_all_when_asked(
    runtime: Runtime, office: Office, chief: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with runtime.unit() as unit:
        add_branch(unit, office.agency, "south")
    for number, branch in enumerate(("north", "south", "south")):
        tell(runtime, office, "renewal.due", id=f"R-{number}", due_on="2026-03-20",
             case={"number": f"CS-{number}", "branch": branch},
             party={"external_id": f"P-{number}", "contacts": []})  # fmt: skip
    monkeypatch.setattr(reports, "MOST_LINES", 1)
    page = text_of(chief.get("/staff/reports"))
    assert "South office 2 0" in page
    assert "North office 1 0" not in page
    assert "The 1 largest of 2." in page
    whole = text_of(chief.get("/staff/reports?whole=branch"))
    assert "North office 1 0" in whole


def test_what_staff_sent_to_many_stands_together(
    runtime: Runtime, office: Office, chief: Desk
) -> None:
    """In the sums, beside replies, and among those who asked us to stop."""
    enrolled(runtime, office, 3, reached=3)
    with runtime.unit() as unit:
        for row in unit.session.query(Message).limit(2):
            row.campaign = names.campaign(new_id())
    page = text_of(chief.get("/staff/reports"))
    assert "Sent to many 0 2 2" in page
    assert "Sent to many 2 0 0.0%" in page


def test_small_counts_stay_on_the_page(
    runtime: Runtime, office: Office, chief: Desk, clock: MovableClock
) -> None:
    enrolled(runtime, office, 20, reached=3)
    assert "Sent: 3." in text_of(chief.get("/staff/reports"))
    when_it_may_leave(runtime, chief, clock)
    file = rows_of(chief.get("/staff/reports/file.csv").text)
    for measure in ("sent", "tries", "segments"):
        assert file["campaign", "Renewal reminders"][measure] == "withheld"
        assert file["campaign", "total"][measure] == "withheld"
    assert file["campaign", "total"]["enrolled"] == "20"


@pytest.mark.parametrize(
    "asked",
    ["from=2026-01", "from=2025-11", "from=2025-07&to=2025-12", "from=0000-01", "to=9999-12"],
)
def test_only_quarters_that_are_over_leave(chief: Desk, asked: str) -> None:
    answer = chief.get(f"/staff/reports/file.csv?{asked}")
    assert answer.status_code == 422
    assert chief.get(f"/staff/reports?{asked}").status_code == 200


def test_over_the_api_neither(runtime: Runtime, office: Office, chief: Desk) -> None:
    headers = by_api(runtime, office, chief)
    for asked, status in (("", 200), ("?from=0000-01", 422), ("?from=2026-01", 422)):
        answer = chief.client.get(f"/api/v1/reports{asked}", headers=headers)
        assert answer.status_code == status


def test_who_of_those_held_out_reached_the_goal_is_told_nowhere_before_the_end(
    runtime: Runtime, office: Office, chief: Desk, clock: MovableClock
) -> None:
    chief.post("/staff/experiments/renewal", PLAN)
    enrolled(runtime, office, 22)
    subjects = [row.subject for row in enrollments(runtime) if row.arm == "held_out"]
    clock.move(timedelta(minutes=5))
    for number in range(22):
        if any(subject.endswith(f"R-{number}") for subject in subjects):
            tell(runtime, office, "renewal.completed", id=f"R-{number}", at=clock(),
                 case={"number": f"CS-{number}"}, party={"external_id": f"P-{number}"})  # fmt: skip
    page = text_of(chief.get("/staff/reports"))
    held = len(subjects)
    assert f"Not reminded (comparison group) {held} 0 0 – – – 0" in page
    assert page.count(f"No message {held} 0 0 0 – – 0") == 2  # By step, and by channel.
    assert re.findall(r"All \d+ \d+ \d+ \d+ \d+", page) == [f"All 22 0 0 0 {held}"] * len(LEAVING)

    when_it_may_leave(runtime, chief, clock)
    lines = [*csv.DictReader(StringIO(chief.get("/staff/reports/file.csv").text))]
    answer = chief.client.get("/api/v1/reports", headers=by_api(runtime, office, chief))
    items = answer.json()["items"]
    for table in ("arm", "step", "channel"):
        told = [row for row in lines if row["table"] == table and row["line"] != "total"]
        assert {row["done"] for row in told} == {"withheld"}
        of_api = [row for row in items if row["table"] == table and row["line"] != "total"]
        assert {row["counts"]["done"] for row in of_api} == {None}
    # Who takes part is told by that one table, and withheld where that withholds it.
    assert {row["table"] for row in lines}.isdisjoint({"experiments", "results"})


def test_another_month_is_another_report(runtime: Runtime, office: Office, chief: Desk) -> None:
    enrolled(runtime, office, 2)
    assert "Nobody was enrolled" in text_of(chief.get("/staff/reports?from=2025-01&to=2025-02"))
    assert "Nobody was enrolled" not in text_of(chief.get("/staff/reports?from=2026-03&to=2026-03"))


def test_one_in_fifty_who_stop_raise_the_alarm(
    runtime: Runtime, office: Office, chief: Desk, clock: MovableClock
) -> None:
    enrolled(runtime, office, 10, reached=10)
    assert "Renewal reminders 10 0 0.0%" in text_of(chief.get("/staff/reports"))
    clock.move(timedelta(minutes=20))
    with runtime.unit() as unit:
        contact = unit.session.query(Message).first()
        assert contact
        unit.session.add(
            ConsentEntry(
                agency_id=office.agency.id, contact_point_id=contact.contact_point_id,
                topic="all", change=ConsentChange.REVOKE, source=ConsentSource.PARENT,
                at=unit.now, recorded_at=unit.now,
            )
        )  # fmt: skip
    assert "Renewal reminders 10 1 10.0% One in fifty or more" in text_of(
        chief.get("/staff/reports")
    )


def test_what_did_not_arrive_is_told_with_its_cause(
    runtime: Runtime, office: Office, chief: Desk
) -> None:
    enrolled(runtime, office, 2)
    with runtime.unit() as unit:
        for row in unit.session.query(Message):
            row.status, row.reason = MessageStatus.REFUSED, "landline"
    page = text_of(chief.get("/staff/reports"))
    assert "What did not arrive, and why" in page
    assert "Text 2" in page


def test_the_number_is_told_before_the_start_and_nothing_of_an_effect_before_the_end(
    runtime: Runtime, office: Office, chief: Desk, clock: MovableClock
) -> None:
    query = "&".join(f"{name}={value}" for name, value in PLAN.items())
    planned = text_of(chief.get(f"/staff/experiments/renewal?{query}"))
    assert "23 parents must take part" in planned
    assert "nobody can say how long" in planned
    assert chief.post("/staff/experiments/renewal", PLAN).status_code == 303
    assert chief.post("/staff/experiments/renewal", PLAN).status_code == 409

    enrolled(runtime, office, 10)
    page = text_of(chief.get("/staff/reports"))
    assert "Not yet." in page
    assert "Difference:" not in page
    assert chief.post("/staff/experiments/renewal/end").status_code == 303
    assert "It can be read from this day: April 4" in text_of(chief.get("/staff/reports"))
    clock.move(timedelta(days=40))
    with runtime.reading() as session:
        log_in(chief.client, session.query(Staff).one().email)
    page = text_of(chief.get("/staff/reports?from=2026-03"))
    assert "Not reminded (comparison group): 0 of" in page
    assert "It is not clear that there is a difference." in page


def test_why_it_cannot_be_started_is_said_in_the_readers_language(
    runtime: Runtime, chief: Desk
) -> None:
    chief.post("/staff/experiments/renewal", PLAN)
    with runtime.unit() as unit:
        unit.session.query(Staff).one().language = "es"
    answer = chief.post("/staff/experiments/renewal", PLAN)
    assert answer.status_code == 409
    assert "Ya hay un experimento en curso" in answer.text


@pytest.mark.parametrize(
    "wrong", [{"holdout": "80"}, {"baseline": "70", "effect": "40"}, {"alike": "moon"}]
)
def test_a_plan_that_makes_no_sense_is_said_so(chief: Desk, wrong: dict[str, str]) -> None:
    query = "&".join(f"{name}={value}" for name, value in {**PLAN, **wrong}.items())
    assert "do not fit together" in text_of(chief.get(f"/staff/experiments/renewal?{query}"))
    assert chief.post("/staff/experiments/renewal", {**PLAN, **wrong}).status_code == 422


def test_a_caseworker_reads_beside_the_conversation_why_nobody_is_reminded(
    runtime: Runtime, office: Office, chief: Desk
) -> None:
    chief.post("/staff/experiments/renewal", PLAN)
    enrolled(runtime, office, 12)
    held = next(row for row in enrollments(runtime) if row.arm == "held_out")
    told = next(row for row in enrollments(runtime) if row.arm == "usual")
    for row, said in ((held, True), (told, False)):
        with runtime.reading() as session:
            thread = session.query(Thread).filter(Thread.party_id == row.party_id).one()
        page = text_of(chief.get(f"/staff/threads/{thread.id}"))
        assert ("Not reminded: in the comparison group since Today" in page) is said


def test_the_page_speaks_spanish(runtime: Runtime, office: Office, chief: Desk) -> None:
    enrolled(runtime, office, 2)
    with runtime.unit() as unit:
        for staff in unit.session.query(Staff):
            staff.language = "es"
    page = text_of(chief.get("/staff/reports"))
    assert "Por campaña Inscritos Enviado" in page
    assert "¿Ayuda?" in page
