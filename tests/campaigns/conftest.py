"""What several tests of campaigns start from."""

import pytest

from messaging.runtime import Runtime
from tests.support.people import Office, add_office


@pytest.fixture
def office_2(runtime: Runtime) -> Office:
    """Another agency in the same installation."""
    with runtime.unit() as unit:
        return add_office(unit, "elm", text_sender="+13125550101")
