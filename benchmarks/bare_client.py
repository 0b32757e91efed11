"""The least a client can do: post ready forms with aiohttp, so many at once, and read the ids.

`python -m benchmarks.bare_client <url> <forms.json> [--at-once 50] [--loop asyncio]`.
"""

import argparse
import asyncio
import json
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import aiohttp
import uvloop

from benchmarks.child import Answer, answer_questions
from benchmarks.office import ACCOUNT, TOKEN

Form = dict[str, str]


class Client:
    def __init__(self, url: str, at_once: int) -> None:
        self._url = url
        self._at_once = at_once
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=at_once),
            headers={"Authorization": aiohttp.encode_basic_auth(ACCOUNT, TOKEN)},
        )

    async def post_all(self, forms: Sequence[Form]) -> Answer:
        waiting = iter(forms)
        began = time.monotonic()
        ids = await asyncio.gather(*(self._post(waiting) for _ in range(self._at_once)))
        return {"began": began, "ended": time.monotonic(), "ids": sum(map(len, ids))}

    async def _post(self, waiting: Iterator[Form]) -> list[str]:
        ids = []
        for form in waiting:
            async with self._session.post(self._url, data=form) as answer:
                ids.append((await answer.json())["sid"])
        return ids

    async def close(self) -> None:
        await self._session.close()


LOOPS = {"asyncio": asyncio.new_event_loop, "uvloop": uvloop.new_event_loop}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("forms", type=Path)
    parser.add_argument("--at-once", type=int, default=50)
    parser.add_argument("--loop", choices=LOOPS, default="asyncio")
    given = parser.parse_args()
    forms: list[Form] = json.loads(given.forms.read_text())
    with asyncio.Runner(loop_factory=LOOPS[given.loop]) as runner:
        client = runner.run(_open(given.url, given.at_once))
        answer_questions(lambda count: runner.run(client.post_all(forms[:count])))
        runner.run(client.close())


async def _open(url: str, at_once: int) -> Client:
    return Client(url, at_once)


if __name__ == "__main__":
    main()
