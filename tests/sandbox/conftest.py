"""A running sandbox, and a stand-in house at the other end of its wires."""

from collections.abc import Iterator
from datetime import timedelta

import httpx2
import pytest

from sandbox.config import Config, Relay
from tests.sandbox.running import House, RunningSandbox, house_running, sandbox_running
from tests.sandbox.twilio_package import Client


@pytest.fixture(scope="session")
def _house() -> Iterator[House]:
    with house_running() as house:
        yield house


@pytest.fixture(scope="session")
def _sandbox(_house: House) -> Iterator[RunningSandbox]:
    config = Config(
        port=0,
        smtp_port=0,
        inbound_url=_house.url("/inbound"),
        mail_relay=Relay("127.0.0.1", _house.smtp_port),
        service_numbers=("+13125550100", "+13125550101"),
        pace=timedelta(milliseconds=5),
        inbound_retries=3,
        retry_backoff=timedelta(milliseconds=10),
    )
    with sandbox_running(config) as running:
        yield running


@pytest.fixture
def house(_house: House) -> House:
    _house.forget()
    return _house


@pytest.fixture
def sandbox(_sandbox: RunningSandbox, house: House) -> Iterator[RunningSandbox]:
    """A well-behaved sandbox without memories; the server itself is shared for speed."""
    _sandbox.http.delete("/sandbox/faults")
    _sandbox.http.delete("/sandbox/log")
    yield _sandbox
    _sandbox.http.delete("/sandbox/faults")


@pytest.fixture
def control(sandbox: RunningSandbox) -> httpx2.Client:
    """The sandbox's own API."""
    return sandbox.http


@pytest.fixture
def twilio(sandbox: RunningSandbox) -> Client:
    """The real twilio package, talking to the sandbox."""
    return sandbox.twilio
