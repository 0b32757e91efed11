"""Where what came in waits on disk while the database is away: sealed, in order, bounded.

One file per message. It is complete before it has its name, and both are on the disk before `put`
returns, so what a provider heard 2xx for survives a kill -9 and the power going out. Nothing is in
the clear: which agency it is for cannot be looked up without the database, so it is sealed
(AES-256-GCM) with a key of the installation, bound to its folder and its id.
"""

import fcntl
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import UUID

import structlog
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from messaging.platform.sealing import derive_key

log = structlog.get_logger(__name__)

SEALED = ".sealed"
UNFINISHED = ".unfinished"
AT_ONCE = 100
ABANDONED_SECONDS = 600
"""A file unfinished for this long is of a process that was killed: it promised nobody anything."""
ASIDE = "aside"
VERSION = b"\x01"
NONCE_BYTES = 12
MOST_FILES = 20_000
MOST_BYTES = 256 * 1024 * 1024
COUNT_EVERY_SECONDS = 1.0
"""How long a count is trusted. Other processes put files too, so bounds hold but for a second's."""

Take = Callable[[UUID, bytes], None]
"""Moves one payload to where it belongs. May be called twice for one id."""
TakeSome = Callable[[Sequence[tuple[UUID, bytes]]], None]
"""Moves some payloads, all of them or none."""


class SpoolFullError(Exception):
    """There is no room; whoever brings a message has to keep it."""


class UnreadableError(Exception):
    """A file is damaged, or was sealed with a key that is not here."""


