"""A PostgreSQL cluster of the tests' own: made when first asked for, thrown away at the end."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg

# What makes it durable makes it slow, and these data live for seconds.
SPEED = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60")
TEMPLATE = "kinline_template"


class Cluster:
    """Databases on it are copies of one template, so the tables are made once."""

    def __init__(self, folder: Path, user: str) -> None:
        self._folder = folder
        self._user = user
        self._count = 0

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://{self._user}@/{name}?host={quote(str(self._folder))}"

    def create(self, name: str, template: str = "template0") -> str:
        self._run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def copy(self) -> str:
        """A fresh database with the template's tables."""
        self._count += 1
        return self.create(f"copy_{self._count}", TEMPLATE)

    def drop(self, url: str) -> None:
        name = url.partition("@/")[2].partition("?")[0]
        self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        with psycopg.connect(
            host=str(self._folder), user=self._user, dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(statement)


@contextmanager
def cluster(programs: Path) -> Iterator[Cluster]:
    """Start a cluster on a unix socket; stop and delete it afterwards."""
    user = "postgres" if os.geteuid() == 0 else "kinline"
    # Directly under the temporary folder: pytest's own folders are closed to other users.
    folder = Path(tempfile.mkdtemp(prefix="kinline-pg-"))
    data = folder / "data"
    if os.geteuid() == 0:
        shutil.chown(folder, user)
    options = " ".join(f"-c {option}" for option in SPEED)
    listen = f"-c listen_addresses= -c unix_socket_directories={folder} {options}"
    try:
        _as_server([programs / "initdb", "-D", data, "-U", user, "-A", "trust", "-E", "UTF8",
                    "--locale=C.UTF-8", "--no-sync"])  # fmt: skip
        pg_ctl: list[Path | str] = [programs / "pg_ctl", "-D", data, "-w", "-s"]
        _as_server([*pg_ctl, "-l", folder / "log", "-o", listen, "start"])
        try:
            yield Cluster(folder, user)
        finally:
            _as_server([*pg_ctl, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _as_server(command: Sequence[Path | str]) -> None:
    """PostgreSQL refuses to run as root."""
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run(
        [*as_user, *map(str, command)],
        check=True,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
