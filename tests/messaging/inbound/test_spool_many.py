"""What waits on disk goes many at once, and one that is wrong concerns itself alone."""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import pytest

from messaging.inbound import spool as spools
from messaging.inbound.spool import Spool
from messaging.platform.ids import new_id

SECRET = "a secret that only the tests know, long enough"


class AwayError(Exception):
    pass


class Taker:
    """Takes all or none: raises for what it was told to."""

    def __init__(self, bad: bytes = b"", error: Exception | None = None) -> None:
        self.turns: list[list[bytes]] = []
        self._bad = bad
        self._error = error or ValueError()

    def one(self, item_id: UUID, payload: bytes) -> None:
        self.some([(item_id, payload)])

    def some(self, kept: Sequence[tuple[UUID, bytes]]) -> None:
        payloads = [payload for _, payload in kept]
        if self._bad in payloads:
            raise self._error
        self.turns.append(list(payloads))


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "reports", [SECRET])


def put(spool: Spool, count: int) -> list[bytes]:
    payloads = [f"{number}".encode() for number in range(count)]
    for payload in payloads:
        spool.put(new_id(), payload)
    return payloads


def flush(spool: Spool, taker: Taker) -> int:
    return spool.flush(taker.one, (AwayError,), taker.some)


def test_many_at_once_and_in_order(spool: Spool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spools, "AT_ONCE", 4)
    payloads = put(spool, 10)
    taker = Taker()
    assert flush(spool, taker) == 10
    assert taker.turns == [payloads[:4], payloads[4:8], payloads[8:]]
    assert not spool.waits()


def test_one_that_is_refused_is_set_aside_and_the_others_are_taken(spool: Spool) -> None:
    payloads = put(spool, 5)
    taker = Taker(bad=b"2")
    assert flush(spool, taker) == 4
    assert [payload for turn in taker.turns for payload in turn] == payloads[:2] + payloads[3:]
    assert len(spool.set_aside()) == 1


def test_one_that_does_not_open_is_set_aside(spool: Spool) -> None:
    put(spool, 3)
    spool.waiting()[1].write_bytes(b"nonsense")
    assert flush(spool, Taker()) == 2
    assert len(spool.set_aside()) == 1


def test_while_the_database_is_away_all_of_them_stay(spool: Spool) -> None:
    put(spool, 3)
    with pytest.raises(AwayError):
        flush(spool, Taker(bad=b"1", error=AwayError()))
    assert len(spool.waiting()) == 3
