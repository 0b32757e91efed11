"""The spool: what is put in comes out once, in order, sealed meanwhile, within bounds."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging.inbound.spool import Spool, SpoolFullError
from messaging.platform.ids import new_id

OLD, NEW = "an earlier secret, long enough for any", "the present secret, long enough for any"
WORDS = b"Can we meet on Friday?"


class AwayError(Exception):
    """As a database that does not answer."""


class Reader:
    """Takes what it is given, unless told otherwise for a payload."""

    def __init__(self, **refusals: Exception) -> None:
        self.taken: list[tuple[UUID, bytes]] = []
        self._refusals = {payload.encode(): error for payload, error in refusals.items()}

    def __call__(self, item_id: UUID, payload: bytes) -> None:
        if payload in self._refusals:
            raise self._refusals[payload]
        self.taken.append((item_id, payload))

    @property
    def payloads(self) -> list[bytes]:
        return [payload for _, payload in self.taken]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "var" / "spool" / "texts"


@pytest.fixture
def spool(folder: Path) -> Spool:
    return Spool(folder, [NEW])


def put(spool: Spool, *payloads: bytes) -> list[UUID]:
    ids = [new_id() for _ in payloads]
    for item_id, payload in zip(ids, payloads, strict=True):
        spool.put(item_id, payload)
    return ids


def flush(spool: Spool, reader: Reader) -> int:
    return spool.flush(reader, (AwayError,))


def test_a_spool_nobody_has_used_is_empty_and_makes_no_folder(spool: Spool, folder: Path) -> None:
    assert not spool.waits()
    assert spool.waiting() == spool.set_aside() == []
    assert flush(spool, Reader()) == 0
    assert not folder.exists()


def test_what_is_put_in_comes_out_once_in_order(spool: Spool) -> None:
    ids = put(spool, b"one", b"two", b"three")
    assert spool.waits()
    reader = Reader()
    assert flush(spool, reader) == 3
    assert reader.taken == list(zip(ids, [b"one", b"two", b"three"], strict=True))
    assert not spool.waits()
    assert flush(spool, reader) == 0


def test_the_order_is_that_of_the_ids_not_of_the_writing(spool: Spool) -> None:
    first, second = new_id(), new_id()
    spool.put(second, b"second")
    spool.put(first, b"first")
    reader = Reader()
    flush(spool, reader)
    assert reader.payloads == [b"first", b"second"]


def test_another_process_finds_it(spool: Spool, folder: Path) -> None:
    put(spool, WORDS)
    later = Spool(folder, [NEW])
    assert later.waits()
    reader = Reader()
    assert flush(later, reader) == 1
    assert reader.payloads == [WORDS]


@given(payload=st.binary(max_size=3000))
def test_any_payload_comes_out_as_it_went_in(
    tmp_path_factory: pytest.TempPathFactory, payload: bytes
) -> None:
    spool = Spool(tmp_path_factory.mktemp("spool") / "texts", [NEW])
    put(spool, payload)
    reader = Reader()
    flush(spool, reader)
    assert reader.payloads == [payload]


def test_nothing_is_in_the_clear_and_nobody_else_may_read(spool: Spool, folder: Path) -> None:
    put(spool, WORDS)
    (path,) = spool.waiting()
    sealed = path.read_bytes()
    assert not any(part in sealed for part in WORDS.split())
    assert path.stat().st_mode & 0o077 == 0
    assert folder.stat().st_mode & 0o077 == 0


def test_what_an_earlier_secret_sealed_still_opens(folder: Path) -> None:
    put(Spool(folder, [OLD]), WORDS)
    reader = Reader()
    assert flush(Spool(folder, [NEW, OLD]), reader) == 1
    assert reader.payloads == [WORDS]


# Files that do not open


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:20])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def alter(path: Path) -> None:
    sealed = path.read_bytes()
    path.write_bytes(sealed[:-1] + bytes([sealed[-1] ^ 1]))


def rename(path: Path) -> None:
    path.rename(path.with_name(f"{new_id().hex}.sealed"))


def misname(path: Path) -> None:
    path.rename(path.with_name("no-id.sealed"))


@pytest.mark.parametrize("damage", [cut, empty, alter, rename, misname])
def test_what_does_not_open_is_set_aside_and_holds_up_nobody(spool: Spool, damage: object) -> None:
    put(spool, b"damaged", b"whole")
    assert callable(damage)
    damage(spool.waiting()[0])
    reader = Reader()
    assert flush(spool, reader) == 1
    assert reader.payloads == [b"whole"]
    assert len(spool.set_aside()) == 1
    assert not spool.waits()


def test_with_the_missing_key_it_opens_after_all(folder: Path) -> None:
    put(Spool(folder, [OLD]), WORDS)
    without = Spool(folder, [NEW])
    assert flush(without, Reader()) == 0
    (path,) = without.set_aside()
    path.rename(folder / path.name)
    reader = Reader()
    flush(Spool(folder, [NEW, OLD]), reader)
    assert reader.payloads == [WORDS]


def test_a_file_of_another_spool_does_not_open_here(spool: Spool, folder: Path) -> None:
    reports = Spool(folder.with_name("reports"), [NEW])
    put(reports, b"delivered")
    put(spool, b"text")
    (path,) = reports.waiting()
    path.rename(folder / path.name)
    reader = Reader()
    flush(spool, reader)
    assert reader.payloads == [b"text"]


# While it cannot be taken


def test_while_the_database_is_away_everything_waits(spool: Spool) -> None:
    put(spool, b"one", b"two", b"three")
    reader = Reader(two=AwayError())
    with pytest.raises(AwayError):
        flush(spool, reader)
    assert reader.payloads == [b"one"]
    assert len(spool.waiting()) == 2
    assert spool.set_aside() == []
    again = Reader()
    assert flush(spool, again) == 2
    assert again.payloads == [b"two", b"three"]


def test_what_is_refused_for_itself_is_set_aside(spool: Spool) -> None:
    put(spool, b"one", b"two", b"three")
    reader = Reader(two=ValueError("it quotes a parent"))
    assert flush(spool, reader) == 2
    assert reader.payloads == [b"one", b"three"]
    assert len(spool.set_aside()) == 1


def test_what_was_taken_just_before_a_kill_is_given_again(spool: Spool, folder: Path) -> None:
    """So that nothing is lost; who takes it knows a repeat by its id."""
    (item_id,) = put(spool, WORDS)

    def killed(_item_id: UUID, _payload: bytes) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        spool.flush(killed, (AwayError,))
    reader = Reader()
    flush(Spool(folder, [NEW]), reader)
    assert reader.taken == [(item_id, WORDS)]


# Several processes


@contextmanager
def flushing_elsewhere(folder: Path) -> Iterator[None]:
    lock = os.open(folder / "flush.lock", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    yield
    os.close(lock)


def test_only_one_process_flushes_at_a_time(spool: Spool, folder: Path) -> None:
    put(spool, WORDS)
    reader = Reader()
    with flushing_elsewhere(folder):
        assert flush(spool, reader) == 0
        put(spool, b"and this")
    assert reader.taken == []
    assert flush(spool, reader) == 2


def test_what_is_put_in_during_a_flush_comes_out_of_it_too(spool: Spool) -> None:
    put(spool, b"one")
    taken: list[bytes] = []

    def take(_item_id: UUID, payload: bytes) -> None:
        taken.append(payload)
        if payload == b"one":
            put(spool, b"two")

    assert spool.flush(take, (AwayError,)) == 2
    assert taken == [b"one", b"two"]


def test_half_a_file_of_a_killed_process_is_no_message_and_goes_in_time(
    spool: Spool, folder: Path
) -> None:
    put(spool, WORDS)
    fresh, old = folder / "a.1.unfinished", folder / "b.2.unfinished"
    for path in (fresh, old):
        path.write_bytes(b"half")
    os.utime(old, (0, 0))
    assert len(spool.waiting()) == 1
    assert flush(spool, Reader()) == 1
    assert (fresh.exists(), old.exists()) == (True, False)


# Bounds


def test_it_takes_so_many_files_and_no_more(folder: Path) -> None:
    spool = Spool(folder, [NEW], most_files=2)
    put(spool, b"one", b"two")
    with pytest.raises(SpoolFullError):
        put(spool, b"three")
    assert len(spool.waiting()) == 2
    assert [path.suffix for path in folder.iterdir()] == [".sealed"] * 2


def test_it_takes_so_many_bytes_and_no_more(folder: Path) -> None:
    spool = Spool(folder, [NEW], most_bytes=1000)
    put(spool, b"x" * 500)
    with pytest.raises(SpoolFullError):
        put(spool, b"x" * 500)
    put(spool, b"x" * 100)


@pytest.mark.parametrize("aside", [True, False])
def test_what_others_put_in_counts(folder: Path, aside: bool) -> None:
    other = Spool(folder, [OLD])
    put(other, b"one", b"two")
    spool = Spool(folder, [NEW], most_files=2)
    if aside:
        flush(spool, Reader())
        assert len(spool.set_aside()) == 2
    with pytest.raises(SpoolFullError):
        put(spool, b"three")


def test_a_disk_that_takes_nothing_is_a_full_spool(tmp_path: Path) -> None:
    in_the_way = tmp_path / "spool"
    in_the_way.write_text("a file where a folder should be")
    with pytest.raises(SpoolFullError):
        put(Spool(in_the_way / "texts", [NEW]), WORDS)
