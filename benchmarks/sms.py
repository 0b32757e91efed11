"""Texts end to end: row due → provider accepted → recorded, beside a bare client."""

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy import func, select

from benchmarks import busy, office, servers
from benchmarks.bench import Bench, Figures, Pair, Scale
from benchmarks.child import Answer, Child, child
from channels.values import ChannelKind
from messaging.models.contact_point import ContactPoint
from messaging.models.message import Message, MessageStatus
from messaging.outbound.outgoing import CALLBACK_PATHS
from messaging.platform.lanes import Lane
from messaging.runtime import Runtime
from tests.support.postgres import TEMPLATE, Cluster

AT_ONCE = 50
SLOW = 0.1
"""Seconds a slow provider takes."""
LANE, WARM_LANE = Lane.REMINDERS, Lane.BULK
PREPARED = "prepared"


@dataclass(frozen=True, slots=True)
class Size:
    texts: int
    warm: int
    """Sent before the clock is started, by both sides."""


SIZES = {Scale.FULL: Size(3000, 200), Scale.QUICK: Size(20, 5)}


class NotAllSentError(Exception):
    """A turn does not count: something is missing."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where messages wait, and whom a worker hands them to."""

    cluster: Cluster
    folder: Path
    size: Size
    provider: Mapping[str, str]
    """What of the environment says where it is."""

    @property
    def forms(self) -> Path:
        return self.folder / "forms.json"

    def environment(self, database: str) -> Mapping[str, str]:
        return office.environment(
            database, str(self.folder), REDIS_URL="redis://127.0.0.1:1", **self.provider
        )

    @property
    def stub(self) -> str:
        return self.provider["TWILIO_API_URL"]


@contextmanager
def desk(scale: Scale, latency: float = 0.0) -> Iterator[Desk]:
    """Texts that are due, in a database to be copied for each turn."""
    with ExitStack() as stack:
        cluster = stack.enter_context(servers.postgres())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kinline-bench-")))
        stub = stack.enter_context(child("benchmarks.stub_provider", str(latency)))
        url = f"http://127.0.0.1:{stub.greeting['port']}"
        made = Desk(cluster, folder, SIZES[scale], {"TWILIO_API_URL": url})
        with office.runtime(made.environment(cluster.create(PREPARED, TEMPLATE))) as house:
            _prepare(made, house)
        yield made


def _prepare(made: Desk, house: Runtime) -> None:
    size = made.size
    threads = office.settle(house, size.texts + size.warm, ChannelKind.SMS)
    office.write(house, threads[: size.texts], ChannelKind.SMS, LANE)
    office.write(house, threads[size.texts :], ChannelKind.SMS, WARM_LANE)
    office.analyse(house)
    made.forms.write_text(json.dumps(_forms(house)))


def _forms(house: Runtime) -> list[dict[str, str]]:
    """What our texts look like on the wire, for the bare client."""
    base = house.settings.public_url + CALLBACK_PATHS[ChannelKind.SMS]
    with house.reading() as session:
        rows = session.execute(
            select(Message, ContactPoint)
            .join(ContactPoint, Message.contact_point_id == ContactPoint.id)
            .where(Message.lane == LANE)
        ).all()
        return [
            {
                "To": contact.address,
                "From": office.SENDER,
                "Body": message.text,
                "StatusCallback": f"{base}?attempt={message.id}",
            }
            for message, contact in rows
        ]


def ours(made: Desk, workers: int = 1) -> Figures:
    """A fresh copy of the database, `workers` fresh processes, warmed; then the texts."""
    database = made.cluster.copy(PREPARED)
    with ExitStack() as stack:
        house = stack.enter_context(office.runtime(made.environment(database)))
        hands = [
            stack.enter_context(child("benchmarks.worker", **made.environment(database)))
            for _ in range(workers)
        ]
        for hand in hands:
            hand.ask(lane=WARM_LANE)
        figures = timed(made.size.texts, hands, {"lane": LANE})
        _all_sent(house, made.size.texts)
    made.cluster.drop(database)
    return figures


def _all_sent(house: Runtime, texts: int) -> None:
    with house.reading() as session:
        sent = session.scalar(
            select(func.count()).where(Message.lane == LANE, Message.status == MessageStatus.SENT)
        )
    if sent != texts:
        raise NotAllSentError(f"{sent} of {texts} messages were sent and recorded")


def timed(texts: int, hands: Sequence[Child], question: Answer) -> Figures:
    """Ask all `hands` at once, and measure from the first one's start to the last one's end."""
    busy_before, family_before = busy.machine_seconds(), busy.family_seconds()
    for hand in hands:
        hand.tell(**question)
    answers = [hand.hear() for hand in hands]
    seconds = max(a["ended"] for a in answers) - min(a["began"] for a in answers)
    family = busy.family_seconds() - family_before
    # The machine counts in ticks, and was busy for at least as long as some of its processes.
    machine = max(busy.machine_seconds() - busy_before, family)
    return {
        "per_second": texts / seconds,
        "machine_cpu_ms": machine / texts * 1000,
        "cpu_ms": family / texts * 1000,
    }


@contextmanager
def _bare(made: Desk) -> Iterator[Callable[[], Figures]]:
    url = f"{made.stub}{office.MESSAGES}"
    with child("benchmarks.bare_client", url, str(made.forms), "--at-once", str(AT_ONCE)) as client:
        client.ask(count=made.size.warm)
        yield lambda: timed(made.size.texts, [client], {"count": made.size.texts})


@contextmanager
def _against_bare(scale: Scale, latency: float = 0.0, workers: int = 1) -> Iterator[Pair]:
    with desk(scale, latency) as made, _bare(made) as bare:
        yield Pair(partial(ours, made, workers), bare)


def _ceiling(workers: int) -> Bench:
    ceiling = workers * AT_ONCE / SLOW
    names = {1: "one worker process", 2: "two worker processes"}
    return Bench(
        f"sms-slow-{workers}",
        0.85,
        "higher",
        f"As sms, {names[workers]}, to a provider that takes {SLOW * 1000:g} ms; against the "
        f"ceiling of {ceiling:g} texts a second that {AT_ONCE} at once for each process allow. "
        "The bare client (one process) is shown beside it.",
        partial(_against_bare, latency=SLOW, workers=workers),
        limit=ceiling,
    )


_HOW = (
    "One worker process of ours, warmed, drains texts that are due from PostgreSQL (durable "
    "commits) to a stub provider in a process of its own, 50 at once, and records them; "
)
_BARE = (
    "the peer is one aiohttp session that posts the same forms to the same stub, 50 at once, and "
    "reads each answer's id. Both on asyncio's own event loop."
)
BENCHES = (
    Bench("sms", 0.5, "higher", f"{_HOW}{_BARE}", _against_bare),
    Bench(
        "sms-cpu",
        4,
        "lower",
        "In the same turns as sms: the whole machine's busy time (/proc/stat) per text, PostgreSQL "
        "and the stub included, beside that of the bare client.",
        _against_bare,
        "machine_cpu_ms",
    ),
    Bench(
        "sms-cpu-own",
        4,
        "lower",
        "As sms-cpu, but the time of the benchmark's own processes only: what else ran on the "
        "machine is not in it.",
        _against_bare,
        "cpu_ms",
    ),
    _ceiling(1),
    _ceiling(2),
)
