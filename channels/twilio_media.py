"""Pictures and files of texts, fetched from Twilio and from nowhere else.

An address comes with a text, so it is not to be trusted. Of it only the path counts, which must be
that of a media of our own account; the request goes to the API that our settings name, with the
account's credentials. Twilio answers with a redirect to its store, which is followed without
credentials, once, to the stores named here, at public addresses
(https://www.twilio.com/docs/messaging/api/media-resource).
"""

import asyncio
import re
import socket
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import DefaultResolver

from channels.public_addresses import all_public
from channels.twilio_http import proxy, trust
from channels.values import MediaProblem

LARGEST = 20_000_000
"""Bytes. Twilio itself takes 5 MB of a text's media, and 16 MB from some channels."""
SECONDS = 45.0
"""For one file with all its hops, however slowly it trickles."""
CONNECT_SECONDS = 10.0
AT_ONCE = 4
HOPS = 3
_CHUNK = 64 * 1024

_API_HOST = "api.twilio.com"
_MEDIA = re.compile(
    r"/2010-04-01/Accounts/(?P<account>AC[0-9a-f]{32})"
    r"/Messages/(?:MM|SM)[0-9a-f]{32}/Media/ME[0-9a-f]{32}"
)
_STORE = re.compile(r"(?:[a-z0-9-]+\.)*twiliocdn\.com")
_BUCKETS = re.compile(r"s3-external-1\.amazonaws\.com|s3(?:[.-][a-z0-9-]+)?\.amazonaws\.com")
_BUCKET_PATHS = ("/media.twiliocdn.com/", "/mms.twiliocdn.com/")

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_OF_STATUS = {
    401: MediaProblem.REFUSED,
    403: MediaProblem.REFUSED,
    404: MediaProblem.NOT_THERE,
    410: MediaProblem.NOT_THERE,
}


@dataclass(frozen=True, slots=True)
class Account:
    """Whose media, and where its API is."""

    sid: str
    token: str
    api_url: str


@dataclass(frozen=True, slots=True, repr=False)
class Fetched:
    """Bytes, or why there are none."""

    content: bytes = b""
    problem: MediaProblem | None = None


class _Trouble(Exception):  # noqa: N818 - carries what becomes a result
    def __init__(self, problem: MediaProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


class PublicOnly(AbstractResolver):
    """Names that lead inside lead nowhere. `inner` is the machine's own resolver."""

    def __init__(self, inner: AbstractResolver | None = None) -> None:
        self._inner = inner or DefaultResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        if not all_public(one["host"] for one in found):
            raise OSError("the name leads to an address that is not public")
        return found

    async def close(self) -> None:
        await self._inner.close()


class TwilioMedia:
    """Fetches. Opened by the first call, on its event loop; `store_resolver` finds the hosts of
    Twilio's stores."""

    def __init__(
        self,
        account: Account,
        *,
        largest: int = LARGEST,
        seconds: float = SECONDS,
        store_resolver: AbstractResolver | None = None,
    ) -> None:
        self._account = account
        self._api = urlsplit(account.api_url)
        self._largest = largest
        self._seconds = seconds
        self._resolver = store_resolver
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._sessions: dict[bool, aiohttp.ClientSession] = {}

    async def fetch(self, url: str) -> Fetched:
        """Never raises for what Twilio or the network does."""
        first = self._ours(url)
        if first is None:
            return Fetched(problem=MediaProblem.FOREIGN)
        try:
            async with self._turns, asyncio.timeout(self._seconds):
                return Fetched(await self._follow(first))
        except _Trouble as trouble:
            return Fetched(problem=trouble.problem)
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError):
            return Fetched(problem=MediaProblem.AWAY)

    async def aclose(self) -> None:
        sessions, self._sessions = list(self._sessions.values()), {}
        for session in sessions:
            await session.close()

    def _ours(self, url: str) -> str | None:
        """The same media at the API of our settings; None when it is none of our account."""
        try:
            parts = urlsplit(url)
            host, named = parts.netloc.lower(), _MEDIA.fullmatch(parts.path)
        except ValueError:
            return None
        if host not in {_API_HOST, self._api.netloc.lower()} or named is None:
            return None
        if named["account"] != self._account.sid or parts.query or parts.fragment:
            return None
        return f"{self._account.api_url.rstrip('/')}{parts.path}"

    async def _follow(self, url: str) -> bytes:
        credentials: dict[str, str] = {
            "Authorization": aiohttp.encode_basic_auth(self._account.sid, self._account.token)
        }
        for _ in range(HOPS):
            content, onward = await self._asked(url, credentials)
            if onward is None:
                return content
            url, credentials = self._next(url, onward), {}
        raise _Trouble(MediaProblem.FOREIGN)

    def _next(self, url: str, onward: str) -> str:
        """Where a redirect leads. Raises _Trouble when that is none of Twilio's stores."""
        target = urljoin(url, onward)
        parts = urlsplit(target)
        if self._is_api(target):
            return target
        # No name, password or port beside it.
        host = parts.netloc.lower()
        store = _STORE.fullmatch(host) or (
            _BUCKETS.fullmatch(host) and parts.path.startswith(_BUCKET_PATHS)
        )
        if not store or parts.scheme not in {"http", "https"}:
            raise _Trouble(MediaProblem.FOREIGN)
        # Old redirects name http; the stores speak https as well.
        return parts._replace(scheme="https").geturl()

    def _is_api(self, url: str) -> bool:
        parts = urlsplit(url)
        return (parts.scheme, parts.netloc) == (self._api.scheme, self._api.netloc)

    async def _asked(self, url: str, headers: dict[str, str]) -> tuple[bytes, str | None]:
        """The bytes, or where else they are."""
        through = proxy(url)
        # Where there is a proxy, the name that we look up is its own.
        session = self._session(anywhere=self._is_api(url) or through is not None)
        async with session.get(
            url, headers=headers, allow_redirects=False, proxy=through
        ) as answer:
            if answer.status in _REDIRECTS:
                return b"", answer.headers.get("Location", "")
            if not 200 <= answer.status < 300:
                raise _Trouble(_OF_STATUS.get(answer.status, MediaProblem.AWAY))
            return await self._read(answer), None

    async def _read(self, answer: aiohttp.ClientResponse) -> bytes:
        if (answer.content_length or 0) > self._largest:
            raise _Trouble(MediaProblem.TOO_LARGE)
        parts: list[bytes] = []
        size = 0
        async for part in answer.content.iter_chunked(_CHUNK):
            size += len(part)
            if size > self._largest:
                raise _Trouble(MediaProblem.TOO_LARGE)
            parts.append(part)
        if not size:
            raise _Trouble(MediaProblem.EMPTY)
        return b"".join(parts)

    def _session(self, *, anywhere: bool) -> aiohttp.ClientSession:
        """The API is where our settings say, inside or not; a store is on the public internet."""
        if anywhere not in self._sessions:
            self._sessions[anywhere] = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    ssl=trust("https:"),
                    resolver=None if anywhere else PublicOnly(self._resolver),
                    limit=AT_ONCE,
                ),
                timeout=aiohttp.ClientTimeout(
                    total=self._seconds, sock_connect=CONNECT_SECONDS, connect=CONNECT_SECONDS
                ),
                # What is stored compressed comes as it is: small bytes must not become large ones.
                auto_decompress=False,
                headers={"Accept-Encoding": "identity"},
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._sessions[anywhere]
