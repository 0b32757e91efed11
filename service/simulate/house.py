"""All that is needed, for real: a database, the sandbox beside us, our web app on a port."""

import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx2
import uvicorn

from messaging.platform.settings import Settings
from messaging.runtime import Runtime
from service import schema
from service.app import create_app
from service.children import environment
from service.compose import compose
from service.installation import sandbox_command
from service.orphans import END_WITH_PARENT
from service.ports import free_ports
from service.quiet_doorbell import QuietDoorbell
from service.simulate.plan import SimulatedClock

PATIENCE = 60.0
PAUSE = 0.1
PACE_MS = 5
"""Between two statuses of a text; nobody waits for it in simulated time."""


class NotReadyError(Exception):
    """A part did not come up."""


class NotEmptyError(Exception):
    """The database holds something: a play would be written among it."""


@dataclass(frozen=True, slots=True)
class House:
    runtime: Runtime
    clock: SimulatedClock
    url: str
    sandbox: str


@contextmanager
def running(
    folder: Path, clock: SimulatedClock, database_url: str | None = None
) -> Iterator[House]:
    """Everything lies in `folder`. Nothing of this machine's own settings is heeded. Raises
    `NotEmptyError`."""
    web, sandbox, smtp, mail = free_ports(4)
    settings = Settings.load(
        _env_file=None,
        var_dir=folder,
        database_url=database_url,
        secret_key="of a play that is over when its command ends, long enough",  # noqa: S106
        port=web,
        public_url=f"http://127.0.0.1:{web}",
        sandbox_port=sandbox,
        sandbox_smtp_port=smtp,
        mail_listen=f"127.0.0.1:{mail}",
    )
    if not schema.is_empty(settings.database):
        raise NotEmptyError
    schema.upgrade(settings.database)
    runtime = replace(compose(settings, QuietDoorbell()), clock=clock)
    house = House(runtime, clock, settings.public_url, f"http://127.0.0.1:{sandbox}")
    with _sandbox(settings), _web(runtime):
        for address in (f"{house.url}/healthz", f"{house.sandbox}/sandbox/stats"):
            _wait_for(address)
        yield house
    runtime.database.dispose()


@contextmanager
def _sandbox(settings: Settings) -> Iterator[None]:
    process = subprocess.Popen(  # noqa: S603 (our own program, no shell)
        (*sandbox_command(settings), "--pace-ms", str(PACE_MS)),
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        preexec_fn=END_WITH_PARENT,
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait()


@contextmanager
def _web(runtime: Runtime) -> Iterator[None]:
    config = uvicorn.Config(
        create_app(runtime),
        host="127.0.0.1",
        port=runtime.settings.port,
        access_log=False,
        log_level="warning",
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, name="web", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(PATIENCE)


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            if httpx2.get(address, timeout=2).is_success:
                return
        except httpx2.HTTPError:
            pass
        time.sleep(PAUSE)
    raise NotReadyError("a part of the simulation did not come up")
