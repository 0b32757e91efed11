"""A browser that is logged in, and one that is not, before Oak Co's sample people."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from messaging.models.staff import StaffRole
from messaging.runtime import Runtime
from tests.support.databases import copy_sqlite
from tests.support.people import Office, add_branch
from tests.web.browsers import Desk, MemoryThrottle, add_worker, browser, log_in, pages


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """Pages are asked on SQLite; that both databases agree is tested where queries are made."""
    return copy_sqlite(sqlite_template, tmp_path)


@pytest.fixture
def throttle() -> MemoryThrottle:
    return MemoryThrottle()


@pytest.fixture
def app(runtime: Runtime, throttle: MemoryThrottle) -> FastAPI:
    return pages(runtime, throttle)


@pytest.fixture
def stranger(app: FastAPI) -> Iterator[TestClient]:
    """A browser that nobody has logged in with."""
    with browser(app) as client:
        yield client


@pytest.fixture
def desk(app: FastAPI, runtime: Runtime, office: Office) -> Iterator[Desk]:
    """A supervisor of the north branch, logged in."""
    with runtime.unit() as unit:
        email = add_worker(unit, office.agency, office.branch, role=StaffRole.SUPERVISOR)
    with browser(app) as client:
        log_in(client, email)
        yield Desk(client)


@pytest.fixture
def south_desk(app: FastAPI, runtime: Runtime, office: Office) -> Iterator[Desk]:
    """A caseworker of another branch of the same agency, logged in."""
    with runtime.unit() as unit:
        branch = add_branch(unit, office.agency, "south")
        email = add_worker(unit, office.agency, branch)
    with browser(app) as client:
        log_in(client, email)
        yield Desk(client)
