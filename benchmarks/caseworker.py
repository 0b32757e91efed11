"""A caseworker's browser that replies at a steady pace, and a bare client at the same pace."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID, uuid4

import aiohttp

from benchmarks import office
from service.demo import cast

EMAIL = "ruth@oak.example"
"""A supervisor, who sees every thread."""
_CSRF = re.compile(r'name="csrf" value="(\w+)"')

Departures = dict[str, float]
"""When each text was posted, by its words, on the machine's monotonic clock."""


class Caseworker:
    """Logged in, with the page's own token."""

    def __init__(self, session: aiohttp.ClientSession, csrf: str) -> None:
        self._session = session
        self._csrf = csrf

    @classmethod
    async def logged_in(cls, session: aiohttp.ClientSession) -> "Caseworker":
        login = {"email": EMAIL, "password": cast.PASSWORD}
        async with session.post("/staff/login", data=login) as page:
            found = _CSRF.search(await page.text())
        assert found is not None, f"not logged in: {page.status}"
        return cls(session, found[1])

    async def reply(self, thread: UUID, text: str) -> None:
        form = {"csrf": self._csrf, "key": uuid4().hex, "text": text, "way": "sms"}
        url = f"/staff/threads/{thread}/reply"
        async with self._session.post(url, data=form, allow_redirects=False) as answer:
            await answer.read()
            assert answer.status == 303, f"a reply was answered with {answer.status}"


async def replies(address: str, threads: Sequence[UUID], pace: float) -> Departures:
    """One reply in each thread, `pace` of them a second, whether or not earlier ones are done."""
    async with aiohttp.ClientSession(
        address, headers={"Origin": address}, cookie_jar=aiohttp.CookieJar(unsafe=True)
    ) as session:
        worker = await Caseworker.logged_in(session)
        return await _paced(pace, [_about(worker, thread) for thread in threads])


async def bare(address: str, count: int, pace: float) -> Departures:
    """The same to the provider itself."""
    authorization = aiohttp.encode_basic_auth(office.ACCOUNT, office.TOKEN)
    async with aiohttp.ClientSession(address, headers={"Authorization": authorization}) as session:

        async def post(text: str) -> None:
            form = {"To": "+13125550142", "From": office.SENDER, "Body": text}
            async with session.post(office.MESSAGES, data=form) as answer:
                await answer.read()

        return await _paced(pace, [post] * count)


def _about(worker: Caseworker, thread: UUID) -> Callable[[str], Awaitable[None]]:
    return lambda text: worker.reply(thread, text)


async def _paced(pace: float, acts: Sequence[Callable[[str], Awaitable[None]]]) -> Departures:
    departures: Departures = {}

    async def depart(act: Callable[[str], Awaitable[None]]) -> None:
        text = f"Come at 3, room {uuid4().hex}."
        departures[text] = time.monotonic()
        await act(text)

    began = time.monotonic()
    under_way = []
    for number, act in enumerate(acts):
        await asyncio.sleep(max(0.0, began + number / pace - time.monotonic()))
        under_way.append(asyncio.ensure_future(depart(act)))
    await asyncio.gather(*under_way)
    return departures
