"""Starting all of Kinline for the demo, in a folder of its own, and waiting until it answers."""

import os
import secrets
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

from messaging.platform.settings import Settings
from service.children import environment, kinline

PATIENCE = 60.0
"""Seconds until everything has to answer."""
LOG_LINES = 30
USUAL = {"PORT": 8000, "SANDBOX_PORT": 4010, "SANDBOX_SMTP_PORT": 4025, "MAIL": 8025}


class HouseError(Exception):
    """It did not come up. The message says where to look."""


@dataclass(frozen=True, slots=True)
class House:
    """Where the running processes are."""

    settings: Settings
    log: Path

    @property
    def url(self) -> str:
        return self.settings.public_url

    @property
    def sandbox(self) -> str:
        return f"http://127.0.0.1:{self.settings.sandbox_port}"


@dataclass(frozen=True, slots=True)
class Servers:
    """Where the data go; None is the embedded default."""

    database_url: str | None = None
    redis_url: str | None = None


@contextmanager
def running_house(
    folder: Path, servers: Servers = Servers(), *, usual_ports: bool = False
) -> Iterator[House]:
    """`kinline up` in `folder`, ended cleanly at the end. Raises `HouseError`.

    Nothing of this machine's own settings is heeded: a sample agency must never get into a real
    database, nor its texts to a real carrier.
    """
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    for name in Settings.model_fields:
        os.environ.pop(name.upper(), None)
    variables = _variables(folder, servers, USUAL if usual_ports else dict.fromkeys(USUAL, 0))
    os.environ.update(variables)
    house = House(Settings.load(_env_file=None), folder / "kinline.log")
    with house.log.open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 (our own program, no shell)
            kinline("up"),
            # Away from any `.env`.
            cwd=folder,
            env={**environment(), **variables},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            _wait_until_ready(house, process)
            yield house
        except Exception as error:
            error.add_note(f"The end of its log:\n{_tail(house.log)}")
            raise
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()


def _variables(folder: Path, servers: Servers, wanted: Mapping[str, int]) -> Mapping[str, str]:
    ports = {name: _free(port) for name, port in wanted.items()}
    given = {"DATABASE_URL": servers.database_url, "REDIS_URL": servers.redis_url}
    return {
        **{name: url for name, url in given.items() if url},
        **({"SECRET_KEY": secrets.token_urlsafe(48)} if servers.database_url else {}),
        "VAR_DIR": str(folder),
        "PORT": str(ports["PORT"]),
        "PUBLIC_URL": f"http://127.0.0.1:{ports['PORT']}",
        "SANDBOX_PORT": str(ports["SANDBOX_PORT"]),
        "SANDBOX_SMTP_PORT": str(ports["SANDBOX_SMTP_PORT"]),
        "MAIL_LISTEN": f"127.0.0.1:{ports['MAIL']}",
    }


def _free(usual: int) -> int:
    """The usual port, or any other when something already listens there."""
    for port in (usual, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            found: int = probe.getsockname()[1]
            return found
    raise HouseError("no port is free on this machine")


def _wait_until_ready(house: House, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        if _answers(f"{house.url}/readyz") and _answers(f"{house.sandbox}/sandbox/stats"):
            return
        time.sleep(0.1)
    raise HouseError("Kinline did not come up.")


def _tail(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-LOG_LINES:])


def _answers(url: str) -> bool:
    try:
        return httpx2.get(url, timeout=2).is_success
    except httpx2.HTTPError:
        return False
