"""The imports page: uploaded, columns named, tried, taken in, mended."""

import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from campaigns.imports.running import Importing
from messaging.models.staff import StaffRole
from messaging.runtime import Runtime
from tests.support.people import Office
from tests.web.browsers import Desk, add_worker, browser, log_in, text_of

HERE = "/staff/imports"
FILE = "docket,person id,role,first\nCS-1,P-1,custodial,Maria\nCS-2,P-2,mother,=1+1\n"
FORM = {"key": "one-press-of-a-button", "kind": "people"}
NAMED = {
    "c-case_number": "0", "c-external_id": "1", "c-role": "2", "c-first_name": "3",
    "v-program": "snap", "v-branch": "north",
}  # fmt: skip


@pytest.fixture
def head(app: FastAPI, runtime: Runtime, office: Office) -> Iterator[Desk]:
    """An administrator, logged in."""
    with runtime.unit() as unit:
        email = add_worker(unit, office.agency, None, role=StaffRole.ADMINISTRATOR)
    with browser(app) as client:
        log_in(client, email)
        yield Desk(client)


def drained(runtime: Runtime) -> None:
    importing = Importing()
    while importing(runtime):
        pass


def test_a_file_goes_all_the_way_on_pages(head: Desk, runtime: Runtime, office: Office) -> None:
    made = head.post_file(HERE, FORM, "people.csv", FILE.encode())
    assert made.status_code == 303
    path = made.headers["location"]
    assert re.search(r'<option value="0" selected>docket</option>', head.get(path).text)

    missing = head.post(f"{path}/columns", {"c-case_number": "0"})
    assert "A column that is needed" in text_of(missing)
    assert head.post(f"{path}/columns", NAMED).status_code == 303
    drained(runtime)
    page = text_of(head.get(path))
    assert "2 rows read" in page
    assert "Take it in" in page
    assert head.post(f"{path}/run", {}).status_code == 303
    drained(runtime)
    assert "Taken in" in text_of(head.get(HERE))
    mend = head.get(f"{path}/errors.csv").text
    assert "'=1+1" in mend
    assert mend.count("\n") == 2
    assert head.post(f"{path}/drop", {}).status_code == 303
    assert head.get(path).status_code == 404


@pytest.mark.parametrize(("content", "code"), [(b"", 409), (b"\xff\xfec\x00a\x00s", 422)])
def test_what_is_no_table_is_told_and_not_kept(head: Desk, content: bytes, code: int) -> None:
    assert head.post_file(HERE, FORM, "people.csv", content).status_code == code
    assert "None yet." in text_of(head.get(HERE))
