"""An office whose own system listens."""

import asyncio
from collections.abc import Iterator

import pytest

from messaging.runtime import Runtime
from outgoing import endpoints
from outgoing.models import Endpoint
from outgoing.post import Post
from tests.outgoing.house import URL, House
from tests.outgoing.receiver import FakeSender
from tests.support.people import Office


@pytest.fixture
def endpoint(runtime: Runtime, office: Office) -> Endpoint:
    with runtime.unit() as unit:
        return endpoints.add(unit, office.agency.id, URL)[0]


@pytest.fixture
def sender() -> FakeSender:
    return FakeSender()


@pytest.fixture
def house(
    runtime: Runtime, runner: asyncio.Runner, sender: FakeSender, office: Office
) -> Iterator[House]:
    """One outgoing worker, and the facts lane before it."""
    made = House(runtime, office, runner, Post(runtime, sender))
    yield made
    runner.run(made.post.aclose())
