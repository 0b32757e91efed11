"""All of Kinline as real processes, started by its own command line, on ports of its own."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2

from messaging.platform.settings import Settings
from service.orphans import END_WITH_PARENT
from service.ports import free_ports
from tests.support.runtimes import SECRET

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 90.0


@dataclass(slots=True)
class House:
    """A running `kinline up`."""

    environment: Mapping[str, str]
    log: Path
    process: subprocess.Popen[bytes] = field(init=False)

    def start(self) -> None:
        """Again, when it has ended; it is not waited for. Call from the thread that lives as long
        as it should: it ends with that."""
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                command("up"),
                env={**os.environ, **self.environment},
                cwd=self.log.parent,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                preexec_fn=END_WITH_PARENT,
            )

    @property
    def url(self) -> str:
        return self.environment["PUBLIC_URL"]

    @property
    def sandbox(self) -> str:
        return f"http://127.0.0.1:{self.environment['SANDBOX_PORT']}"

    def kinline(self, *arguments: str, stdin: str = "") -> str:
        """What a command says. Raises `CalledProcessError` when it fails."""
        return subprocess.run(
            command(*arguments),
            env={**os.environ, **self.environment},
            cwd=ROOT,
            input=stdin,
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    def settings(self) -> Settings:
        """Those of its processes."""
        values = {name.lower(): value for name, value in self.environment.items()}
        return Settings.load(**values)

    def end(self) -> int:
        """Ask it to end; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)

    def entries(self) -> Iterator[dict[str, Any]]:
        """The lines of its log, read."""
        with self.log.open() as log:
            for line in log:
                # One may be half written.
                if line.startswith("{") and line.endswith("}\n"):
                    yield json.loads(line)

    def pids(self, label: str) -> list[int]:
        """Of the process called so, in the order of its starts."""
        return [
            int(entry["pid"])
            for entry in self.entries()
            if entry["event"] == "process.started" and entry["process"] == label
        ]


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-P", "-m", "service", *arguments]


@contextmanager
def running_house(folder: Path, **environment: str) -> Iterator[House]:
    """`kinline up` with its data in `folder`, once it is ready."""
    web, sandbox, smtp, mail = free_ports(4)
    variables = {
        "VAR_DIR": str(folder / "var"),
        "SECRET_KEY": SECRET,
        "PORT": str(web),
        "PUBLIC_URL": f"http://127.0.0.1:{web}",
        "SANDBOX_PORT": str(sandbox),
        "SANDBOX_SMTP_PORT": str(smtp),
        "MAIL_LISTEN": f"127.0.0.1:{mail}",
        "LOG_FORMAT": "json",
        "PYTHONPATH": str(ROOT),
        **environment,
    }
    house = House(variables, folder / "house.log")
    house.start()
    try:
        wait_until(lambda: ready(house), house)
        yield house
    finally:
        if house.process.poll() is None:
            house.end()


def ready(house: House) -> bool:
    try:
        return httpx2.get(f"{house.url}/readyz").status_code == 200
    except httpx2.HTTPError:
        return False


def wait_until(done: Callable[[], bool], house: House) -> None:
    """Look again and again; fails with the house's log when it ends or takes too long."""
    deadline = time.monotonic() + PATIENCE
    while not done():
        assert house.process.poll() is None, house.log.read_text()
        assert time.monotonic() < deadline, house.log.read_text()
        time.sleep(0.1)
