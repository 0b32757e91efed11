"""The HTTP client: where it connects, and what it makes of answers."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

import httpcore2
import pytest

from outgoing.connecting import ADDRESSES_TRIED, NoSuchHostError, Resolve, resolve
from outgoing.models.delivery import Problem
from outgoing.sending import READ_AT_MOST, Answer, HttpSender

URL = "https://oak.example/hooks"
PUBLIC = "93.184.216.34"


def http(status: str, *headers: str, body: bytes = b"") -> bytes:
    lines = [f"HTTP/1.1 {status}", *headers, f"content-length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode() + body


class Network(httpcore2.AsyncMockBackend):
    """Answers every connection alike, and remembers where it went."""

    def __init__(self, answer: bytes = b"", fails: Sequence[Exception] = ()) -> None:
        super().__init__([answer])
        self.went_to: list[tuple[str, int]] = []
        self._fails = list(fails)

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 (the interface's own)
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        self.went_to.append((host, port))
        if self._fails:
            raise self._fails.pop(0)
        return await super().connect_tcp(host, port)


def leads_to(*addresses: str) -> Resolve:
    async def resolve(host: str, port: int) -> Sequence[str]:
        return addresses

    return resolve


async def post(
    network: Network, resolve: Resolve, *, local: bool = False, url: str = URL
) -> Answer:
    sender = HttpSender(local=local, resolve=resolve, inner=network)
    try:
        return await sender.post(url, {"webhook-id": "1"}, b"{}")
    finally:
        await sender.aclose()


@pytest.mark.parametrize(
    ("status", "problem"),
    [
        ("200 OK", None),
        ("202 Accepted", None),
        ("204 No Content", None),
        ("301 Moved", Problem.REDIRECTED),
        ("302 Found", Problem.REDIRECTED),
        ("304 Not Modified", Problem.REDIRECTED),
        ("400 Bad", Problem.REFUSED),
        ("401 No", Problem.REFUSED),
        ("404 Not Found", Problem.REFUSED),
        ("410 Gone", Problem.GONE),
        ("429 Slow", Problem.SLOW_DOWN),
        ("500 Broken", Problem.SERVER_ERROR),
        ("503 Away", Problem.SERVER_ERROR),
        ("600 What", Problem.SERVER_ERROR),
    ],
)
async def test_what_an_answer_means(status: str, problem: Problem | None) -> None:
    network = Network(http(status, "location: https://elsewhere.example/"))
    answer = await post(network, leads_to(PUBLIC))
    assert (answer.problem, answer.http_status) == (problem, int(status[:3]))
    assert network.went_to == [(PUBLIC, 443)], "and a redirect is not followed"


@pytest.mark.parametrize(
    ("header", "wait"),
    [("retry-after: 120", timedelta(minutes=2)), ("Retry-After: soon", None), ("x: y", None)],
)
async def test_retry_after_is_heard(header: str, wait: timedelta | None) -> None:
    answer = await post(Network(http("503 Away", header)), leads_to(PUBLIC))
    assert answer.retry_after == wait


async def test_a_long_answer_is_not_read_to_its_end() -> None:
    answer = await post(Network(http("200 OK", body=b"x" * READ_AT_MOST * 3)), leads_to(PUBLIC))
    assert answer.problem is None


@pytest.mark.parametrize(
    "addresses",
    [("127.0.0.1",), ("169.254.169.254",), (PUBLIC, "10.0.0.1"), ("::1",), ("::ffff:10.0.0.1",)],
)
async def test_a_name_that_leads_inside_is_never_connected_to(addresses: tuple[str, ...]) -> None:
    """Also one that led outside when it was registered: it is asked at every connection."""
    network = Network(http("200 OK"))
    answer = await post(network, leads_to(*addresses))
    assert answer == Answer(Problem.PRIVATE_ADDRESS)
    assert network.went_to == []


async def test_the_connection_goes_to_the_address_that_was_checked() -> None:
    """A name server that answers differently the second time is not asked a second time."""
    answers = [[PUBLIC], ["127.0.0.1"]]

    async def rebinding(host: str, port: int) -> Sequence[str]:
        return answers.pop(0)

    network = Network(http("200 OK"))
    assert (await post(network, rebinding)).problem is None
    assert network.went_to == [(PUBLIC, 443)]


async def test_local_addresses_are_for_development() -> None:
    network = Network(http("200 OK"))
    url = "http://127.0.0.1:8099/hooks"
    assert (await post(network, leads_to("127.0.0.1"), local=True, url=url)).problem is None
    assert network.went_to == [("127.0.0.1", 8099)]


async def test_the_next_address_is_tried_when_one_does_not_answer() -> None:
    network = Network(http("200 OK"), fails=[httpcore2.ConnectError(), httpcore2.ConnectTimeout()])
    assert (await post(network, leads_to("1.1.1.1", "8.8.8.8", PUBLIC))).problem is None
    assert [host for host, _ in network.went_to] == ["1.1.1.1", "8.8.8.8", PUBLIC]


@pytest.mark.parametrize(
    ("failure", "problem"),
    [
        (httpcore2.ConnectError(), Problem.NO_CONNECTION),
        (httpcore2.ConnectTimeout(), Problem.TIMEOUT),
        (httpcore2.ReadError(), Problem.NO_CONNECTION),
        (httpcore2.ReadTimeout(), Problem.TIMEOUT),
        (httpcore2.RemoteProtocolError(), Problem.NO_CONNECTION),
        (TimeoutError(), Problem.TIMEOUT),
        (OSError(), Problem.NO_CONNECTION),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
async def test_what_goes_wrong_on_the_way_is_an_answer(
    failure: Exception, problem: Problem
) -> None:
    network = Network(fails=[failure] * ADDRESSES_TRIED)
    assert (await post(network, leads_to(PUBLIC))).problem is problem


async def test_a_name_that_leads_nowhere_is_an_answer() -> None:
    async def nowhere(host: str, port: int) -> Sequence[str]:
        raise NoSuchHostError

    assert await post(Network(), nowhere) == Answer(Problem.NO_SUCH_HOST)
    assert await post(Network(), leads_to()) == Answer(Problem.NO_SUCH_HOST)


def test_the_machines_resolver_reads_addresses_and_refuses_nonsense() -> None:
    assert resolve("127.0.0.1", 80) == ["127.0.0.1"]
    with pytest.raises(NoSuchHostError):
        resolve("a" * 64 + ".invalid", 80)
