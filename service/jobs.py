"""The RQ job behind the doorbell: it names a lane and drains it from the database."""

import asyncio
import threading
from collections.abc import Callable, Mapping
from functools import cache, partial
from types import MappingProxyType
from weakref import WeakKeyDictionary

import structlog

from campaigns import steps
from campaigns.imports.running import Importing
from campaigns.sends import sending
from campaigns.starting import running as starting
from channels.protocol import ChannelAdapter
from channels.twilio_media import Account, TwilioMedia
from messaging.inbound import files, routing
from messaging.outbound import delivery
from messaging.platform.lanes import SENDING_LANES, Lane
from messaging.platform.settings import Settings
from messaging.runtime import Runtime
from outgoing.post import Post
from outgoing.sending import HttpSender
from service import facts, preparing
from service.compose import compose
from service.reactions import REACTIONS
from service.troubles import trouble

log = structlog.get_logger(__name__)

Drain = Callable[[Runtime, asyncio.Runner, Callable[[], bool]], int]
"""Handles some of what is due and returns how much; 0 when nothing is left for it. One that takes
long asks the last argument whether it is to stop, and then ends after what it has in hand."""


def _sending(lane: Lane) -> Drain:
    def drain(runtime: Runtime, runner: asyncio.Runner, stopping: Callable[[], bool]) -> int:
        delivery.drain(runtime, lane, runner, stopping)
        # Its own last look found nothing: another would be one for nothing after each reply.
        return 0

    return drain


class Posting:
    """The outgoing lane's drain. What is under way outlives each call, so it is kept by the event
    loop that it runs on."""

    def __init__(self) -> None:
        self._posts: WeakKeyDictionary[asyncio.Runner, Post] = WeakKeyDictionary()

    def __call__(self, runtime: Runtime, runner: asyncio.Runner) -> int:
        post = self._posts.get(runner)
        if post is None:
            sender = HttpSender(local=runtime.settings.local_endpoints)
            post = self._posts[runner] = Post(runtime, sender)
        return runner.run(post.step())

    def close(self, runner: asyncio.Runner) -> None:
        """Before the loop ends."""
        post = self._posts.pop(runner, None)
        if post is not None:
            runner.run(post.aclose())


posting = Posting()


class Fetching:
    """The files lane's drain; its connections are kept by the event loop that they run on."""

    def __init__(self) -> None:
        self._sources: WeakKeyDictionary[asyncio.Runner, TwilioMedia] = WeakKeyDictionary()

    def __call__(
        self, runtime: Runtime, runner: asyncio.Runner, stopping: Callable[[], bool]
    ) -> int:
        source = self._sources.get(runner)
        if source is None:
            known = runtime.settings
            account = Account(known.twilio_account, known.twilio_token, known.twilio_api)
            source = self._sources[runner] = TwilioMedia(account)
        return files.drain(runtime, runner, source, stopping)

    def close(self, runner: asyncio.Runner) -> None:
        """Before the loop ends."""
        source = self._sources.pop(runner, None)
        if source is not None:
            runner.run(source.aclose())


fetching = Fetching()

importing = Importing()

DRAINS: Mapping[Lane, Drain] = MappingProxyType(
    {lane: _sending(lane) for lane in SENDING_LANES}
    | {
        # Steps first: what a family's day asks for waits behind no list.
        Lane.JOURNEYS: lambda runtime, _runner, _stopping: (
            steps.drain(runtime)
            + sending.drain(runtime)
            + importing(runtime)
            + starting.drain(runtime)
        ),
        Lane.INBOUND: lambda runtime, _runner, _stopping: routing.drain(runtime),
        Lane.FACTS: lambda runtime, _runner, _stopping: facts.drain(runtime, REACTIONS),
        Lane.OUTGOING: lambda runtime, runner, _stopping: posting(runtime, runner),
        Lane.FILES: fetching,
        Lane.PREPARING: lambda runtime, _runner, _stopping: preparing.drain(runtime),
    }
)


class Process:
    """What one worker process keeps for its life: connections and one event loop.

    `async def` jobs would get a new loop each, and no connection would outlive its job.
    """

    def __init__(self, runtime: Runtime, drains: Mapping[Lane, Drain] = DRAINS) -> None:
        self._runtime = runtime
        self._runner = asyncio.Runner()
        self._drains = drains
        self.stopping = threading.Event()
        """Once set, a drain ends after what it has in hand."""

    def stand_by(self, lane: Lane) -> None:
        """Before it listens: a bell that the worker before us held when it was killed must not
        keep the lane waiting until it is forgotten."""
        self._runtime.doorbell.answered(lane)

    def answer(self, lane: Lane) -> None:
        """Drain `lane` until it is empty. Failures are logged: the clock rings again."""
        # First of all: a ring from here on is about work that this drain may have missed.
        self._runtime.doorbell.answered(lane)
        stopping = self.stopping.is_set
        drain = partial(self._drains[lane], self._runtime, self._runner, stopping)
        try:
            while not stopping() and drain() > 0:
                pass
        except Exception as error:  # a worker outlives whatever one drain met
            log.error("drain.left", lane=lane.value, **trouble(error))

    def close(self) -> None:
        """Let go of providers, of endpoints and of the database."""
        try:
            posting.close(self._runner)
        except Exception as error:  # what it could not record is sent again
            log.warning("outgoing.left", **trouble(error))
        fetching.close(self._runner)
        importing.close()
        self._runner.run(_close(*self._runtime.channels.values()))
        self._runner.close()
        self._runtime.database.dispose()


async def _close(*adapters: ChannelAdapter) -> None:
    await asyncio.gather(*(adapter.aclose() for adapter in adapters), return_exceptions=True)


@cache
def process() -> Process:
    """This worker's, composed at first use: never before a fork."""
    return Process(compose(Settings.load()))


def drain(lane: str) -> None:
    """The job. Its argument is the lane's name and nothing else."""
    process().answer(Lane(lane))