class Spool:
    """One folder of waiting messages, shared by every web process of a host.

    `secrets`: the first seals, all open.
    """

    def __init__(
        self,
        folder: Path,
        secrets: Sequence[str],
        *,
        most_files: int = MOST_FILES,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self.folder = folder
        self.aside = folder.parent / ASIDE / folder.name
        self._ciphers = [AESGCM(derive_key(secret, "spool")) for secret in secrets]
        self._most_files = most_files
        self._most_bytes = most_bytes
        self._counted_at = float("-inf")
        self._files = self._bytes = 0

    def waits(self) -> bool:
        """Whether anything does. What comes now must not overtake it."""
        return next(_sealed_in(self.folder), None) is not None

    def waiting(self) -> list[Path]:
        """The oldest first: names are ids, and ids are in the order of their making."""
        return sorted((Path(entry.path) for entry in _sealed_in(self.folder)), key=_name)

    def set_aside(self) -> list[Path]:
        """What could not be read or placed; a person has to look."""
        return sorted((Path(entry.path) for entry in _sealed_in(self.aside)), key=_name)

    def put(self, item_id: UUID, payload: bytes) -> None:
        """Keep `payload`; it is on the disk when this returns.

        Raises `SpoolFullError`, also when the disk takes nothing more.
        """
        sealed = self._seal(item_id, payload)
        try:
            _make_folder(self.folder)
            self._make_room(len(sealed))
            self._write(item_id, sealed)
        except OSError as error:
            log.error("spool.cannot_write", error=type(error).__name__, code=error.errno)
            raise SpoolFullError from None
        log.warning("spool.kept", spool=self.folder.name, item=str(item_id))

    def flush(
        self, take: Take, away: tuple[type[Exception], ...], take_some: TakeSome | None = None
    ) -> int:
        """Give everything to `take`, oldest first, and forget what it took. Returns how many.

        An error of `away` means "not now": it stops here and is raised. What does not open, or
        what `take` refuses with any other error, is set aside. Only one process of a host flushes
        at a time, whichever holds the lock: two would break the order. The lock ends with its
        process, so a killed one leaves nothing to clean up.

        With `take_some` they go many at once, since what comes in meanwhile joins the spool: one
        by one it might never get empty. Where that fails, `take` finds out which it was.
        """
        taken = 0
        if not self.folder.exists():
            return taken
        with self._alone() as alone:
            if alone:
                self._sweep_unfinished()
            while alone and (waiting := self.waiting()):
                for start in range(0, len(waiting), AT_ONCE):
                    some = waiting[start : start + AT_ONCE]
                    if take_some is not None and self._give_some(some, take_some, away):
                        taken += len(some)
                    else:
                        taken += sum(self._give(path, take, away) for path in some)
        return taken

    def _give_some(
        self, paths: Sequence[Path], take_some: TakeSome, away: tuple[type[Exception], ...]
    ) -> bool:
        """False when something was wrong with one of them, and none was taken."""
        try:
            take_some([self._read(path) for path in paths])
        except away:
            raise
        except Exception as error:  # one by one it will show which
            log.warning("spool.one_by_one", error=type(error).__name__)
            return False
        for path in paths:
            path.unlink()
        return True

    def _give(self, path: Path, take: Take, away: tuple[type[Exception], ...]) -> bool:
        try:
            take(*self._read(path))
        except away:
            raise
        except Exception as error:  # whatever is wrong concerns this file alone
            log.error("spool.set_aside", item=path.stem, error=type(error).__name__)
            self._put_aside(path)
            return False
        # A crash before this line gives it once more; `take` is ready for that.
        path.unlink()
        return True

    def _read(self, path: Path) -> tuple[UUID, bytes]:
        item_id = UUID(path.stem)
        return item_id, self._open(item_id, path.read_bytes())

    def _put_aside(self, path: Path) -> None:
        _make_folder(self.aside)
        path.rename(self.aside / path.name)
        _sync(self.aside)

    def _write(self, item_id: UUID, sealed: bytes) -> None:
        unfinished = self.folder / f"{item_id.hex}.{os.getpid()}{UNFINISHED}"
        try:
            unfinished.touch(mode=0o600, exist_ok=False)
            with unfinished.open("wb") as file:
                file.write(sealed)
                file.flush()
                os.fsync(file.fileno())
            unfinished.rename(self.folder / f"{item_id.hex}{SEALED}")
        except OSError:
            unfinished.unlink(missing_ok=True)
            raise
        _sync(self.folder)

    def _make_room(self, size: int) -> None:
        now = time.monotonic()
        if now - self._counted_at > COUNT_EVERY_SECONDS:
            found = [*_sealed_in(self.folder), *_sealed_in(self.aside)]
            self._files = len(found)
            self._bytes = sum(_size(entry) for entry in found)
            self._counted_at = now
        if self._files >= self._most_files or self._bytes + size > self._most_bytes:
            log.error("spool.full", spool=self.folder.name, files=self._files)
            raise SpoolFullError
        self._files += 1
        self._bytes += size

    @contextmanager
    def _alone(self) -> Iterator[bool]:
        lock = os.open(self.folder / "flush.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
        finally:
            os.close(lock)

    def _sweep_unfinished(self) -> None:
        for path in self.folder.glob(f"*{UNFINISHED}"):
            with suppress(FileNotFoundError):
                if time.time() - path.stat().st_mtime > ABANDONED_SECONDS:
                    path.unlink()

    def _seal(self, item_id: UUID, payload: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return VERSION + nonce + self._ciphers[0].encrypt(nonce, payload, self._bound(item_id))

    def _open(self, item_id: UUID, sealed: bytes) -> bytes:
        nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        if sealed[:1] == VERSION and len(nonce) == NONCE_BYTES:
            for cipher in self._ciphers:
                with suppress(InvalidTag):
                    return cipher.decrypt(nonce, body, self._bound(item_id))
        raise UnreadableError

    def _bound(self, item_id: UUID) -> bytes:
        return self.folder.name.encode() + item_id.bytes


def _sealed_in(folder: Path) -> Iterator["os.DirEntry[str]"]:
    try:
        with os.scandir(folder) as entries:
            yield from (entry for entry in entries if entry.name.endswith(SEALED))
    except OSError:
        # Not there (yet). Where it cannot be, `put` says so; a database that works needs none.
        return


def _size(entry: "os.DirEntry[str]") -> int:
    try:
        return entry.stat().st_size
    except FileNotFoundError:
        return 0


def _name(path: Path) -> str:
    return path.name


def _make_folder(folder: Path) -> None:
    """It and those above it, each known to the disk."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    _sync(folder.parent)


def _sync(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
