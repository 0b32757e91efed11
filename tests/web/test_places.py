"""The places beside every page: those of the role, in the rail or behind “More”."""

from uuid import UUID

import pytest

from messaging.directory.access import Viewer
from messaging.models.staff import StaffRole
from web.staff.places import NARROW_ROOM, PLACES, ROOM, places_of

SOMEBODY = UUID(int=1)
BRANCH = UUID(int=2)


def viewer(role: StaffRole, branch: UUID | None = None) -> Viewer:
    return Viewer(SOMEBODY, SOMEBODY, branch, role, frozenset())


@pytest.mark.parametrize("role", list(StaffRole))
@pytest.mark.parametrize("branch", [None, BRANCH], ids=["agency", "branch"])
def test_everyone_has_places_of_their_own_each_once_and_in_order(
    role: StaffRole, branch: UUID | None
) -> None:
    whom = viewer(role, branch)
    found = places_of(whom)
    shown = [*found.rail, *found.drawer]
    assert shown == [place for place in PLACES if place.open_to(whom)]
    assert shown
    beside_more = 1 if found.drawer else 0
    assert len(found.rail) + beside_more <= ROOM
    assert len(found.drawer) != 1
    assert list(found.seldom) == list(found.rail)[NARROW_ROOM:]


def test_a_caseworker_needs_no_drawer_and_an_administrator_does() -> None:
    assert not places_of(viewer(StaffRole.CASEWORKER, BRANCH)).drawer
    behind = [place.key for place in places_of(viewer(StaffRole.ADMINISTRATOR)).drawer]
    assert {"settings", "people", "audit"} <= set(behind)
