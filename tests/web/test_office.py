"""The office: who is away, what reaches who covers meanwhile, and when the office works."""

from datetime import timedelta
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select

from casework.models.task import TaskKind
from casework.tasks import open_task
from messaging.directory.office import office_hours
from messaging.directory.register import Registered
from messaging.models.absence import Absence
from messaging.models.agency import Agency, Branch
from messaging.models.audit import Audit
from messaging.models.staff import Staff, StaffRole
from messaging.platform.ids import new_id
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from tests.support.clock import MovableClock
from tests.support.people import Office, add_branch, add_parent, add_staff
from tests.web.browsers import Desk, browser, log_in, password_hash, text_of
from tests.web.conversations import heard
from tests.web.test_api import Api, key_for

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
HERE = "/staff/office"
NEW = f"{HERE}/absences"
MINE = "/staff/inbox?in=mine"


class House:
    """Nora of the north branch, Ben beside her, Sol in the south; each could log in."""

    def __init__(self, runtime: Runtime, office: Office) -> None:
        self.runtime, self.office = runtime, office
        with runtime.unit() as unit:
            south = add_branch(unit, office.agency, "south")
            self.nora = self._person(unit, "Nora Sample", office.branch.id)
            self.ben = self._person(unit, "Ben Sample", office.branch.id)
            self.sol = self._person(unit, "Sol Sample", south.id)

    def _person(self, unit: Unit, name: str, branch_id: UUID | None) -> Staff:
        staff = add_staff(unit, self.office.agency, password_hash=password_hash())
        staff.name, staff.branch_id = name, branch_id
        return staff

    def parent_of(self, worker: Staff, words: str, program: str = "child_support") -> Registered:
        """A parent on a case of that worker's who has written, and asked for a call."""
        with self.runtime.unit() as unit:
            parent = add_parent(unit, self.office)
            case = unit.session.merge(parent.case)
            case.caseworker_id, case.program = worker.id, program
            heard(unit, parent, words)
            unit.session.flush()
            open_task(
                unit, agency_id=case.agency_id, kind=TaskKind.CALL_BACK, origin=str(new_id()),
                due_at=unit.now + timedelta(days=1), thread_id=parent.thread.id,
            )  # fmt: skip
            return parent

    def form(self, **other: str) -> dict[str, str]:
        """Nora from Monday to Wednesday, covered by Ben."""
        return {
            "staff": str(self.nora.id), "cover": str(self.ben.id),
            "first_day": "2026-03-02", "last_day": "2026-03-04",
        } | other  # fmt: skip

    def entered(self) -> int:
        with self.runtime.reading() as session:
            return session.scalars(select(func.count()).select_from(Absence)).one()


@pytest.fixture
def house(runtime: Runtime, office: Office) -> House:
    return House(runtime, office)


def desk_of(app: FastAPI, staff: Staff) -> Desk:
    client = browser(app)
    log_in(client, staff.email)
    return Desk(client)


def test_who_covers_has_the_list_and_the_tasks_as_well_until_it_ends_by_itself(
    app: FastAPI, house: House, runtime: Runtime, clock: MovableClock
) -> None:
    house.parent_of(house.nora, "Can you call me")
    nora, ben = desk_of(app, house.nora), desk_of(app, house.ben)
    api = Api(browser(app), key_for(runtime, house.office.agency, house.ben))
    assert "Can you call me" not in text_of(ben.get(MINE))
    assert nora.post(NEW, house.form()).status_code == 303
    shown = text_of(ben.get(HERE))
    assert "Nora Sample From Mar 2, 2026 to Mar 4, 2026, covered by Ben Sample" in shown
    for page in (MINE, "/staff/inbox", "/staff/tasks?in=mine"):
        assert "Covering for Nora Sample" in text_of(ben.get(page)), page
        assert "Covering" not in text_of(nora.get(page)), page
    assert len(api.get("/threads?mine=true").json()["items"]) == 1
    beside = api.get("/threads").json()["items"][0]["id"]
    assert "Away, covered by Ben Sample" in text_of(nora.get(f"/staff/threads/{beside}"))

    clock.move(timedelta(days=2, hours=13))  # eleven at night on Wednesday, in Chicago
    ben = desk_of(app, house.ben)
    assert "Covering for Nora Sample" in text_of(ben.get(MINE))
    clock.move(timedelta(hours=2))
    ben = desk_of(app, house.ben)
    for page in (MINE, "/staff/tasks?in=mine"):
        assert "Covering" not in text_of(ben.get(page))
    assert api.get("/threads?mine=true").json()["items"] == []
    assert "Nobody is away." in text_of(ben.get(HERE))


