"""Every page is measured, or it stands written why not: whoever adds a page adds it there."""

import pytest

from benchmarks import pages, places
from messaging.runtime import Runtime
from service.app import create_app
from tests.web.routes import doors


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_page_of_the_app_is_measured_or_named_with_a_reason(runtime: Runtime) -> None:
    app = create_app(runtime)
    assert pages.unmeasured(app) == set()
    asked = {("GET", path) for path in (*places.PAGES, *places.NOT_MEASURED)}
    posted = {("POST", path.partition("?")[0]) for path in places.POSTED}
    assert asked | posted <= doors(app), "a page that is no more"
    assert all(places.NOT_MEASURED.values())


def test_no_two_pages_have_one_name() -> None:
    names = [bench.name for bench in pages.BENCHES]
    assert len(set(names)) == len(names)
