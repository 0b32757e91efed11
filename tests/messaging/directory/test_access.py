"""Who may see what: an agency never another's, a branch never another's, and who may see triage."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from messaging.directory.access import Viewer, in_view, sees_triage, visible_threads
from messaging.models.case import Case
from messaging.models.staff import StaffRole
from messaging.runtime import Runtime
from tests.support.people import Office, add_branch, add_office, add_parent, add_staff


@pytest.fixture
def two_agencies(runtime: Runtime) -> dict[str, Viewer]:
    """A viewer for each kind; each case is numbered after the branch it is in."""
    with runtime.unit() as unit:
        oak, elm = add_office(unit, "oak"), add_office(unit, "elm")
        south = add_branch(unit, oak.agency, "south")
        add_parent(unit, oak, case="oak north")
        add_parent(unit, oak, case="oak north")
        add_parent(unit, Office(oak.agency, south), case="oak south")
        add_parent(unit, elm, case="elm north")
        return {
            "whole of oak": Viewer.of(add_staff(unit, oak.agency)),
            "oak north": Viewer.of(add_staff(unit, oak.agency, oak.branch)),
            "oak south": Viewer.of(add_staff(unit, oak.agency, south)),
            "elm north": Viewer.of(add_staff(unit, elm.agency, elm.branch)),
            "forged": replace(Viewer.of(add_staff(unit, elm.agency)), branch_id=oak.branch.id),
        }


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("whole of oak", ["oak north", "oak north", "oak south"]),
        ("oak north", ["oak north", "oak north"]),
        ("oak south", ["oak south"]),
        ("elm north", ["elm north"]),
        ("forged", []),
    ],
)
def test_threads_are_seen_within_agency_and_branch(
    runtime: Runtime, two_agencies: dict[str, Viewer], who: str, sees: list[str]
) -> None:
    with runtime.reading() as session:
        rows = session.execute(visible_threads(two_agencies[who])).all()
    assert sorted(case.number for _, _, case in rows) == sees
    assert all(
        thread.party_id == party.id and party.case_id == case.id for thread, party, case in rows
    )


def test_any_look_up_of_cases_can_be_bounded_the_same_way(
    runtime: Runtime, two_agencies: dict[str, Viewer]
) -> None:
    with runtime.reading() as session:
        seen = in_view(Case.agency_id, Case.branch_id, two_agencies["oak south"])
        assert session.scalars(select(Case.number).where(seen)).all() == ["oak south"]


@pytest.mark.parametrize("role", StaffRole)
@pytest.mark.parametrize("bounded", [True, False])
def test_a_caseworker_of_one_branch_sees_no_triage(
    runtime: Runtime, office: Office, role: StaffRole, bounded: bool
) -> None:
    """What leads to no party may concern any branch."""
    with runtime.unit() as unit:
        branch = office.branch if bounded else None
        viewer = Viewer.of(add_staff(unit, office.agency, branch, role=role))
    assert sees_triage(viewer) is not (bounded and role is StaffRole.CASEWORKER)


def test_the_audit_log_calls_them_by_id(runtime: Runtime, office: Office) -> None:
    with runtime.unit() as unit:
        staff = add_staff(unit, office.agency)
    assert Viewer.of(staff).actor == f"staff:{staff.id}"
