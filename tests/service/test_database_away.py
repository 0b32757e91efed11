"""PostgreSQL goes away while parents write; the web process is killed; nothing is lost."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

import httpx2
import pytest
from sqlalchemy import select
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from messaging.models.inbound import InboundMessage
from messaging.models.receipt import Receipt
from messaging.platform.clock import utc_now
from messaging.platform.database import Database
from messaging.platform.unit_of_work import unit_of_work
from service.orphans import END_WITH_PARENT
from service.ports import free_ports
from tests.support import found
from tests.support.databases import make_tables
from tests.support.doorbell import RecordingDoorbell
from tests.support.house import ROOT, command
from tests.support.people import add_agency
from tests.support.postgres import NAME, Cluster, initialised, serving
from tests.support.runtimes import SECRET

pytestmark = [pytest.mark.postgres, pytest.mark.timeout(300)]

PUBLIC, TOKEN = "https://messages.oak.example", "12345"
MARIA, JOHN, OURS = "+13125550142", "+13125550143", "+13125550100"
PATIENCE = 120.0


class Postgres:
    """A server that goes away and comes back."""

    def __init__(self, programs: Path, folder: Path, user: str | None) -> None:
        # It ends as by a crash, and must then remember what it promised.
        self._serving = partial(serving, programs, folder, user, ("fsync=off",))
        self._running = ExitStack()
        self.cluster = Cluster(folder, NAME)

    def start(self) -> None:
        self._running.enter_context(self._serving())

    def stop(self) -> None:
        self._running.close()


@pytest.fixture
def server() -> Iterator[Postgres]:
    programs = found.postgres_programs()
    if programs is None:
        found.missing("PostgreSQL's initdb", "postgresql")
        return
    with initialised(programs) as (folder, user):
        postgres = Postgres(programs, folder, user)
        postgres.start()
        try:
            yield postgres
        finally:
            postgres.stop()


@pytest.fixture
def database(server: Postgres) -> Iterator[Database]:
    """Oak Co, with every table."""
    url = server.cluster.create("away")
    make_tables(url)
    database = Database(url)
    with unit_of_work(database, RecordingDoorbell(), utc_now) as unit:
        add_agency(unit)
    yield database
    database.dispose()


class Web:
    """A `kinline web` of its own process, and Twilio before its doors."""

    def __init__(self, port: int, environment: Mapping[str, str]) -> None:
        self._url = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen(
            command("web"),
            env={**os.environ, **environment, "PORT": str(port)},
            cwd=environment["VAR_DIR"],
            stdin=subprocess.DEVNULL,
            preexec_fn=END_WITH_PARENT,
        )
        wait_until(self._alive)

    def _alive(self) -> bool:
        try:
            return httpx2.get(f"{self._url}/healthz").status_code == 200
        except httpx2.HTTPError:
            return False

    def post(self, door: str, form: Mapping[str, str]) -> int:
        path = f"/webhooks/twilio/{door}"
        signature = RequestValidator(TOKEN).compute_signature(PUBLIC + path, form)
        headers = {
            "X-Twilio-Signature": signature,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        content = urlencode(form)
        answer = httpx2.post(self._url + path, content=content, headers=headers, timeout=60)
        return int(answer.status_code)

    def text(self, sender: str, number: int) -> int:
        form = {"MessageSid": f"SM{number}", "From": sender, "To": OURS, "Body": f"Word {number}"}
        return self.post("inbound", form)

    def report(self, number: int) -> int:
        return self.post("status", {"MessageSid": f"SMX{number}", "MessageStatus": "delivered"})


@contextmanager
def webs(count: int, environment: Mapping[str, str]) -> Iterator[list[Web]]:
    with ExitStack() as stack:
        running = []
        for port in free_ports(count):
            web = Web(port, environment)
            stack.callback(web.process.wait, 30)
            stack.callback(web.process.terminate)
            running.append(web)
        yield running


def wait_until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def numbers(database: Database, sender: str) -> list[int]:
    """What a sender's messages are called, in the order in which they are routed."""
    with database.reading() as session:
        rows = session.scalars(select(InboundMessage).order_by(InboundMessage.id))
        return [int(row.provider_id.removeprefix("SM")) for row in rows if row.sender == sender]


def reports(database: Database) -> int:
    with database.reading() as session:
        return len(session.scalars(select(Receipt)).all())


def waiting(folder: Path) -> list[Path]:
    return list((folder / "spool").rglob("*.sealed"))


@pytest.fixture
def environment(database: Database, tmp_path: Path, embedded_redis: str) -> Mapping[str, str]:
    return {
        "VAR_DIR": str(tmp_path),
        "SECRET_KEY": SECRET,
        "DATABASE_URL": database.url,
        "REDIS_URL": embedded_redis,
        "PUBLIC_URL": PUBLIC,
        "TWILIO_ACCOUNT_SID": "AC" + "a" * 32,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_FROM": OURS,
        "PYTHONPATH": str(ROOT),
    }


def test_what_parents_write_meanwhile_is_stored_once_in_order(
    server: Postgres, database: Database, tmp_path: Path, environment: Mapping[str, str]
) -> None:
    with webs(1, environment) as (web,):
        assert [web.text(MARIA, 1), web.text(JOHN, 2), web.report(1)] == [200] * 3
        database.dispose()
        server.stop()
        answers = [web.text((MARIA, JOHN)[number % 2], number) for number in range(3, 23)]
        answers += [web.text(MARIA, 22), web.report(2), web.report(2), web.report(3)]
        assert answers == [200] * 24
        web.process.send_signal(signal.SIGKILL)
        web.process.wait(30)
    assert len(waiting(tmp_path)) == 24
    kept = b"".join(path.read_bytes() for path in waiting(tmp_path))
    assert b"Word" not in kept
    assert MARIA.encode() not in kept

    with webs(2, environment) as (first, second):
        assert [first.text(MARIA, 23), second.text(MARIA, 24)] == [200, 200]
        server.start()
        answers = [(first, second)[number % 2].text(MARIA, number) for number in range(25, 40)]
        assert answers == [200] * 15
        wait_until(lambda: not waiting(tmp_path))
        assert first.text(JOHN, 40) == 200
        assert not waiting(tmp_path)

    assert numbers(database, MARIA) == [1, *range(4, 23, 2), *range(23, 40)]
    assert numbers(database, JOHN) == [2, *range(3, 23, 2), 40]
    assert reports(database) == 3


def test_what_was_answered_before_a_kill_is_there(
    database: Database, tmp_path: Path, environment: Mapping[str, str]
) -> None:
    """Many at a time share commits; the process is killed in the middle of them."""
    answered: list[int] = []
    enough = threading.Event()

    def write(web: Web, sender: int) -> None:
        with suppress(httpx2.HTTPError):
            for number in range(sender, 8_000, 8):
                assert web.text(phone(sender), number) == 200
                answered.append(number)
                if len(answered) >= 100:
                    enough.set()

    with webs(1, environment) as (web,), ThreadPoolExecutor(8) as parents:
        writing = [parents.submit(write, web, sender) for sender in range(8)]
        assert enough.wait(PATIENCE)
        web.process.send_signal(signal.SIGKILL)
        for each in writing:
            each.result(PATIENCE)
    for sender in range(8):
        theirs = sorted(number for number in answered if number % 8 == sender)
        kept = numbers(database, phone(sender))
        assert kept[: len(theirs)] == theirs
        # The one that was under way may be there as well.
        assert len(kept) <= len(theirs) + 1
    assert not waiting(tmp_path)


def phone(number: int) -> str:
    return f"+1312555{150 + number:04}"
