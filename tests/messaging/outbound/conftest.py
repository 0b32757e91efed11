import pytest

from messaging.directory.access import Viewer
from messaging.runtime import Runtime
from tests.support.people import Office, add_staff


@pytest.fixture
def viewer(runtime: Runtime, office: Office) -> Viewer:
    """A caseworker of the office."""
    with runtime.unit() as unit:
        return Viewer.of(add_staff(unit, office.agency, office.branch))
