"""A stand-in for Twilio that costs next to nothing: any POST is a message, taken.

`python -m benchmarks.stub_provider [seconds]` answers each POST after `seconds` and prints its
port. `GET /arrivals` gives `[[when, body], …]` since the last such GET, when asked to keep them
(`--keep`); `when` is the machine's monotonic clock at the answer.
"""

import argparse
import asyncio
import json
import re
import time
from typing import cast

import uvloop

from benchmarks.child import say

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_ACCOUNT = "AC" + "0" * 31 + "1"
_BODY = json.dumps(
    {
        "account_sid": _ACCOUNT,
        "api_version": "2010-04-01",
        "body": "Sample Co: your appointment is on Tuesday at 3.",
        "date_created": "Mon, 02 Mar 2026 12:00:00 +0000",
        "date_sent": None,
        "date_updated": "Mon, 02 Mar 2026 12:00:00 +0000",
        "direction": "outbound-api",
        "error_code": None,
        "error_message": None,
        "from": "+13125550100",
        "messaging_service_sid": None,
        "num_media": "0",
        "num_segments": "1",
        "price": None,
        "price_unit": "USD",
        "sid": "SM%032x",
        "status": "queued",
        "subresource_uris": {"media": f"/2010-04-01/Accounts/{_ACCOUNT}/Messages/MM/Media.json"},
        "to": "+13125550142",
        "uri": f"/2010-04-01/Accounts/{_ACCOUNT}/Messages/MM.json",
    }
).encode()
_TAKEN = (
    b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
    % (len(_BODY % 0), _BODY)
)


class Stub:
    """What all connections share."""

    def __init__(self, latency: float, *, keep: bool) -> None:
        self.latency = latency
        self._keep = keep
        self._count = 0
        self._arrivals: list[tuple[float, str]] = []

    def taken(self, body: bytes) -> bytes:
        self._count += 1
        if self._keep:
            self._arrivals.append((time.monotonic(), body.decode()))
        return _TAKEN % self._count

    def arrivals(self) -> bytes:
        body = json.dumps(self._arrivals).encode()
        self._arrivals.clear()
        return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


class Connection(asyncio.Protocol):
    """As much of HTTP/1.1 as our clients speak."""

    def __init__(self, stub: Stub) -> None:
        self._stub = stub
        self._read = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports have the methods of asyncio's, and not their class.
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._read += data
        while request := self._whole():
            head, body = request
            if head.startswith(b"GET"):
                self._transport.write(self._stub.arrivals())
            elif self._stub.latency:
                loop = asyncio.get_running_loop()
                loop.call_later(self._stub.latency, self._take, body)
            else:
                self._take(body)

    def _take(self, body: bytes) -> None:
        self._transport.write(self._stub.taken(body))

    def _whole(self) -> tuple[bytes, bytes] | None:
        end = self._read.find(b"\r\n\r\n")
        if end < 0:
            return None
        head = self._read[:end]
        length = _LENGTH.search(head)
        until = end + 4 + (int(length[1]) if length else 0)
        if len(self._read) < until:
            return None
        body, self._read = self._read[end + 4 : until], self._read[until:]
        return head, body


async def serve(stub: Stub) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(stub), "127.0.0.1", 0)
    say(port=server.sockets[0].getsockname()[1])
    await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("latency", type=float, nargs="?", default=0.0)
    parser.add_argument("--keep", action="store_true")
    given = parser.parse_args()
    uvloop.run(serve(Stub(given.latency, keep=given.keep)))
