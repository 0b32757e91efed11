"""Many in one transaction: nobody is answered before it is durable, nobody pays for another."""

import asyncio
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from messaging.directory.audit import note
from messaging.inbound import together
from messaging.inbound.spooled import Stored, Text, store_texts
from messaging.inbound.together import Together
from messaging.models.audit import Audit
from messaging.models.inbound import InboundMessage
from messaging.platform.ids import new_id
from messaging.platform.lanes import Lane
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from tests.messaging.inbound.hearing import OURS, text_from
from tests.support.doorbell import RecordingDoorbell
from tests.support.people import Office, phone

ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
BAD = "bad"
PATIENCE = 30.0


class Notes:
    """Stores words as rows, and remembers which went together."""

    def __init__(self, office: Office) -> None:
        self.batches: list[list[str]] = []
        self._agency_id = office.agency.id

    def __call__(self, unit: Unit, items: Sequence[str]) -> list[str]:
        self.batches.append(list(items))
        for item in items:
            note(unit, self._agency_id, "test", item, "word", None)
            if item == BAD:
                raise ValueError(item)
        unit.ring(Lane.INBOUND)
        return [item.upper() for item in items]


@pytest.fixture
def notes(office: Office) -> Notes:
    return Notes(office)


def stored(runtime: Runtime) -> list[str]:
    with runtime.reading() as session:
        return list(session.scalars(select(Audit.action).order_by(Audit.id)))


class Commits:
    """Holds the commits of a database up, or breaks them."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self.go = threading.Event()
        self.error: Exception | None = None

    def __call__(self, _connection: object) -> None:
        self.reached.set()
        assert self.go.wait(PATIENCE)
        if self.error is not None:
            raise self.error


@contextmanager
def held(runtime: Runtime) -> Iterator[Commits]:
    commits = Commits()
    event.listen(runtime.database.engine, "commit", commits)
    try:
        yield commits
    finally:
        commits.go.set()
        event.remove(runtime.database.engine, "commit", commits)


async def reached(commits: Commits) -> None:
    assert await asyncio.to_thread(commits.reached.wait, PATIENCE)


async def test_nobody_is_answered_before_the_commit(runtime: Runtime, notes: Notes) -> None:
    writer = Together(runtime, notes)
    with held(runtime) as commits:
        answers = [asyncio.create_task(writer.add(word)) for word in ("one", "two")]
        await reached(commits)
        assert not any(answer.done() for answer in answers)
        commits.go.set()
        assert await asyncio.gather(*answers) == ["ONE", "TWO"]
    assert stored(runtime) == ["one", "two"]
    await writer.aclose()


@ONE_DATABASE
async def test_what_comes_while_one_commits_goes_together(runtime: Runtime, notes: Notes) -> None:
    writer = Together(runtime, notes)
    with held(runtime) as commits:
        first = asyncio.create_task(writer.add("first"))
        await reached(commits)
        rest = [asyncio.create_task(writer.add(str(number))) for number in range(5)]
        await asyncio.sleep(0)
        commits.go.set()
        await asyncio.gather(first, *rest)
    assert notes.batches == [["first"], ["0", "1", "2", "3", "4"]]
    await writer.aclose()


@ONE_DATABASE
async def test_a_batch_has_a_bound(
    runtime: Runtime, notes: Notes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(together, "MOST", 2)
    writer = Together(runtime, notes)
    await asyncio.gather(*(writer.add(str(number)) for number in range(5)))
    assert notes.batches == [["0", "1"], ["2", "3"], ["4"]]
    await writer.aclose()


async def test_a_commit_that_fails_is_nobodys_yes(runtime: Runtime, notes: Notes) -> None:
    writer = Together(runtime, notes)
    with held(runtime) as commits:
        commits.error = OperationalError("COMMIT", None, Exception("gone"))
        commits.go.set()
        answers = await asyncio.gather(writer.add("one"), writer.add("two"), return_exceptions=True)
    assert all(isinstance(answer, OperationalError) for answer in answers)
    assert stored(runtime) == []
    assert await writer.add("three") == "THREE"
    await writer.aclose()


@ONE_DATABASE
async def test_nobody_waits_for_what_is_known_to_be_away(runtime: Runtime, notes: Notes) -> None:
    writer = Together(runtime, notes)
    with held(runtime) as commits:
        commits.error = OperationalError("COMMIT", None, Exception("gone"))
        first = asyncio.create_task(writer.add("first"))
        await reached(commits)
        later = asyncio.create_task(writer.add("later"))
        await asyncio.sleep(0)
        commits.go.set()
        answers = await asyncio.gather(first, later, return_exceptions=True)
    assert all(isinstance(answer, OperationalError) for answer in answers)
    assert notes.batches == [["first"]]


@ONE_DATABASE
async def test_a_database_that_says_nothing_holds_nobody_up(
    runtime: Runtime, notes: Notes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And one that wakes up is used again, while the first still hangs."""
    writer = Together(runtime, notes)
    with held(runtime) as commits:
        monkeypatch.setattr(together, "PATIENCE_SECONDS", 0.01)
        with pytest.raises(TimeoutError):
            await writer.add("hangs")
        monkeypatch.undo()
        commits.go.set()
        assert await writer.add("next") == "NEXT"
    await writer.aclose()
    assert "next" in stored(runtime)


