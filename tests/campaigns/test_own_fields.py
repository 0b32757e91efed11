"""Fields of an agency's own pick who is on a list and whom a campaign is for, and split reports."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from campaigns import sound
from campaigns.asking import asking_for
from campaigns.loading import SHIPPED, load_campaigns, read_campaigns
from campaigns.problems import CampaignError
from campaigns.reports.cube import Counts, Period, cube, total
from campaigns.reports.report import count, report
from campaigns.reports.tables import By, table
from campaigns.sends.audience import Audience, listed, span
from campaigns.sends.making import NO_FIELD, SendError, Wanted, make
from campaigns.steps import drain
from messaging.directory import own_fields
from messaging.directory.access import Viewer
from messaging.directory.own_fields import Choice, Field, Fields
from messaging.models.own_field import FieldKind
from messaging.models.staff import StaffRole
from messaging.runtime import Runtime
from templates.loading import load_library
from tests.campaigns.own_versions import Change, changed, come_in_force, in_force
from tests.campaigns.sends.lists import HELLO
from tests.campaigns.telling import SMS_CONTACT, tell
from tests.support.people import Office, add_branch, add_office, add_staff

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
RENEWAL = load_campaigns()["renewal"]
KINDS = {
    "county": FieldKind.CHOICE, "interpreter": FieldKind.YES_NO, "court_day": FieldKind.DATE,
    "remark": FieldKind.TEXT,
}  # fmt: skip
KNOWN: Fields = {
    key: Field(uuid4(), key, key, kind, (Choice("lake", "Lake"), Choice("cook", "Cook")), False)
    for key, kind in KINDS.items()
}


@pytest.fixture
def boss(runtime: Runtime, office: Office) -> Viewer:
    with runtime.unit() as unit:
        for key, kind in KINDS.items():
            own_fields.add(unit, office.agency.id, "test", key, key, kind, "lake = Lake\nCook")
        return Viewer.of(add_staff(unit, office.agency, role=StaffRole.SUPERVISOR))


def due(runtime: Runtime, office: Office, number: int, **own: Any) -> dict[str, Any]:
    """What becomes of the renewal campaign for a parent of whom `own` is told along."""
    contact = {**SMS_CONTACT, "address": f"(312) 555-01{number:02}"}
    accepted = tell(
        runtime, office, "renewal.due", id=f"R-{number}", due_on="2026-03-20",
        case={"number": f"CS-{number}"},
        party={"external_id": f"P-{number}", "contacts": [contact], "fields": own},
    )  # fmt: skip
    [renewal] = accepted.answer["campaigns"]
    return {"did": renewal["did"], "why": renewal.get("why")}


def asks_for(**fields: list[str]) -> Change:
    def change(table: dict[str, Any]) -> None:
        table["audience"] = {"fields": fields}

    return change


LISTS: tuple[tuple[dict[str, str], set[str]], ...] = (
    ({"county": "lake"}, {"P-1", "P-2"}),
    ({"county": "lake", "interpreter": "yes"}, {"P-1"}),
    ({"interpreter": "no"}, {"P-2"}),
    ({"court_day": "2026-03-09/2026-03-15"}, {"P-2"}),
    ({"court_day": "2026-03-10/"}, {"P-2", "P-3"}),
    ({"court_day": "/2026-03-10"}, {"P-2"}),
    ({"county": "cook"}, set()),
)


def test_a_list_holds_those_of_whom_it_is_known(
    runtime: Runtime, office: Office, boss: Viewer
) -> None:
    due(runtime, office, 1, county="lake", interpreter=True)
    due(runtime, office, 2, county="Lake", interpreter=False, court_day="2026-03-10")
    due(runtime, office, 3, court_day="2026-03-16", remark="lake")
    due(runtime, office, 4)
    with runtime.unit() as unit:
        elm = add_office(unit, "elm")
        own_fields.add(unit, elm.agency.id, "test", "county", "x", FieldKind.CHOICE, "lake = Lake")
    due(runtime, elm, 1, county="lake")
    now, zone = datetime(2026, 3, 2, 16, tzinfo=UTC), ZoneInfo("America/Chicago")
    with runtime.reading() as session:
        for own, found in LISTS:
            rows = listed(session, boss, Audience(own=own), zone, now, after=None, limit=9)
            assert {row.person.external_id for row in rows} == found, own


@pytest.mark.parametrize(
    ("own", "fits"),
    [
        ({}, True), ({"county": "lake"}, True), ({"interpreter": "no"}, True),
        ({"court_day": "2026-03-01/"}, True), ({"county": "moon"}, False),
        ({"moon": "lake"}, False), ({"court_day": "2026-03-01"}, False),
        ({"court_day": "2026-03-02/2026-03-01"}, False), ({"court_day": "/"}, False),
        ({"county": "2026-03-01/"}, False), ({"remark": "anything"}, False),
    ],
)  # fmt: skip
def test_a_list_asks_for_what_there_can_be(own: dict[str, str], fits: bool) -> None:
    assert Audience(own=own).asks_of(KNOWN) is fits


def test_a_span_has_its_days() -> None:
    assert span("2026-03-01/2026-03-31") == (date(2026, 3, 1), date(2026, 3, 31))
    assert span("/2026-03-31") == (None, date(2026, 3, 31))
    assert [span(other) for other in ("lake", "soon/late", "2026-03-31/2026-03-01")] == [None] * 3


def test_a_campaign_is_for_those_of_whom_it_is_known(
    runtime: Runtime, office: Office, boss: Viewer
) -> None:
    come_in_force(runtime, office, asks_for(county=["lake", "cook"], interpreter=["yes"]))
    left_out = {"did": "left_out", "why": "not_for_this_field"}
    assert due(runtime, office, 1, county="lake", interpreter="yes")["did"] == "started"
    assert due(runtime, office, 2, county="lake", interpreter="no") == left_out
    assert due(runtime, office, 3) == left_out
    # Known from before, and told anew in the same event.
    assert due(runtime, office, 1)["did"] == "kept"
    assert due(runtime, office, 2, interpreter=True)["did"] == "started"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"county": ["lake"], "interpreter": ["yes", "no"]}, None),
        ({"moon": ["lake"]}, "moon is no field"),
        ({"court_day": ["2026-03-01/"]}, "court_day is no field with choices"),
        ({"county": ["moon"]}, "field county has no choice moon"),
        ({"county": []}, "field county: no choice is named"),
    ],
)  # fmt: skip
def test_a_version_asks_for_what_there_can_be(
    fields: dict[str, list[str]], told: str | None
) -> None:
    words = own_fields.with_words(KNOWN)
    definition = changed(RENEWAL, asks_for(**fields))
    if told is None:
        kept = sound.read(RENEWAL, definition, load_library(), words)
        assert sound.stored(kept)["audience"] == {
            "fields": {key: sorted(asked) for key, asked in fields.items()}
        }
        return
    with pytest.raises(sound.DefinitionError, match=told):
        sound.read(RENEWAL, definition, load_library(), words)


def test_a_version_can_be_for_some_branches(runtime: Runtime, office: Office) -> None:
    with runtime.unit() as unit:
        add_branch(unit, office.agency, "south")
    come_in_force(runtime, office, lambda table: table.update(audience={"branches": ["south"]}))
    north = tell(runtime, office, "renewal.due")
    south = tell(
        runtime, office, "renewal.due", case={"number": "CS-2", "branch": "south"},
        party={"external_id": "P-2", "contacts": []},
    )  # fmt: skip
    outcomes = [accepted.answer["campaigns"][0] for accepted in (north, south)]
    assert [one["did"] for one in outcomes] == ["left_out", "started"]
    assert outcomes[0]["why"] == "not_for_this_branch"


def test_a_version_is_for_branches_that_there_are() -> None:
    definition = changed(RENEWAL, lambda table: table.update(audience={"branches": ["moon"]}))
    with pytest.raises(sound.DefinitionError, match="your agency has no branch moon"):
        sound.read(RENEWAL, definition, load_library(), {}, ["north"])


def test_a_file_of_ours_knows_no_field(tmp_path: Path) -> None:
    text = (SHIPPED / "payment_posted.toml").read_text(encoding="utf-8")
    mended = text.replace("[audience]", '[audience]\nfields = {county = ["lake"]}')
    (tmp_path / "payment_posted.toml").write_text(mended, encoding="utf-8")
    with pytest.raises(CampaignError, match="knows no fields"):
        read_campaigns(tmp_path, load_library())


@SQLITE
def test_what_rests_is_asked_for_no_more(runtime: Runtime, office: Office, boss: Viewer) -> None:
    come_in_force(runtime, office, asks_for(county=["lake"]))
    with runtime.reading() as session:
        assert asking_for(session, office.agency.id, "county") == [RENEWAL.name]
        assert asking_for(session, office.agency.id, "interpreter") == []
        county = own_fields.of_agency(session, office.agency.id)["county"]
    with runtime.unit() as unit:
        own_fields.change(
            unit, office.agency.id, "test", county.id, "County", "lake = Lake", rests=True
        )
    with pytest.raises(sound.DefinitionError, match="county is no field"):
        come_in_force(runtime, office, asks_for(county=["lake"], interpreter=["yes"]))
    assert in_force(runtime, office).version == 1
    wanted = Wanted(audience=Audience(own={"county": "lake"}), words=HELLO)
    with pytest.raises(SendError, match=NO_FIELD), runtime.unit() as unit:
        make(unit, runtime, boss, "sample-key", wanted)


def test_a_report_tells_them_apart_and_parts_add_up(
    runtime: Runtime, office: Office, boss: Viewer
) -> None:
    for number, own in enumerate(({"county": "lake"}, {"county": "lake"}, {"county": "cook"}, {})):
        due(runtime, office, number, **own)
    drain(runtime)
    now = datetime(2026, 3, 2, 16, tzinfo=UTC)
    period = Period(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC))
    with runtime.reading() as session:
        county = own_fields.of_agency(session, office.agency.id)["county"]
        found = cube(session, boss, period, county.id)
        whole = total(cube(session, boss, period))
        told = report(session, boss, count(session, boss, period, now, county.id), now)
    by_field = table(found, By.FIELD)
    assert {line.key[0]: line.counts.enrolled for line in by_field.lines} == {
        "lake": 2, "cook": 1, "": 1,
    }  # fmt: skip
    assert sum((line.counts for line in by_field.lines), Counts()) == by_field.total == whole
    assert told.by_field == by_field
    assert By.FIELD not in told.tables
