"""The servers that benchmarks stand on, in throw-away folders."""

import atexit
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path

from tests.support import found
from tests.support.databases import make_tables
from tests.support.postgres import NAME, TEMPLATE, Cluster, initialised, serving
from tests.support.redis_server import system_redis

# Durable, as in production: a commit waits for the disk.
DURABLE = ("max_connections=80", "shared_buffers=256MB", "max_wal_size=4GB")


class NotHereError(Exception):
    """The machine lacks what a benchmark needs."""


@contextmanager
def postgres() -> Iterator[Cluster]:
    """PostgreSQL with a template that has every table: `cluster.copy()` is a fresh database.

    One server for all benchmarks of a run; what is made in it is dropped at the end.
    """
    cluster = _cluster()
    with cluster.tidied():
        yield cluster


@cache
def _cluster() -> Cluster:
    programs = found.postgres_programs()
    if programs is None:
        raise NotHereError("PostgreSQL's initdb was not found; install Debian's postgresql")
    folder, user = _UNTIL_THE_END.enter_context(initialised(programs))
    _UNTIL_THE_END.enter_context(serving(programs, folder, user, DURABLE))
    cluster = Cluster(folder, NAME)
    make_tables(cluster.create(TEMPLATE))
    return cluster


_UNTIL_THE_END = ExitStack()
atexit.register(_UNTIL_THE_END.close)


@contextmanager
def redis() -> Iterator[str]:
    """The URL of a Redis server."""
    program = found.redis_server()
    if program is None:
        raise NotHereError("redis-server was not found; install Debian's redis-server")
    with (
        tempfile.TemporaryDirectory(prefix="kinline-redis-") as folder,
        system_redis(program, Path(folder)) as url,
    ):
        yield url
