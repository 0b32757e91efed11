"""An agency's system as outgoing events meet it: in memory, and told how to answer."""

import asyncio
import json
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from outgoing.models.delivery import Problem
from outgoing.sending import Answer

DOWN = Answer(Problem.NO_CONNECTION)
BROKEN = Answer(Problem.SERVER_ERROR, 503)
REFUSES = Answer(Problem.REFUSED, 400)
GONE = Answer(Problem.GONE, 410)


@dataclass(frozen=True, slots=True)
class Posted:
    url: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def said(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found


class FakeSender:
    """Takes everything until told otherwise. `posted` holds what came, `taken` what it took."""

    def __init__(self) -> None:
        self.posted: list[Posted] = []
        self.taken: list[Posted] = []
        self.under_way: dict[str, int] = {}
        self.most_at_once: dict[str, int] = {}
        self.closed = False
        self.answers: dict[str, Answer] = {}
        """By URL, until taken away."""
        self._next: deque[Answer] = deque()
        self._held: dict[str, asyncio.Event] = {}

    def answer_next(self, *answers: Answer) -> None:
        self._next.extend(answers)

    def hold(self, url: str) -> None:
        """Requests to `url` hang until `let_go`."""
        self._held[url] = asyncio.Event()

    def let_go(self, url: str) -> None:
        self._held.pop(url).set()

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        posted = Posted(url, headers, body)
        self.posted.append(posted)
        answer = self._next.popleft() if self._next else self.answers.get(url, Answer(None, 204))
        self.under_way[url] = self.under_way.get(url, 0) + 1
        self.most_at_once[url] = max(self.most_at_once.get(url, 0), self.under_way[url])
        if url in self._held:
            await self._held[url].wait()
        self.under_way[url] -= 1
        if answer.problem is None:
            self.taken.append(posted)
        return answer

    async def aclose(self) -> None:
        self.closed = True
