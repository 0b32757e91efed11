"""Fixtures for every room.

`database` (SQLite and PostgreSQL in turn), `redis_url` (embedded and system server in turn), and
the parts of a `runtime`: a movable `clock`, a recording `doorbell`, `channels` that are fakes.
A test that needs only one kind says so:
`@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)`.
"""

import asyncio
import gc
import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
import structlog
from redis import Redis

from channels.values import ChannelKind
from messaging.directory.access import Viewer
from messaging.directory.register import Registered
from messaging.models.staff import StaffRole
from messaging.platform import sealing
from messaging.platform.database import Database
from messaging.platform.sealing import Keyring
from messaging.platform.settings import Settings
from messaging.runtime import Runtime
from service.embedded_redis import EmbeddedRedis
from tests.support import found
from tests.support.clock import MovableClock
from tests.support.databases import copy_sqlite, make_tables, quick
from tests.support.doorbell import RecordingDoorbell
from tests.support.fake_channel import FakeChannel
from tests.support.people import Office, add_office, add_parent, add_staff
from tests.support.postgres import TEMPLATE, Cluster, cluster
from tests.support.redis_server import system_redis
from tests.support.runtimes import SECRET, fake_channels, make_runtime

# What must always hold is tried on many values; how fast the machine is does not matter.
hypothesis.settings.register_profile("patient", deadline=None)
# `make soak` chooses this one: see `tests/wall/soaking.py`.
hypothesis.settings.register_profile("soak", deadline=None, max_examples=1_000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "patient"))

# Modules and tests stay to the end: not looked through for garbage while they pile up, nor after.
gc.disable()


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


@pytest.fixture(autouse=True)
def away_from_the_machines_own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable and no `.env` of the person who runs the tests may reach a test."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setitem(Settings.model_config, "env_file", None)


@pytest.fixture(autouse=True)
def log_to_this_tests_own_output() -> Iterator[None]:
    """A command sets logging up for the process; the next test must not write to its streams."""
    yield
    structlog.reset_defaults()


@pytest.fixture(autouse=True)
def keyring() -> Keyring:
    """Sealed columns open in every test."""
    ring = Keyring([SECRET])
    sealing.install(ring)
    return ring


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    make_tables(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A temporary cluster whose template database has every table."""
    programs = found.postgres_programs()
    if programs is None:
        found.missing("PostgreSQL's initdb", "postgresql")
    else:
        with cluster(programs) as running:
            make_tables(running.create(TEMPLATE))
            yield running


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database with every table, of the test's own."""
    if request.param == "sqlite":
        yield copy_sqlite(request.getfixturevalue("sqlite_template"), tmp_path)
        return
    running: Cluster = request.getfixturevalue("postgres")
    url = running.lend()
    yield url
    running.give_back(url)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = quick(Database(database_url))
    yield database
    database.dispose()


@pytest.fixture(scope="session")
def embedded_redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("valkey")
    server = EmbeddedRedis(folder / "data", folder / "redis.url")
    yield server.start()
    server.stop()


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    program = found.redis_server()
    if program is None:
        found.missing("redis-server", "redis-server")
    else:
        with system_redis(program, tmp_path_factory.mktemp("redis")) as url:
            yield url


@pytest.fixture(
    params=["embedded_redis", pytest.param("redis_server", marks=pytest.mark.redis_server)]
)
def redis_url(request: pytest.FixtureRequest) -> str:
    """An empty Redis."""
    url: str = request.getfixturevalue(request.param)
    with Redis.from_url(url) as redis:
        redis.flushall()
    return url


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The embedded default, in a folder of the test's own."""
    return Settings.load(var_dir=tmp_path / "var", secret_key=SECRET)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
def doorbell() -> RecordingDoorbell:
    return RecordingDoorbell()


@pytest.fixture
def channels(clock: MovableClock) -> dict[ChannelKind, FakeChannel]:
    return fake_channels(clock)


@pytest.fixture
def runtime(
    database: Database,
    settings: Settings,
    clock: MovableClock,
    doorbell: RecordingDoorbell,
    channels: dict[ChannelKind, FakeChannel],
) -> Runtime:
    return make_runtime(database, settings, clock=clock, doorbell=doorbell, channels=channels)


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    """The one event loop of a worker."""
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture
def office(runtime: Runtime) -> Office:
    """Oak Co with its north branch."""
    with runtime.unit() as unit:
        return add_office(unit)


@pytest.fixture
def parent(runtime: Runtime, office: Office) -> Registered:
    """A parent of the office who takes texts."""
    with runtime.unit() as unit:
        return add_parent(unit, office)


@pytest.fixture
def boss(runtime: Runtime, office: Office) -> Viewer:
    """A supervisor of the whole agency."""
    with runtime.unit() as unit:
        return Viewer.of(add_staff(unit, office.agency, role=StaffRole.SUPERVISOR))
