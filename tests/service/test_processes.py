"""`kinline up` with real processes, as it comes; tests/chaos has it on servers too."""

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from redis import Redis
from sqlalchemy import select

from messaging.models.agency import Agency
from messaging.platform.database import Database
from messaging.platform.events import Event, FactType
from messaging.platform.lanes import Lane
from service.commands.addresses import addresses
from tests.support.clock import MovableClock
from tests.support.house import House, command, running_house, wait_until

pytestmark = pytest.mark.timeout(300)

AGENCY = (
    "agency add --slug oak --phone (312)555-0100 --time-zone America/Chicago --state IL "
    "--branch north=North --name Oak --neutral-name Oak"
)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with running_house(tmp_path) as house:
        yield house


@pytest.fixture
def database(house: House) -> Iterator[Database]:
    database = Database(house.settings().database)
    yield database
    database.dispose()


def record_a_fact(database: Database, clock: MovableClock) -> None:
    """As a lower room does, without a ring: only the clock can have it handled."""
    with database.writing() as session:
        agency_id = session.scalars(select(Agency.id)).one()
        now = clock()
        session.add(Event(agency_id=agency_id, type=FactType.MESSAGE_SENT, at=now, next_try_at=now))


def all_handled(database: Database) -> bool:
    with database.reading() as session:
        return not session.scalars(select(Event.id).where(Event.handled_at.is_(None))).all()


def test_everything_runs_survives_and_ends(
    house: House, database: Database, clock: MovableClock
) -> None:
    house.kinline(*AGENCY.split())
    for address in addresses(house.settings()).values():
        assert httpx2.get(address, follow_redirects=True).status_code == 200
    clock.set(clock().replace(year=2020))

    record_a_fact(database, clock)
    wait_until(lambda: all_handled(database), house)

    with Redis.from_url(house.settings().redis) as redis:
        redis.flushall()
    record_a_fact(database, clock)
    wait_until(lambda: all_handled(database), house)

    (web,) = house.pids("web")
    os.kill(web, signal.SIGKILL)
    wait_until(lambda: len(house.pids("web")) == 2, house)

    assert "wrong" not in house.kinline("doctor")
    second = subprocess.run(
        command("up"),
        env={**os.environ, **house.environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert second.returncode == 1
    assert "already running" in second.stderr

    assert house.end() == 0
    said = house.log.read_text()
    assert said.count('"worker.ended"') == len(Lane)
    assert "process.killed" not in said
