"""A real HTTP server in Twilio's place, on the test's own event loop: it answers as planned."""

import asyncio
import contextlib
import json
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True, slots=True)
class Answer:
    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    def on_the_wire(self) -> bytes:
        headers = {"Content-Length": str(len(self.body)), **self.headers}
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return f"HTTP/1.1 {self.status} So\r\n{lines}\r\n".encode() + self.body


HANG_UP = b""
SILENCE = None
Plan = Answer | bytes | None
"""What comes back: an answer; bytes and then the end of the connection; nothing, for ever."""


def says(status: int, content: Any, **headers: str) -> Answer:
    """JSON."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    body = json.dumps(content).encode()
    return Answer(status, body, {"Content-Type": "application/json", **named})


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came in."""

    method: str
    target: str
    headers: Mapping[str, str]
    """By lower-case name."""
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True, strict_parsing=True))

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.target).query))


@dataclass
class Carrier:
    """The last plan for a path stays."""

    port: int = 0
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0
    under_way: int = 0
    most_at_once: int = 0
    _plans: dict[str, deque[Plan]] = field(default_factory=lambda: defaultdict(deque))
    _writers: list[asyncio.StreamWriter] = field(default_factory=list)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)
    _server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def plan(self, path: str, *plans: Plan) -> None:
        """For requests to `path`, one after the other. A path may carry a query."""
        self._plans[path] = deque(plans)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._writers.append(writer)
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while await self._answered(await _request(reader), writer):
                pass
        writer.close()

    async def _answered(self, asked: Asked, writer: asyncio.StreamWriter) -> bool:
        self.asked.append(asked)
        self.under_way += 1
        self.most_at_once = max(self.most_at_once, self.under_way)
        await asyncio.sleep(0)
        self.under_way -= 1
        plan = self._next(asked.target)
        if plan is SILENCE:
            await asyncio.Event().wait()
        elif isinstance(plan, Answer):
            writer.write(plan.on_the_wire())
        else:
            writer.write(plan or b"")
        return isinstance(plan, Answer)

    def _next(self, target: str) -> Plan:
        plans = self._plans.get(target) or self._plans.get(target.partition("?")[0])
        if not plans:
            return Answer(404)
        return plans.popleft() if len(plans) > 1 else plans[0]

    async def come(self) -> None:
        """Listen, on the port that it had before if it had one."""
        self._server = await asyncio.start_server(self._begin, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def go_away(self) -> None:
        """Refuse connections and end those that there are."""
        if self._server is None:
            return
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.hang_up()
        await self._server.wait_closed()
        self._server = None

    async def hang_up(self) -> None:
        """On everybody."""
        for writer in self._writers:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()
        self._writers.clear()

    def _begin(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._tasks.append(asyncio.ensure_future(self._serve(reader, writer)))


async def _request(reader: asyncio.StreamReader) -> Asked:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().splitlines()
    method, target, _ = head[0].split(" ")
    pairs = (line.partition(":") for line in head[1:] if line)
    headers = {name.lower(): value.strip() for name, _, value in pairs}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Asked(method, target, headers, body)


@contextlib.asynccontextmanager
async def carrier() -> AsyncIterator[Carrier]:
    """On a free port of this machine, gone at the end."""
    state = Carrier()
    await state.come()
    try:
        yield state
    finally:
        await state.go_away()
