"""Who may see what: an agency never another's, a branch never another's, and who may see triage."""

from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import select

from messaging.directory import referrals
from messaging.directory.access import (
    Viewer,
    hidden_threads,
    in_view,
    sees_triage,
    visible_threads,
)
from messaging.models.case import Case
from messaging.models.staff import StaffRole
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from tests.support.people import Office, add_branch, add_office, add_parent, add_staff


@pytest.fixture
def two_agencies(runtime: Runtime) -> dict[str, Viewer]:
    """A viewer for each kind; each case is numbered after the branch or program it is in."""
    with runtime.unit() as unit:
        oak, elm = add_office(unit, "oak"), add_office(unit, "elm")
        south = add_branch(unit, oak.agency, "south")
        add_parent(unit, oak, case="oak north")
        add_parent(unit, oak, case="oak north")
        add_parent(unit, Office(oak.agency, south), case="oak south")
        add_parent(unit, elm, case="elm north")
        unit.session.flush()
        narrowed, partner, alone = (
            add_staff(unit, oak.agency),
            add_staff(unit, oak.agency, role=StaffRole.PARTNER),
            add_staff(unit, oak.agency, role=StaffRole.PARTNER),
        )
        narrowed.programs = ["medical"]
        medical = _in_program(unit, oak, "oak medical", "medical")
        referrals.refer(unit, oak.agency.id, "test", medical, partner.id)
        referrals.refer(unit, oak.agency.id, "test", medical, alone.id)
        referrals.end(unit, oak.agency.id, "test", medical, alone.id)
        return {
            "medical": Viewer.of(narrowed),
            "medical south": replace(Viewer.of(narrowed), branch_id=south.id),
            "partner": Viewer.of(partner),
            "former partner": Viewer.of(alone),
            "auditor": Viewer.of(add_staff(unit, oak.agency, role=StaffRole.AUDITOR)),
            "whole of oak": Viewer.of(add_staff(unit, oak.agency)),
            "oak north": Viewer.of(add_staff(unit, oak.agency, oak.branch)),
            "oak south": Viewer.of(add_staff(unit, oak.agency, south)),
            "elm north": Viewer.of(add_staff(unit, elm.agency, elm.branch)),
            "forged": replace(Viewer.of(add_staff(unit, elm.agency)), branch_id=oak.branch.id),
        }


def _in_program(unit: Unit, office: Office, number: str, program: str) -> UUID:
    """The party of a case of that program."""
    party = add_parent(unit, office, case=number).party
    unit.session.get_one(Case, party.case_id).program = program
    unit.session.flush()
    return party.id


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("whole of oak", ["oak medical", "oak north", "oak north", "oak south"]),
        ("oak north", ["oak medical", "oak north", "oak north"]),
        ("medical", ["oak medical"]),
        ("medical south", []),
        ("partner", ["oak medical"]),
        ("former partner", []),
        ("auditor", []),
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
        seen = in_view(Case, two_agencies["oak south"])
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
    sorts = {StaffRole.SUPERVISOR, StaffRole.ADMINISTRATOR}
    if not bounded:
        sorts.add(StaffRole.CASEWORKER)
    assert sees_triage(viewer) is (role in sorts)


@pytest.mark.parametrize(
    ("who", "hidden"),
    [("whole of oak", 0), ("medical", 3), ("medical south", 1), ("partner", 0), ("auditor", 0)],
)
def test_of_other_programs_only_the_number_is_known(
    runtime: Runtime, two_agencies: dict[str, Viewer], who: str, hidden: int
) -> None:
    with runtime.reading() as session:
        assert len(session.execute(hidden_threads(two_agencies[who])).all()) == hidden


def test_the_audit_log_calls_them_by_id(runtime: Runtime, office: Office) -> None:
    with runtime.unit() as unit:
        staff = add_staff(unit, office.agency)
    assert Viewer.of(staff).actor == f"staff:{staff.id}"
