"""Settings as an administrator finds them: set, refused with a reason, kept in the audit."""

from collections.abc import Iterator, Sequence

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from channels.values import ChannelKind
from messaging.directory import retention
from messaging.models.agency import Agency, Branch
from messaging.models.audit import Audit
from messaging.models.retention import Record, Retention
from messaging.models.sender import Sender
from messaging.models.staff import Staff, StaffRole
from messaging.runtime import Runtime
from tests.support.people import Office, add_office, add_parent, add_staff
from tests.web.browsers import Desk, browser, log_in, password_hash, text_of

HERE = "/staff/settings"
OURS = "+13125550100"
AGENCY = {
    "name": "Oak Co Child Support", "neutral_name": "Oak Co", "phone": "(312) 555-0100",
    "time_zone": "America/Chicago", "state": "IL",
}  # fmt: skip

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def boss(app: FastAPI, runtime: Runtime, office: Office) -> Iterator[Desk]:
    with runtime.unit() as unit:
        email = add_staff(
            unit, office.agency, role=StaffRole.ADMINISTRATOR, password_hash=password_hash()
        ).email
    with browser(app) as client:
        log_in(client, email)
        yield Desk(client)


def actions(runtime: Runtime) -> list[str]:
    with runtime.reading() as session:
        rows = session.scalars(select(Audit).where(Audit.actor.startswith("staff:")))
        return [row.action for row in rows if row.action not in ("staff.logged_in", "inbox.listed")]


def agency(runtime: Runtime) -> Agency:
    with runtime.reading() as session:
        return session.scalars(select(Agency)).one()


def branches(runtime: Runtime) -> list[tuple[str, str, bool]]:
    with runtime.reading() as session:
        rows = session.scalars(select(Branch).order_by(Branch.code))
        return [(row.code, row.name, row.enabled) for row in rows]


def kept(runtime: Runtime) -> dict[Record, int]:
    with runtime.reading() as session:
        return {row.record: row.days for row in session.scalars(select(Retention))}


def test_an_agency_is_called_and_stands_where_it_says(boss: Desk, runtime: Runtime) -> None:
    wanted = {
        **AGENCY, "name": "Oak Families", "state": "fl",
        "time_zone": "America/New_York", "reminder_cap": "3",
    }  # fmt: skip
    sent = boss.post(f"{HERE}/agency", wanted)
    assert (sent.status_code, sent.headers["location"]) == (303, f"{HERE}?told=agency")
    row = agency(runtime)
    assert (row.name, row.state, row.time_zone) == ("Oak Families", "FL", "America/New_York")
    assert row.reminder_cap == 3
    assert actions(runtime) == ["agency.changed"]
    again = boss.post(f"{HERE}/agency", wanted)
    assert again.headers["location"].endswith("told=same")
    assert actions(runtime) == ["agency.changed"]


REFUSED: Sequence[tuple[str, dict[str, str], str]] = (
    ("agency", {**AGENCY, "name": " "}, "Give a name, up to 60"),
    ("agency", {**AGENCY, "name": "x" * 61}, "Give a name, up to 60"),
    ("agency", {**AGENCY, "neutral_name": "Oak\u202eCo"}, "without the program"),
    ("agency", {**AGENCY, "phone": "call us"}, "as parents dial it"),
    ("agency", {**AGENCY, "time_zone": "Chicago"}, "write it as America/Chicago"),
    ("agency", {**AGENCY, "state": "Illinois"}, "two letters"),
    ("agency", {**AGENCY, "reminder_cap": "0"}, "1 to 50"),
    ("agency", {**AGENCY, "reminder_cap": "often"}, "1 to 50"),
    ("branches", {"code": "a b", "name": "South"}, "letters, digits"),
    ("branches", {"code": "south", "name": ""}, "Give the branch a name"),
    ("branches", {"code": "north", "name": "North"}, "of that code already"),
    ("retention", {"record": "files", "days": "29", "sure": "true"}, "before 30 days"),
    ("retention", {"record": "files", "days": "soon", "sure": "true"}, "before 30 days"),
    ("retention", {"record": "files", "days": "90"}, "Say that you are sure"),
    ("senders", {"act": "rate", "channel": "sms", "address": OURS, "rate": "0"}, "0.1 and"),
    ("senders", {"act": "rate", "channel": "sms", "address": OURS, "rate": "nan"}, "0.1 and"),
)


