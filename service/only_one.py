"""One active process of a kind per database, the others in waiting."""

import fcntl
import hashlib
import os
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from messaging.runtime import Runtime


class OnlyOne:
    """A lock that ends with its process, however that ends.

    PostgreSQL: an advisory lock, held by a connection of its own (which must reach the server
    itself or a pooler in session mode). SQLite: a lock on a file beside the data.
    """

    def __init__(self, role: str, runtime: Runtime) -> None:
        self._key = int.from_bytes(
            hashlib.sha256(f"kinline {role}".encode()).digest()[:8], signed=True
        )
        self._path = runtime.settings.var_dir / f"{role}.lock"
        self._database = runtime.database
        self._file: int | None = None
        self._connection: Connection | None = None

    def held(self) -> bool:
        """Whether we are the one; tries to become it. Raises what the database raises."""
        return self._file_held() if self._database.is_sqlite else self._connection_held()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None
        if self._connection is not None:
            # Not back into the pool: a pooled connection would keep the lock.
            self._connection.invalidate()
            self._connection.close()
            self._connection = None

    def _file_held(self) -> bool:
        if self._file is not None:
            return True
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return False
        self._file = file
        return True

    def _connection_held(self) -> bool:
        if self._connection is not None:
            try:
                self._connection.execute(text("SELECT 1"))
            except DBAPIError:
                # With the connection the lock is gone.
                self._connection.close()
                self._connection = None
                raise
            return True
        connection = self._database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        taken = connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": self._key})
        if taken:
            self._connection = connection
        else:
            connection.close()
        return bool(taken)