def test_a_cover_sees_no_more_than_they_ever_may(
    app: FastAPI, house: House, runtime: Runtime
) -> None:
    house.parent_of(house.nora, "This is support")
    house.parent_of(house.nora, "This is medical", "medical")
    with runtime.unit() as unit:
        unit.session.merge(house.ben).programs = ["child_support"]
    desk_of(app, house.nora).post(NEW, house.form())
    ben = desk_of(app, house.ben)
    for page in (MINE, "/staff/inbox"):
        assert "This is support" in text_of(ben.get(page))
        assert "This is medical" not in text_of(ben.get(page))
    assert "Tasks" in (tasks := text_of(ben.get("/staff/tasks?in=mine")))
    assert tasks.count("Covering for Nora Sample") == 1


def test_bad_input_is_said_stays_in_the_form_and_enters_nothing(app: FastAPI, house: House) -> None:
    desk = desk_of(app, house.nora)
    for wrong, words in (
        ({"first_day": "2026-03-05"}, "The last day comes before the first."),
        ({"first_day": "2026-02-20", "last_day": "2026-03-01"}, "The last day is over already."),
        ({"last_day": "2027-03-04"}, "An absence lasts a year at most."),
        ({"last_day": "soon"}, "Choose a first and a last day."),
        ({"last_day": ""}, "Choose a first and a last day."),
        ({"cover": str(house.nora.id)}, "Nobody covers for themselves."),
        ({"cover": ""}, "Choose a colleague who answers parents"),
        ({"cover": str(house.sol.id)}, "Choose a colleague who answers parents"),
        ({"cover": str(new_id())}, "Choose a colleague who answers parents"),
    ):
        answer = desk.post(NEW, house.form(**wrong))
        assert (answer.status_code, words in text_of(answer)) == (422, True), wrong
        assert 'value="2026-0' in answer.text
    assert house.entered() == 0


def test_one_enters_and_ends_ones_own_and_a_supervisor_their_peoples(
    app: FastAPI, desk: Desk, house: House, runtime: Runtime
) -> None:
    """`desk` is a supervisor of the north branch."""
    assert desk_of(app, house.ben).post(NEW, house.form()).status_code == 404
    assert desk.post(NEW, house.form(staff=str(house.sol.id))).status_code == 404
    assert house.entered() == 0
    for _ in range(2):
        assert desk.post(NEW, house.form()).status_code == 303
    assert house.entered() == 1
    with runtime.reading() as session:
        absence_id = session.scalars(select(Absence.id)).one()
    assert desk_of(app, house.ben).post(f"{NEW}/{absence_id}/end").status_code == 404
    assert desk_of(app, house.nora).post(f"{NEW}/{absence_id}/end").status_code == 303
    assert desk.post(f"{NEW}/{absence_id}/end").status_code == 303
    assert "Nobody is away." in text_of(desk.get(HERE))
    with runtime.reading() as session:
        noted = session.execute(
            select(Audit.action, Audit.detail["cover"].as_string())
            .where(Audit.subject_id == absence_id)
            .order_by(Audit.id)
        ).all()
    assert [*map(tuple, noted)] == [
        ("absence.entered", str(house.ben.id)), ("absence.ended", None)
    ]  # fmt: skip


def test_by_key_it_is_entered_once_listed_and_ended(
    app: FastAPI, house: House, runtime: Runtime
) -> None:
    api = Api(browser(app), key_for(runtime, house.office.agency, house.nora))
    body = {
        "staff_id": str(house.nora.id), "cover_id": str(house.ben.id),
        "first_day": "2026-03-02", "last_day": "2026-03-04",
    }  # fmt: skip
    first, again = (api.post("/absences", body, key).json() for key in ("one", "two"))
    assert first == again == body | {"id": first["id"]}
    assert api.get("/absences").json() == {"items": [first]}
    wrong = api.post("/absences", body | {"cover_id": body["staff_id"]})
    assert (wrong.status_code, wrong.json()["detail"]) == (422, "Nobody covers for themselves.")
    assert api.post(f"/absences/{first['id']}/end", {}).status_code == 204
    assert api.get("/absences").json() == {"items": []}


HOURS = f"{HERE}/hours"


def hours_of(house: House) -> tuple[object, ...]:
    """Of the agency, then of the north branch."""
    with house.runtime.reading() as session:
        agency = session.get_one(Agency, house.office.agency.id)
        north = session.get_one(Branch, house.office.branch.id)
        return (
            (agency.opens_hour, agency.closes_hour, agency.closed_days, agency.answer_work_days),
            (north.opens_hour, north.closes_hour, north.closed_days),
        )