def test_what_cannot_be_set_says_why_and_changes_nothing(boss: Desk, runtime: Runtime) -> None:
    before = agency(runtime).name, branches(runtime), kept(runtime)
    for form, typed, words in REFUSED:
        answer = boss.post(f"{HERE}/{form}", typed)
        assert (answer.status_code, words in text_of(answer)) == (422, True), typed
        assert 'aria-describedby="problem"' in answer.text
    assert (agency(runtime).name, branches(runtime), kept(runtime)) == before
    assert actions(runtime) == []


def test_a_branch_is_added_renamed_and_rests_but_never_goes(boss: Desk, runtime: Runtime) -> None:
    boss.post(f"{HERE}/branches", {"code": "south", "name": "South office"})
    with runtime.reading() as session:
        south = session.scalars(select(Branch).where(Branch.code == "south")).one()
    boss.post(f"{HERE}/branches/{south.id}", {"name": "South side"})
    assert branches(runtime) == [("north", "North office", True), ("south", "South side", False)]
    boss.post(f"{HERE}/branches/{south.id}", {"name": "South side", "enabled": "true"})
    assert branches(runtime)[1] == ("south", "South side", True)
    assert actions(runtime) == [
        "branch.added", "branch.renamed", "branch.paused", "branch.resumed",
    ]  # fmt: skip
    assert boss.post(f"{HERE}/branches/{south.id}/delete").status_code == 404


def test_contents_go_after_a_time_only_when_somebody_is_sure(boss: Desk, runtime: Runtime) -> None:
    boss.post(f"{HERE}/retention", {"record": "files", "days": "90", "sure": "true"})
    assert kept(runtime) == {Record.FILES: 90}
    # Longer than before takes nothing away.
    assert boss.post(f"{HERE}/retention", {"record": "files", "days": "120"}).status_code == 303
    assert boss.post(f"{HERE}/retention", {"record": "files", "days": "60"}).status_code == 422
    assert kept(runtime) == {Record.FILES: 120}
    boss.post(f"{HERE}/retention", {"record": "files", "days": ""})
    assert kept(runtime) == {}
    assert actions(runtime) == ["retention.set"] * 3


def test_a_sender_rests_goes_on_and_has_a_rate_of_its_own(boss: Desk, runtime: Runtime) -> None:
    ours = {"channel": "sms", "address": OURS}
    boss.post(f"{HERE}/senders", {**ours, "act": "rate", "rate": "2,5"})
    boss.post(f"{HERE}/senders", {**ours, "act": "pause"})
    with runtime.reading() as session:
        row = session.scalars(select(Sender).where(Sender.channel == ChannelKind.SMS)).one()
    assert (row.segments_per_second, row.paused_at is not None) == (2.5, True)
    page = text_of(boss.get(HERE))
    assert "Paused · at most 2.5 a second" in page
    boss.post(f"{HERE}/senders", {**ours, "act": "resume"})
    assert "Sends · at most 2.5 a second" in text_of(boss.get(HERE))
    assert actions(runtime) == ["sender.rate", "sender.paused", "sender.resumed"]


def test_what_other_agencies_write_from_is_not_theirs_to_set(boss: Desk, runtime: Runtime) -> None:
    with runtime.unit() as unit:
        add_office(unit, "elm")
    for act in ("rate", "pause", "resume"):
        ours = {"channel": "sms", "address": OURS, "act": act}
        assert boss.post(f"{HERE}/senders", ours).status_code == 403
    assert "Other agencies write from it too" in text_of(boss.get(HERE))


def test_the_page_says_what_is_there(boss: Desk, runtime: Runtime, office: Office) -> None:
    with runtime.unit() as unit:
        parent = add_parent(unit, office)
        retention.hold(unit, office.agency.id, "system", parent.case.id)
    page = text_of(boss.get(HERE))
    assert "child_support" in page
    assert "1 open case" in page
    assert parent.case.number in page
    assert "DATABASE_URL" in page
    with runtime.unit() as unit:
        for row in unit.session.scalars(select(Staff)):
            row.language = "es"
    spanish = text_of(boss.get(HERE))
    assert "Cuánto tiempo se guardan las cosas" in spanish
    assert "Dónde se guarda todo." in spanish


def test_who_sees_one_branch_does_not_set_what_holds_for_all(
    app: FastAPI, runtime: Runtime, office: Office
) -> None:
    with runtime.unit() as unit:
        email = add_staff(
            unit, office.agency, branch=office.branch, role=StaffRole.ADMINISTRATOR,
            password_hash=password_hash(),
        ).email  # fmt: skip
    with browser(app) as client:
        log_in(client, email)
        desk = Desk(client)
        assert desk.get(HERE).status_code == 403
        assert desk.post(f"{HERE}/agency", AGENCY).status_code == 403
        assert f'href="{HERE}"' not in desk.get("/staff/inbox").text
