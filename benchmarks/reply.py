"""How soon a caseworker's reply is with the provider: alone, and while a campaign runs."""

import asyncio
import json
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import parse_qs
from uuid import UUID

from benchmarks import caseworker, office, processes, servers
from benchmarks.bench import Bench, Figures, Pair, Scale
from benchmarks.caseworker import Departures
from benchmarks.child import child
from channels.values import ChannelKind
from messaging.platform.lanes import Lane
from service.ports import free_ports

PACE = 20.0
"""Replies a second."""
PATIENCE = 60.0
P50_MS, P95_MS, CAMPAIGN_P99_MS = 36, 46, 1000
CARRIER = 0.05
"""Seconds the provider takes while a campaign runs."""
CAMPAIGN_RATE = 100.0
"""Segments a second that the sender may send then: a usual 10DLC campaign's is lower."""


@dataclass(frozen=True, slots=True)
class Size:
    replies: int
    """In one turn."""
    turns: int
    """For how many there are parents."""
    campaign: int


SIZES = {Scale.FULL: Size(100, 10, 6_000), Scale.QUICK: Size(3, 2, 30)}


class NotArrivedError(Exception):
    """A turn does not count: some replies did not reach the provider."""


@dataclass(slots=True)
class Desk:
    size: Size
    house: str
    stub: str
    threads: Sequence[UUID]
    arrivals: dict[str, float] = field(default_factory=dict)

    def ours(self) -> Figures:
        some, self.threads = (
            self.threads[: self.size.replies],
            self.threads[self.size.replies :],
        )
        assert len(some) == self.size.replies, "there are no more parents to reply to"
        return self._times(asyncio.run(caseworker.replies(self.house, some, PACE)))

    def peer(self) -> Figures:
        return self._times(asyncio.run(caseworker.bare(self.stub, self.size.replies, PACE)))

    def _times(self, departures: Departures) -> Figures:
        deadline = time.monotonic() + PATIENCE
        while missing := departures.keys() - self.arrivals.keys():
            if time.monotonic() > deadline:
                raise NotArrivedError(f"{len(missing)} of {len(departures)}")
            time.sleep(0.2)
            self._look()
        times = sorted((self.arrivals[text] - at) * 1000 for text, at in departures.items())
        return {
            f"p{part}_ms": times[min(len(times) - 1, len(times) * part // 100)]
            for part in (50, 95, 99)
        }

    def _look(self) -> None:
        with urllib.request.urlopen(f"{self.stub}/arrivals") as answer:  # noqa: S310 (our own)
            arrived = json.load(answer)
        for at, form in arrived:
            self.arrivals.setdefault(parse_qs(form)["Body"][0], at)


@contextmanager
def desk(scale: Scale, *, campaign: bool) -> Iterator[Pair]:
    """A web process, an urgent worker and, with a campaign, a bulk worker that has much to do."""
    size = SIZES[scale]
    latency = CARRIER if campaign else 0.0
    with ExitStack() as stack:
        database = stack.enter_context(servers.postgres()).copy()
        redis = stack.enter_context(servers.redis())
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="kinline-bench-"))
        stub = stack.enter_context(child("benchmarks.stub_provider", str(latency), "--keep"))
        (port,) = free_ports(1)
        environment = office.environment(
            database,
            str(Path(folder)),
            REDIS_URL=redis,
            PORT=str(port),
            PUBLIC_URL=f"http://127.0.0.1:{port}",
            TWILIO_API_URL=f"http://127.0.0.1:{stub.greeting['port']}",
        )
        wanted = size.replies * size.turns
        with office.runtime(environment) as runtime:
            everyone = wanted + (size.campaign if campaign else 0)
            rate = CAMPAIGN_RATE if campaign else None
            threads = office.settle(runtime, everyone, ChannelKind.SMS, rate)
            if campaign:
                office.write(runtime, threads[wanted:], ChannelKind.SMS, Lane.BULK)
            office.analyse(runtime)
        house = stack.enter_context(processes.web(environment))
        stack.enter_context(processes.worker(environment, Lane.URGENT))
        made = Desk(size, house, environment["TWILIO_API_URL"], threads[:wanted])
        # One reply of each kind before the clock: first use opens connections.
        warm = Desk(Size(1, 1, 0), house, made.stub, made.threads[:1])
        made.threads = made.threads[1:]
        warm.ours(), warm.peer()
        if campaign:
            stack.enter_context(processes.worker(environment, Lane.BULK))
            office.ring(environment, Lane.BULK)
        yield Pair(made.ours, made.peer)


_WHAT = (
    f"A caseworker's reply, {PACE:g} a second, each in another thread, through the real web "
    "process (logged in, with the page's token) on PostgreSQL, Redis and the urgent worker: from "
    "the start of the POST to the stub's answer. The peer is a bare POST to the stub at the same "
    "pace. "
)


def _bench(name: str, figure: str, limit: float, campaign: bool, more: str) -> Bench:
    run = _UNDER_LOAD if campaign else _ALONE
    return Bench(name, 1, "lower", f"{_WHAT}{more}", run, figure, limit)


_ALONE = partial(desk, campaign=False)
_UNDER_LOAD = partial(desk, campaign=True)
_BESIDE = "Otherwise idle. The limit is what the best-known government notification service does."
BENCHES = (
    _bench("reply-p50", "p50_ms", P50_MS, False, _BESIDE),
    _bench("reply-p95", "p95_ms", P95_MS, False, _BESIDE),
    _bench(
        "reply-p99-campaign",
        "p99_ms",
        CAMPAIGN_P99_MS,
        True,
        "Meanwhile a bulk worker sends a campaign from the same sender, which may send "
        f"{CAMPAIGN_RATE:g} segments a second, to a provider that takes {CARRIER * 1000:g} ms. The "
        "limit is ours.",
    ),
)
