"""A PostgreSQL cluster of the tests' own: made when first asked for, thrown away at the end."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import chain
from pathlib import Path
from urllib.parse import quote

import psycopg

from service.orphans import END_WITH_PARENT

# What makes it durable makes it slow, and these data live for seconds.
SPEED = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60")
TEMPLATE = "kinline_template"
NAME = "kinline"
"""Of its superuser."""
ALONE = """
SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
EMPTY = """
DO $$ DECLARE each regclass; written bool; BEGIN
    FOR each IN SELECT oid FROM pg_class WHERE relkind = 'r'
        AND relnamespace = 'public'::regnamespace AND relname <> 'alembic_version'
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %s)', each) INTO written;
        IF written THEN EXECUTE format('DELETE FROM %s', each); END IF;
    END LOOP;
END $$
"""
SHAPE = """
SELECT md5(string_agg(one, ' ' ORDER BY one)) FROM (
    SELECT format('%s.%s %s %s', relname, attname, atttypid, attnotnull) AS one
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT format('%s %s', tgname, tgenabled) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace
) AS parts
"""


class Cluster:
    """Databases on it are copies of one template, so the tables are made once."""

    def __init__(self, folder: Path, user: str) -> None:
        self._folder = folder
        self._user = user
        self._count = 0
        self._made: list[str] = []
        self._emptied: list[str] = []
        self._shape: str | None = None
        # Kept open: the second time it knows the tables by heart.
        self._tidying: dict[str, psycopg.Connection] = {}

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://{self._user}@/{name}?host={quote(str(self._folder))}"

    def create(self, name: str, template: str = "template0") -> str:
        self._run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        self._made.append(name)
        return self.url(name)

    def copy(self, template: str = TEMPLATE) -> str:
        """A fresh database with the template's tables and rows."""
        self._count += 1
        return self.create(f"copy_{self._count}", template)

    def copy_of(self, url: str) -> str:
        """A database with the rows of another, to which nobody is connected."""
        return self.copy(_named(url))

    def drop(self, url: str) -> None:
        self._drop(_named(url))

    def lend(self) -> str:
        """A database with the template's tables, all of them empty: one that was given back, or a
        copy."""
        return self.url(self._emptied.pop()) if self._emptied else self.copy()

    def give_back(self, url: str) -> None:
        """Emptied, it is lent again, which takes a tenth of the time of a copy. One whose tables
        are not those of the template any more is dropped."""
        name = _named(url)
        if self._shape is None:
            with self._connected(TEMPLATE) as connection:
                self._shape = _shape(connection)
        if name not in self._tidying:
            self._tidying[name] = self._connected(name)
            # No trigger, no key.
            self._tidying[name].execute("SET session_replication_role = replica")
        connection = self._tidying[name]
        if _shape(connection) != self._shape:
            self._drop(name)
            return
        connection.execute(ALONE)
        connection.execute(EMPTY)
        self._emptied.append(name)

    def close(self) -> None:
        for connection in self._tidying.values():
            connection.close()

    @contextmanager
    def tidied(self) -> Iterator[None]:
        """What is made within is dropped at its end."""
        before = list(self._made)
        try:
            yield
        finally:
            for name in [name for name in self._made if name not in before]:
                self._drop(name)

    def _drop(self, name: str) -> None:
        self._made.remove(name)
        if name in self._tidying:
            self._tidying.pop(name).close()
        self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        with self._connected("postgres") as connection:
            connection.execute(statement)

    def _connected(self, name: str) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self._folder), user=self._user, dbname=name, autocommit=True
        )


def _shape(connection: psycopg.Connection) -> str:
    return str(connection.execute(SHAPE).fetchone())


def _named(url: str) -> str:
    return url.partition("@/")[2].partition("?")[0]


@contextmanager
def cluster(programs: Path) -> Iterator[Cluster]:
    """Start a cluster on a unix socket; stop and delete it afterwards."""
    with (
        initialised(programs) as (folder, user),
        serving(programs, folder, user),
        closing(Cluster(folder, NAME)) as running,
    ):
        yield running


@contextmanager
def initialised(programs: Path) -> Iterator[tuple[Path, str | None]]:
    """A folder with a fresh cluster, and the user its server runs as; deleted afterwards."""
    # PostgreSQL refuses to run as root.
    user = "postgres" if os.geteuid() == 0 else None
    # Directly under the temporary folder: pytest's own folders are closed to other users.
    folder = Path(tempfile.mkdtemp(prefix="kinline-pg-"))
    if user is not None:
        shutil.chown(folder, user)
    try:
        _initialise(programs, folder, user)
        yield folder, user
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _initialise(programs: Path, folder: Path, user: str | None) -> None:
    options = ("-U", NAME, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
    subprocess.run(
        [programs / "initdb", "-D", folder / "data", *options],
        check=True,
        user=user,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )


@contextmanager
def serving(
    programs: Path, folder: Path, user: str | None, how: Iterable[str] = SPEED
) -> Iterator[None]:
    """A server on what `initialise` made, until the end; it ends at once, as by a crash."""
    options = ("listen_addresses=", f"unix_socket_directories={folder}", *how)
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [programs / "postgres", "-D", folder / "data", *chain(*(("-c", o) for o in options))],
            user=user,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            # A test run that is killed must not leave a server behind.
            preexec_fn=END_WITH_PARENT,
        )
    try:
        _wait_for(folder, server)
        yield
    finally:
        server.send_signal(signal.SIGQUIT)
        server.wait(30)


def _wait_for(folder: Path, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            psycopg.connect(host=str(folder), user=NAME, dbname="postgres").close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((folder / "log").read_text()) from None
            time.sleep(0.05)
        else:
            return
