"""Twilio's door for texts, beside a route that only checks the signature and inserts one row."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks import office, servers
from benchmarks.bench import Bench, Figures, Pair, Scale
from benchmarks.child import Child, child
from channels.values import ChannelKind
from messaging.platform.lanes import Lane
from tests.support.postgres import TEMPLATE, Cluster

AT_ONCE = 50
RATE = 200
CAMPAIGN = Lane.BULK
LATENCY = 0.1
"""Seconds that the campaign's provider takes; fifty at once make 500 texts a second at most."""
PREPARED = "campaign"
PUBLIC = "https://messages.oak.example"


@dataclass(frozen=True, slots=True)
class Size:
    texts: int
    """Posted as fast as they are answered."""
    seconds: int
    """Then so long at a steady rate."""
    campaign: int
    """Texts that go out meanwhile."""


SIZES = {Scale.FULL: Size(3_000, 6, 3_000), Scale.QUICK: Size(20, 1, 5)}


@dataclass(frozen=True, slots=True)
class Place:
    """What both doors share: the servers, who calls them, and the campaign that runs meanwhile."""

    cluster: Cluster
    redis: str
    folder: Path
    size: Size
    twilio: Child
    provider: str

    def environment(self, database: str) -> Mapping[str, str]:
        return office.environment(
            database,
            str(self.folder),
            REDIS_URL=self.redis,
            PUBLIC_URL=PUBLIC,
            TWILIO_API_URL=self.provider,
        )


@contextmanager
def place(scale: Scale) -> Iterator[Place]:
    with ExitStack() as stack:
        cluster = stack.enter_context(servers.postgres())
        redis = stack.enter_context(servers.redis())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kinline-bench-")))
        stub = stack.enter_context(child("benchmarks.stub_provider", str(LATENCY)))
        provider = f"http://127.0.0.1:{stub.greeting['port']}"
        twilio = stack.enter_context(child("benchmarks.door_client", PUBLIC))
        made = Place(cluster, redis, folder, SIZES[scale], twilio, provider)
        with office.runtime(made.environment(cluster.create(PREPARED, TEMPLATE))) as house:
            threads = office.settle(house, made.size.campaign, ChannelKind.SMS)
            office.write(house, threads, ChannelKind.SMS, CAMPAIGN)
            office.analyse(house)
        yield made


@contextmanager
def _door(here: Place, which: str) -> Iterator[int]:
    """The port of one, with a database of its own; warmed."""
    database = here.cluster.copy()
    with office.runtime(here.environment(database)) as house:
        office.settle(house, 1, ChannelKind.SMS)
    with child("benchmarks.door", which, **here.environment(database)) as door:
        port = int(door.greeting["port"])
        here.twilio.ask(port=port, count=here.size.texts // 2, at_once=AT_ONCE)
        yield port


def turn(here: Place, port: int) -> Figures:
    """As fast as it goes, then steadily beside a campaign of another database of the server."""
    campaign = here.cluster.copy(PREPARED)
    post = partial(here.twilio.ask, port=port)
    with child("benchmarks.worker", **here.environment(campaign)) as worker:
        figures = post(count=here.size.texts, at_once=AT_ONCE)
        worker.tell(lane=CAMPAIGN)
        figures |= post(count=RATE * here.size.seconds, rate=RATE)
        worker.hear()
    here.cluster.drop(campaign)
    return figures


@contextmanager
def _beside_a_bare_route(scale: Scale) -> Iterator[Pair]:
    with place(scale) as here, _door(here, "ours") as ours, _door(here, "bare") as bare:
        yield Pair(partial(turn, here, ours), partial(turn, here, bare))


BENCHES = (
    Bench(
        "inbound",
        0.6,
        "higher",
        "Signed texts, 50 at once, posted to the web process as it is (every door and header; "
        "sealed, stored, its bell rung); the peer is a FastAPI app of one route that checks the "
        "signature by the same MAC and inserts one unsealed row into the same table through the "
        "same pool. "
        "One uvicorn process each, warmed and kept for all turns; PostgreSQL with durable commits.",
        _beside_a_bare_route,
    ),
    Bench(
        "inbound-p99",
        1.0,
        "lower",
        "In the same turns: 200 texts a second in even steps for six seconds, each timed from when "
        "it was to go, while a worker process sends a campaign (a provider that takes 100 ms, "
        "fifty at once) from another database of the same server on the same processors.",
        _beside_a_bare_route,
        "p99_ms",
    ),
)
