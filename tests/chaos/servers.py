"""Databases and queues that can be taken away and brought back."""

import os
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from sqlalchemy import Connection, create_engine, text

from tests.support.postgres import NAME, Cluster, initialised, serving
from tests.support.redis_server import system_redis

# Nothing crashes but processes, so the disk need not be waited for; but what was committed must
# outlive the server.
COMMITTED_IS_KEPT = ("fsync=off", "full_page_writes=off", "max_connections=80")


class Servers(Protocol):
    """What the house stands on. Call from the thread that made it: a server started by another
    one would end with that thread."""

    @property
    def environment(self) -> Mapping[str, str]: ...

    def take_database_away(self) -> None: ...

    def bring_database_back(self) -> None: ...

    def restart_redis(self, url: str) -> None: ...


class Embedded:
    """SQLite and the embedded Redis, which `kinline up` itself brings back."""

    environment: Mapping[str, str] = {}

    def __init__(self, folder: Path) -> None:
        self._engine = create_engine(
            f"sqlite:///{folder / 'var' / 'kinline.db'}", isolation_level="AUTOCOMMIT"
        )
        self._holding: Connection | None = None

    def take_database_away(self) -> None:
        """Another program keeps every writer out, as a backup tool would."""
        self._holding = self._engine.connect()
        self._holding.execute(text("PRAGMA busy_timeout=60000"))
        self._holding.execute(text("BEGIN EXCLUSIVE"))

    def bring_database_back(self) -> None:
        if self._holding is not None:
            self._holding.execute(text("ROLLBACK"))
            self._holding.close()
            self._holding = None
            self._engine.dispose()

    def restart_redis(self, url: str) -> None:
        """Killed; the house has to notice."""
        try:
            with _client(url) as redis:
                os.kill(int(redis.info("server")["process_id"]), signal.SIGKILL)
        except RedisError:
            return  # away already


@dataclass
class Separate:
    """A PostgreSQL and a Redis server of their own."""

    programs: Path
    redis_program: Path
    folder: Path
    user: str | None
    redis_folder: Path
    _serving: bool = False
    _postgres: ExitStack = field(default_factory=ExitStack)
    _redis: ExitStack = field(default_factory=ExitStack)
    environment: dict[str, str] = field(default_factory=dict)

    def start(self) -> None:
        self._start_postgres()
        self.environment["DATABASE_URL"] = Cluster(self.folder, NAME).create("chaos")
        self.environment["REDIS_URL"] = self._start_redis()

    def stop(self) -> None:
        self._postgres.close()
        self._redis.close()

    def take_database_away(self) -> None:
        self._postgres.close()
        self._serving = False

    def bring_database_back(self) -> None:
        if not self._serving:
            self._start_postgres()

    def restart_redis(self, url: str) -> None:
        """It forgets everything."""
        self._redis.close()
        time.sleep(1)
        self._start_redis()

    def _start_postgres(self) -> None:
        self._postgres.enter_context(
            serving(self.programs, self.folder, self.user, COMMITTED_IS_KEPT)
        )
        self._serving = True

    def _start_redis(self) -> str:
        return self._redis.enter_context(system_redis(self.redis_program, self.redis_folder))


@contextmanager
def separate(programs: Path, redis_program: Path, folder: Path) -> Iterator[Separate]:
    with initialised(programs) as (data, user):
        servers = Separate(programs, redis_program, data, user, folder)
        try:
            servers.start()
            yield servers
        finally:
            servers.stop()


def flush(url: str) -> None:
    """Somebody empties Redis; nothing when it is away just now."""
    try:
        with _client(url) as redis:
            redis.flushall()
    except RedisError:
        return


def _client(url: str) -> Redis:
    return Redis.from_url(url, socket_timeout=2, retry=Retry(NoBackoff(), 0))
