"""Due steps of enrolled parents → message rows, rendered and gated, beside COPY of those rows."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks import copied, enrolled, office, servers
from benchmarks.bench import Bench, Figures, Pair, Scale
from benchmarks.child import child
from tests.support.postgres import TEMPLATE, Cluster

PREPARED, FEW = "prepared", "few"
TABLES = ("messages", "questions")
"""What composing leaves behind, besides what becomes of the steps."""


@dataclass(frozen=True, slots=True)
class Size:
    parents: int
    few: int
    """Against these, the memory of `parents` is held."""


SIZES = {Scale.FULL: Size(50_000, 5_000), Scale.QUICK: Size(300, 100)}


class NotAllComposedError(Exception):
    """A turn does not count: something is missing."""


@dataclass(frozen=True, slots=True)
class Room:
    cluster: Cluster
    folder: Path
    size: Size

    def environment(self, database: str) -> dict[str, str]:
        return dict(office.environment(database, str(self.folder), REDIS_URL="redis://127.0.0.1:1"))


@contextmanager
def _room(scale: Scale) -> Iterator[Room]:
    with ExitStack() as stack:
        cluster = stack.enter_context(servers.postgres())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kinline-bench-")))
        room = Room(cluster, folder, SIZES[scale])
        for name, parents in ((PREPARED, room.size.parents), (FEW, room.size.few)):
            url = cluster.create(name, TEMPLATE)
            with office.runtime(room.environment(url)) as house:
                enrolled.settle(house, parents)
                office.analyse(house)
        yield room


def _composed(room: Room, prepared: str, parents: int) -> Figures:
    """A fresh copy of the database, a fresh process."""
    database = room.cluster.copy(prepared)
    with child("benchmarks.hand", **room.environment(database)) as hand:
        answer = hand.ask(task="compose")
    if answer["rows"] != parents:
        raise NotAllComposedError(f"{answer['rows']} of {parents} steps were composed")
    if prepared == PREPARED:
        copied.copy_out(database, TABLES, room.folder)
    room.cluster.drop(database)
    return {"per_second": parents / answer["seconds"], "peak_mb": answer["peak_mb"]}


def _peers(room: Room) -> Figures:
    """COPY for the speed, few parents for the memory."""
    database = room.cluster.copy(PREPARED)
    seconds = copied.copy_in(database, TABLES, room.folder)
    room.cluster.drop(database)
    few = _composed(room, FEW, room.size.few)
    return {"per_second": room.size.parents / seconds, "peak_mb": few["peak_mb"]}


@contextmanager
def _beside_copy_and_few(scale: Scale) -> Iterator[Pair]:
    with _room(scale) as room:
        ours = partial(_composed, room, PREPARED, room.size.parents)
        yield Pair(ours, partial(_peers, room))


BENCHES = (
    Bench(
        "compose",
        0.1,
        "higher",
        "One process of ours turns the due step of each of 50,000 enrolled parents into a text in "
        "PostgreSQL: recipient, contact and consents found, wording rendered, the gate asked, "
        "sealed, stored with its question, the step marked. The peer is COPY of the finished "
        "messages and questions into a copy of the same database, keys and indexes included. "
        "Parents per second.",
        _beside_copy_and_few,
    ),
    Bench(
        "compose-memory",
        1.2,
        "lower",
        "In the same turns: peak resident memory of the process that composes for 50,000 parents, "
        "beside that of one that composes for 5,000.",
        _beside_copy_and_few,
        "peak_mb",
    ),
)
