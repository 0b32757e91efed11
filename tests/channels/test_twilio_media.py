"""Media of texts come from Twilio, with credentials for its API alone, or not at all."""

import socket
from collections.abc import AsyncIterator

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from channels.twilio_media import Account, PublicOnly, TwilioMedia
from channels.values import MediaProblem
from tests.channels.carrier import HANG_UP, SILENCE, Answer, Carrier, Plan, carrier
from tests.support.files import GIF

SID = "AC" + "5a" * 16
PATH = f"/2010-04-01/Accounts/{SID}/Messages/MM{'0' * 32}/Media/ME{'1' * 32}"
THEIRS = f"https://api.twilio.com{PATH}"
LARGEST = 1_000


class Names(AbstractResolver):
    """Says where names lead, and remembers which it was asked for."""

    def __init__(self, *addresses: str) -> None:
        self.asked: list[str] = []
        self._addresses = addresses

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.asked.append(host)
        return [
            ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=0)
            for address in self._addresses
        ]

    async def close(self) -> None: ...


@pytest.fixture
async def twilio() -> AsyncIterator[Carrier]:
    async with carrier() as running:
        yield running


@pytest.fixture
def names() -> Names:
    return Names("10.0.0.7")


@pytest.fixture
async def media(twilio: Carrier, names: Names) -> AsyncIterator[TwilioMedia]:
    account = Account(SID, "token", twilio.url)
    source = TwilioMedia(account, largest=LARGEST, seconds=0.5, store_resolver=names)
    yield source
    await source.aclose()


def onward(to: str, status: int = 307) -> Answer:
    return Answer(status, headers={"Location": to})


async def test_it_is_asked_of_the_api_of_our_settings_with_credentials(
    twilio: Carrier, media: TwilioMedia
) -> None:
    twilio.plan(PATH, Answer(body=GIF))
    assert (await media.fetch(THEIRS)).content == GIF
    (asked,) = twilio.asked
    assert asked.headers["authorization"].startswith("Basic ")
    assert asked.headers["accept-encoding"] == "identity"


async def test_the_store_is_asked_without_them(twilio: Carrier, media: TwilioMedia) -> None:
    twilio.plan(PATH, onward("/media/ticket"))
    twilio.plan("/media/ticket", Answer(body=GIF))
    assert (await media.fetch(THEIRS)).content == GIF
    assert ["authorization" in asked.headers for asked in twilio.asked] == [True, False]


@pytest.mark.parametrize(
    "url",
    [
        f"https://evil.example{PATH}",
        f"https://api.twilio.com.evil.example{PATH}",
        f"https://user@api.twilio.com{PATH}",
        f"https://api.twilio.com:8443{PATH}",
        f"https://api.twilio.com/2010-04-01/Accounts/{SID}/Messages.json",
        THEIRS.replace(SID, "AC" + "b" * 32),
        f"{THEIRS}?x=1",
        f"{THEIRS}#x",
        f"{THEIRS}/../../../Messages.json",
        "http://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd",
        "http://[",
        "",
    ],
)
async def test_an_address_that_is_none_of_our_media_is_asked_nowhere(
    twilio: Carrier, media: TwilioMedia, names: Names, url: str
) -> None:
    assert (await media.fetch(url)).problem is MediaProblem.FOREIGN
    assert (twilio.asked, names.asked) == ([], [])


@pytest.mark.parametrize(
    "to",
    [
        "https://evil.example/media",
        "https://twiliocdn.com.evil.example/x",
        "https://eviltwiliocdn.com/x",
        "https://user:pw@media.twiliocdn.com/x",
        "https://media.twiliocdn.com:22/x",
        "https://s3-external-1.amazonaws.com/another-bucket/x",
        "http://169.254.169.254/latest/meta-data/",
        "http://127.0.0.1:1/x",
        "ftp://media.twiliocdn.com/x",
        "//evil.example/x",
    ],
)
async def test_a_redirect_to_anywhere_else_is_not_followed(
    twilio: Carrier, media: TwilioMedia, names: Names, to: str
) -> None:
    twilio.plan(PATH, onward(to))
    assert (await media.fetch(THEIRS)).problem is MediaProblem.FOREIGN
    assert len(twilio.asked) == 1
    assert names.asked == []


@pytest.mark.parametrize(
    ("to", "host"),
    [
        ("https://mms.twiliocdn.com/x?signed=1", "mms.twiliocdn.com"),
        ("http://media.twiliocdn.com/x", "media.twiliocdn.com"),
        (
            "https://s3-external-1.amazonaws.com/media.twiliocdn.com/x",
            "s3-external-1.amazonaws.com",
        ),
    ],
)
async def test_a_store_at_a_private_address_is_not_connected_to(
    twilio: Carrier, media: TwilioMedia, names: Names, to: str, host: str
) -> None:
    twilio.plan(PATH, onward(to))
    assert (await media.fetch(THEIRS)).problem is MediaProblem.AWAY
    assert set(names.asked) == {host}


@pytest.mark.parametrize(
    ("addresses", "allowed"),
    [(("93.184.215.14",), True), (("93.184.215.14", "10.0.0.7"), False), ((), False)],
)
async def test_every_address_of_a_name_must_be_public(
    addresses: tuple[str, ...], allowed: bool
) -> None:
    resolver = PublicOnly(Names(*addresses))
    if allowed:
        assert [one["host"] for one in await resolver.resolve("x.example")] == [*addresses]
    else:
        with pytest.raises(OSError, match="not public"):
            await resolver.resolve("x.example")


async def test_redirects_have_an_end(twilio: Carrier, media: TwilioMedia) -> None:
    twilio.plan(PATH, onward("/again"))
    twilio.plan("/again", onward("/again"))
    assert (await media.fetch(THEIRS)).problem is MediaProblem.FOREIGN
    assert len(twilio.asked) == 3


@pytest.mark.parametrize(
    ("plan", "problem"),
    [
        (Answer(401), MediaProblem.REFUSED),
        (Answer(403), MediaProblem.REFUSED),
        (Answer(404), MediaProblem.NOT_THERE),
        (Answer(410), MediaProblem.NOT_THERE),
        (Answer(429), MediaProblem.AWAY),
        (Answer(500), MediaProblem.AWAY),
        (Answer(307), MediaProblem.FOREIGN),
        (Answer(body=b""), MediaProblem.EMPTY),
        (Answer(body=bytes(LARGEST + 1)), MediaProblem.TOO_LARGE),
        (
            # Without a length: counted while it comes.
            b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + bytes(LARGEST + 1),
            MediaProblem.TOO_LARGE,
        ),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf", MediaProblem.AWAY),
        (HANG_UP, MediaProblem.AWAY),
        (SILENCE, MediaProblem.AWAY),
    ],
    ids=range(13),
)
async def test_what_goes_wrong_has_a_name(
    twilio: Carrier, media: TwilioMedia, plan: Plan, problem: MediaProblem
) -> None:
    twilio.plan(PATH, plan)
    fetched = await media.fetch(THEIRS)
    assert (fetched.content, fetched.problem) == (b"", problem)
