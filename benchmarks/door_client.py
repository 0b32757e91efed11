"""Twilio before a door: signed texts, so many at once or so many a second.

`python -m benchmarks.door_client <public url>`. It is asked with a `port`, a `count`, and either
`at_once` or `rate`.
"""

import argparse
import asyncio
import time
from collections.abc import Iterator, Sequence
from itertools import count
from typing import cast
from urllib.parse import urlencode

import uvloop
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from benchmarks.child import Answer, answer_questions
from benchmarks.door import PATH
from benchmarks.office import ACCOUNT, SENDER, TOKEN

_numbers = count(1)


class RefusedError(Exception):
    """A turn does not count: a text was not taken."""


class Line(asyncio.Protocol):
    """A kept connection, one request at a time."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports have the methods of asyncio's, and not their class.
        self._transport = cast("asyncio.Transport", transport)
        self._read = b""
        self._taken: asyncio.Future[None] | None = None

    async def post(self, request: bytes) -> None:
        self._taken = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        await self._taken

    def data_received(self, data: bytes) -> None:
        self._read += data
        head, found, body = self._read.partition(b"\r\n\r\n")
        if not found or len(body) < _length(head):
            return
        self._read = b""
        assert self._taken is not None
        if head.startswith(b"HTTP/1.1 200"):
            self._taken.set_result(None)
        else:
            self._taken.set_exception(RefusedError(head.partition(b"\r\n")[0].decode()))

    def close(self) -> None:
        self._transport.close()


def _length(head: bytes) -> int:
    lines = head.lower().split(b"\r\n")
    return next(int(line[15:]) for line in lines if line.startswith(b"content-length:"))


class Client:
    def __init__(self, public_url: str) -> None:
        self._url = public_url + PATH
        self._validator = RequestValidator(TOKEN)

    def texts(self, number: int) -> list[bytes]:
        """Each is another text, of one of a thousand parents."""
        return [self._text(next(_numbers)) for _ in range(number)]

    def _text(self, number: int) -> bytes:
        sid = f"SM{time.time_ns():x}{number:016x}"
        form = {
            "AccountSid": ACCOUNT,
            "ApiVersion": "2010-04-01",
            "Body": "Can we meet on Friday? I have the papers with me.",
            "From": f"+1312{200 + number % 500}01{number // 500 % 100:02}",
            "FromCity": "CHICAGO",
            "FromCountry": "US",
            "FromState": "IL",
            "FromZip": "60601",
            "MessageSid": sid,
            "NumMedia": "0",
            "NumSegments": "1",
            "SmsMessageSid": sid,
            "SmsSid": sid,
            "SmsStatus": "received",
            "To": SENDER,
            "ToCity": "CHICAGO",
            "ToCountry": "US",
            "ToState": "IL",
            "ToZip": "60601",
        }
        body = urlencode(form)
        return (
            f"POST {PATH} HTTP/1.1\r\nHost: messages.oak.example\r\n"
            "User-Agent: TwilioProxy/1.1\r\nAccept: */*\r\n"
            "Content-Type: application/x-www-form-urlencoded; charset=utf-8\r\n"
            f"X-Twilio-Signature: {self._validator.compute_signature(self._url, form)}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}"
        ).encode()

    async def answer(self, port: int, count: int, at_once: int = 0, rate: float = 0) -> Answer:
        texts = self.texts(count)
        if at_once:
            return await _at_once(port, texts, at_once)
        return await _steadily(port, texts, rate)


async def _line(port: int) -> Line:
    _, line = await asyncio.get_running_loop().create_connection(Line, "127.0.0.1", port)
    return line


async def _at_once(port: int, texts: Sequence[bytes], lines: int) -> Answer:
    """Every line posts the next text as soon as it has its answer."""
    waiting = iter(texts)
    kept = [await _line(port) for _ in range(lines)]
    began = time.monotonic()
    await asyncio.gather(*(_post_all(line, waiting) for line in kept))
    seconds = time.monotonic() - began
    for line in kept:
        line.close()
    return {"per_second": len(texts) / seconds}


async def _post_all(line: Line, waiting: Iterator[bytes]) -> None:
    for text in waiting:
        await line.post(text)


async def _steadily(port: int, texts: Sequence[bytes], rate: float) -> Answer:
    """One after the other in even steps, whether or not the ones before were answered; the time of
    each counts from when it was to go."""
    free: list[Line] = []
    began = time.monotonic()
    posted = []
    for number, text in enumerate(texts):
        at = began + number / rate
        await asyncio.sleep(at - time.monotonic())
        posted.append(asyncio.create_task(_timed(port, free, text, at)))
    took = sorted(await asyncio.gather(*posted))
    for line in free:
        line.close()
    return {
        "p50_ms": took[len(took) // 2] * 1000,
        "p99_ms": took[len(took) * 99 // 100] * 1000,
    }


async def _timed(port: int, free: list[Line], text: bytes, at: float) -> float:
    line = free.pop() if free else await _line(port)
    await line.post(text)
    free.append(line)
    return time.monotonic() - at


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("public_url")
    client = Client(parser.parse_args().public_url)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        answer_questions(lambda **asked: runner.run(client.answer(**asked)))


if __name__ == "__main__":
    main()
