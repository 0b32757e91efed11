"""How many requests an address and a key may make."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from starlette.responses import PlainTextResponse

from messaging.platform.meter import MOST_BUCKETS, Bucket, LocalMeter, RedisMeter
from messaging.platform.settings import Settings
from service.rates import BURST, RateLimit, network_of

RATE = 2.0
AT_ONCE = int(RATE * BURST)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def ticking() -> Clock:
    return Clock()


@pytest.fixture
def meter(ticking: Clock) -> LocalMeter:
    return LocalMeter(ticking)


def client(meter: LocalMeter | RedisMeter, host: str = "203.0.113.9") -> TestClient:
    settings = Settings.load(requests_per_second=RATE, key_requests_per_second=RATE / 2)
    limited = RateLimit(PlainTextResponse("hello"), meter=meter, settings=settings)
    return TestClient(limited, client=(host, 50000))


def ask(browser: TestClient, path: str = "/staff/inbox", **headers: str) -> Response:
    return browser.get(path, headers=headers)


def test_who_asks_too_often_is_put_off_and_let_in_again(meter: LocalMeter, ticking: Clock) -> None:
    one = client(meter)
    assert [ask(one).status_code for _ in range(AT_ONCE + 1)] == [200] * AT_ONCE + [429]
    refused = ask(one)
    assert refused.headers["retry-after"] == "1"
    # Another address is another's.
    assert ask(client(meter, "203.0.113.10")).status_code == 200
    ticking.now += 1
    assert [ask(one).status_code for _ in range(3)] == [200, 200, 429]


def test_a_key_has_its_own_measure_from_wherever_it_asks(meter: LocalMeter) -> None:
    answers = [
        ask(client(meter, f"203.0.113.{number}"), "/api/v1/threads", Authorization="Bearer one")
        for number in range(AT_ONCE // 2 + 1)
    ]
    assert [answer.status_code for answer in answers] == [200] * (AT_ONCE // 2) + [429]
    assert answers[-1].headers["content-type"] == "application/problem+json"
    other = ask(client(meter), "/api/v1/threads", Authorization="Bearer two")
    assert other.status_code == 200


@pytest.mark.parametrize("path", ["/webhooks/twilio/inbound", "/healthz", "/static/kinline.css"])
def test_what_brings_parents_words_is_never_put_off(meter: LocalMeter, path: str) -> None:
    one = client(meter)
    assert {ask(one, path).status_code for _ in range(AT_ONCE * 2)} == {200}


@pytest.mark.parametrize(
    ("host", "network"),
    [
        ("127.0.0.1", None), ("::1", None), ("::ffff:127.0.0.1", None),
        ("203.0.113.9", "203.0.113.9"), ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"), ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"), ("testclient", "testclient"), ("", None),
    ],
)  # fmt: skip
def test_whose_requests_are_counted_together(host: str, network: str | None) -> None:
    assert network_of({"client": (host, 1)}) == network


@pytest.fixture
def away() -> Iterator[RedisMeter]:
    """Nobody listens there."""
    with Redis(port=9, retry=Retry(NoBackoff(), 0)) as redis:
        yield RedisMeter(redis, lambda: 0.0)


def test_with_redis_away_requests_go_on_by_this_processs_own_count(away: RedisMeter) -> None:
    one = client(away)
    answers = [ask(one).status_code for _ in range(AT_ONCE + 2)]
    assert answers == [200] * (AT_ONCE // 2) + [429] * (AT_ONCE // 2 + 2)


def test_nothing_in_the_buckets_names_who_asked(meter: LocalMeter) -> None:
    ask(client(meter), Authorization="Bearer kin_live_sample")
    assert len(meter.buckets) == 2
    assert not any("203.0" in key or "sample" in key for key in meter.buckets)


def test_who_asked_long_ago_is_forgotten(meter: LocalMeter, ticking: Clock) -> None:
    for number in range(MOST_BUCKETS):
        meter.take([Bucket(str(number), RATE)], 1, BURST)
    ticking.now += 60
    meter.take([Bucket("another", RATE)], 1, BURST)
    assert meter.buckets == {"another"}
