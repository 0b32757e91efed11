"""What a rehearsal has seen already, of however long a file: on disk, since nothing of it stays in
the database."""

import hashlib
import sqlite3
from collections.abc import Collection, Iterable
from types import TracebackType

DIGEST_BYTES = 16


class Seen:
    """Keys, in a file of its own that is gone at the end."""

    def __init__(self) -> None:
        self._keys = sqlite3.connect("")
        self._keys.execute("CREATE TABLE keys (digest BLOB PRIMARY KEY) WITHOUT ROWID")

    def __enter__(self) -> "Seen":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._keys.close()

    def add(self, keys: Iterable[str]) -> None:
        self._keys.executemany(
            "INSERT OR IGNORE INTO keys VALUES (?)", [(_digest(key),) for key in keys]
        )

    def among(self, keys: Collection[str]) -> set[str]:
        """Those that were added before."""
        return {key for key in keys if self._has(key)}

    def _has(self, key: str) -> bool:
        found = self._keys.execute("SELECT 1 FROM keys WHERE digest = ?", (_digest(key),))
        return found.fetchone() is not None


def _digest(key: str) -> bytes:
    return hashlib.blake2b(key.encode(), digest_size=DIGEST_BYTES).digest()