def administrator(app: FastAPI, house: House) -> Desk:
    with house.runtime.unit() as unit:
        nora = unit.session.merge(house.nora)
        nora.role, nora.branch_id = StaffRole.ADMINISTRATOR, None
    return desk_of(app, house.nora)


def test_a_supervisor_sets_their_branch_and_an_administrator_all_of_it(
    app: FastAPI, desk: Desk, house: House, runtime: Runtime
) -> None:
    north = {"opens": "9", "closes": "", "closed": "2026-12-31, 2026-12-24\n2026-12-31"}
    assert "the whole agency" not in text_of(desk.get(HERE))
    assert desk.post(f"{HOURS}/north", north).status_code == 303
    assert desk.post(f"{HOURS}/south", north).status_code == 404
    assert desk.post(HOURS, north | {"within": "2"}).status_code == 403
    assert "2026-12-24\n2026-12-31</textarea>" in desk.get(HERE).text
    adm = administrator(app, house)
    agency = {"opens": "7", "closes": "16", "within": "3", "closed": "2026-11-27"}
    assert adm.post(HOURS, agency).status_code == 303
    assert hours_of(house) == (
        (7, 16, ["2026-11-27"], 3), (9, None, ["2026-12-24", "2026-12-31"])
    )  # fmt: skip
    with runtime.reading() as session:
        noted = session.execute(
            select(Audit.action, Audit.detail["opens"].as_integer())
            .where(Audit.action.endswith(".office"))
            .order_by(Audit.id)
        ).all()
        assert [*map(tuple, noted)] == [("branch.office", 9), ("agency.office", 7)]
        branch = session.get_one(Branch, house.office.branch.id)
        found = office_hours(session.get_one(Agency, house.office.agency.id), branch)
    assert (found.opens, found.closes, len(found.closed)) == (9, 16, 3)


def test_hours_that_cannot_be_are_said_stay_in_the_form_and_change_nothing(
    app: FastAPI, house: House
) -> None:
    adm = administrator(app, house)
    assert adm.post(f"{HOURS}/north", {"closes": "12"}).status_code == 303
    before = hours_of(house)
    good = {"opens": "8", "closes": "17", "within": "2"}
    for path, form, words in (
        (HOURS, good | {"closes": "8"}, "An office opens before it closes"),
        (HOURS, good | {"closes": "24"}, "An office opens before it closes"),
        (HOURS, good | {"opens": "8:30"}, "An office opens before it closes"),
        (HOURS, good | {"opens": ""}, "An office opens before it closes"),
        (HOURS, good | {"opens": "-1"}, "An office opens before it closes"),
        (HOURS, good | {"opens": "13"}, "A branch would then open after it closes."),
        (HOURS, good | {"within": "0"}, "Answers come within 1 to 30 working days."),
        (HOURS, good | {"within": ""}, "Answers come within 1 to 30 working days."),
        (HOURS, good | {"closed": "12/24/2026"}, "Write each day off as 2026-12-24"),
        (f"{HOURS}/north", {"opens": "18"}, "An office opens before it closes"),
        (f"{HOURS}/north", {"closed": "2026-02-30"}, "Write each day off as 2026-12-24"),
    ):
        answer = adm.post(path, form)
        assert (answer.status_code, words in text_of(answer)) == (422, True), form
        for value in form.values():
            assert f'value="{value}"' in answer.text or f">{value}</textarea>" in answer.text
    assert hours_of(house) == before


def test_hours_are_read_and_set_by_key(app: FastAPI, house: House, runtime: Runtime) -> None:
    administrator(app, house)
    api = Api(browser(app), key_for(runtime, house.office.agency, house.nora))
    agency = {
        "opens_hour": 7, "closes_hour": 16, "closed_days": ["2026-11-27"], "answer_work_days": 3
    }  # fmt: skip
    north: dict[str, object] = {"opens_hour": 9, "closes_hour": None, "closed_days": []}
    south = north | {"opens_hour": None}
    assert api.post("/office/agency", agency).status_code == 204
    assert api.post("/office/branches/north", north).status_code == 204
    assert api.get("/office").json() == {
        "agency": agency, "branches": {"north": north, "south": south}
    }  # fmt: skip
    wrong = api.post("/office/branches/north", north | {"opens_hour": 20})
    assert (wrong.status_code, wrong.json()["detail"][:15]) == (422, "An office opens")
    assert api.post("/office/branches/west", north).status_code == 404
    assert hours_of(house)[1] == (9, None, [])