@ONE_DATABASE
def test_a_bad_one_harms_nobody_else(runtime: Runtime, office: Office) -> None:
    @trying(max_examples=25)
    @given(good=st.lists(st.booleans(), min_size=1, max_size=12))
    def each_hears_of_its_own(good: list[bool]) -> None:
        items = [f"{number}-{new_id().hex[-8:]}" if ok else BAD for number, ok in enumerate(good)]

        async def run() -> list[str | BaseException]:
            writer = Together(runtime, Notes(office))
            answers = await asyncio.gather(*map(writer.add, items), return_exceptions=True)
            await writer.aclose()
            return answers

        before = len(stored(runtime))
        answers = asyncio.run(run())
        for item, answer, ok in zip(items, answers, good, strict=True):
            assert answer == item.upper() if ok else isinstance(answer, ValueError)
        assert stored(runtime)[before:] == [item for item in items if item != BAD]

    each_hears_of_its_own()


@ONE_DATABASE
async def test_who_has_gone_was_promised_nothing(runtime: Runtime, notes: Notes) -> None:
    writer = Together(runtime, notes)
    with held(runtime) as commits:
        first = asyncio.create_task(writer.add("first"))
        await reached(commits)
        gone = asyncio.create_task(writer.add("gone"))
        stays = asyncio.create_task(writer.add("stays"))
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.sleep(0)
        commits.go.set()
        assert [await first, await stays] == ["FIRST", "STAYS"]
    assert stored(runtime) == ["first", "stays"]
    await writer.aclose()


@ONE_DATABASE
async def test_closing_waits_for_what_was_taken_in_and_for_its_bells(
    runtime: Runtime, notes: Notes, doorbell: RecordingDoorbell
) -> None:
    doorbell.forget()
    writer = Together(runtime, notes)
    with held(runtime) as commits:
        answer = asyncio.create_task(writer.add("last"))
        await reached(commits)
        closing = asyncio.create_task(writer.aclose())
        await asyncio.sleep(0)
        assert not closing.done()
        commits.go.set()
        await closing
    assert answer.done()
    assert stored(runtime) == ["last"]
    assert doorbell.rung == [Lane.INBOUND]


@ONE_DATABASE
async def test_an_answer_does_not_wait_for_a_bell(
    runtime: Runtime, notes: Notes, doorbell: RecordingDoorbell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Redis hangs; meanwhile more is stored, and at the end one ring tells of it all."""
    doorbell.forget()
    free = threading.Event()
    rung: list[Lane] = []

    def ring(lane: Lane) -> None:
        assert free.wait(PATIENCE)
        rung.append(lane)

    monkeypatch.setattr(doorbell, "ring", ring)
    writer = Together(runtime, notes)
    assert [await writer.add(word) for word in ("one", "two", "three")] == ["ONE", "TWO", "THREE"]
    free.set()
    await writer.aclose()
    assert rung == [Lane.INBOUND] * 2


# Texts


def text(runtime: Runtime, sender: str, sid: str, ours: str = OURS) -> Text:
    return Text(text_from(runtime, sender, "Can we meet?", provider_id=sid), (ours,))


async def test_texts_of_a_batch_keep_their_order_and_each_hears_what_became_of_it(
    runtime: Runtime, office: Office
) -> None:
    with runtime.unit() as unit:
        unit.session.merge(office.agency).text_sender = OURS
    maria, john = phone(), phone()
    arrived = [
        (new_id(), text(runtime, maria, "SM1")),
        (new_id(), text(runtime, john, "SM2")),
        (new_id(), text(runtime, maria, "SM1")),
        (new_id(), text(runtime, john, "SM3", ours="+13125550198")),
        (new_id(), text(runtime, maria, "SM4")),
    ]
    writer = Together(runtime, store_texts)
    answers = await asyncio.gather(*map(writer.add, arrived))
    assert answers == [Stored.NEW, Stored.NEW, Stored.REPEATED, Stored.NOBODYS, Stored.NEW]
    assert await writer.add((new_id(), text(runtime, john, "SM2"))) is Stored.REPEATED
    await writer.aclose()
    with runtime.reading() as session:
        rows = session.scalars(select(InboundMessage).order_by(InboundMessage.id)).all()
    assert [(row.sender, row.provider_id) for row in rows] == [
        (maria, "SM1"),
        (john, "SM2"),
        (maria, "SM4"),
    ]
    assert [row.id for row in rows] == [arrived[place][0] for place in (0, 1, 4)]
