"""A mail server that takes everything and keeps nothing; `python -m benchmarks.smtp_sink`.

It speaks RFC 5321 as far as our clients do, and costs next to nothing.
"""

import asyncio
from typing import cast

import uvloop

from benchmarks.child import say

_REPLIES = {
    b"EHLO": b"250-sink.example\r\n250-SIZE 33554432\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n",
    b"HELO": b"250 sink.example\r\n",
    b"MAIL": b"250 2.1.0 OK\r\n",
    b"RCPT": b"250 2.1.5 OK\r\n",
    b"DATA": b"354 Go on\r\n",
    b"RSET": b"250 2.0.0 OK\r\n",
    b"NOOP": b"250 2.0.0 OK\r\n",
    b"QUIT": b"221 2.0.0 Bye\r\n",
}
_UNKNOWN = b"502 5.5.1 Not implemented\r\n"
_END = b"\r\n.\r\n"


class Connection(asyncio.Protocol):
    def __init__(self) -> None:
        self._read = b""
        self._in_data = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports have the methods of asyncio's, and not their class.
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(b"220 sink.example ESMTP\r\n")

    def data_received(self, data: bytes) -> None:
        self._read += data
        while True:
            end = _END if self._in_data else b"\r\n"
            line, found, rest = self._read.partition(end)
            if not found:
                return
            self._read = rest
            if self._in_data:
                self._in_data = False
                self._transport.write(b"250 2.0.0 Taken\r\n")
            else:
                self._answer(line[:4].upper())

    def _answer(self, command: bytes) -> None:
        self._in_data = command == b"DATA"
        self._transport.write(_REPLIES.get(command, _UNKNOWN))
        if command == b"QUIT":
            self._transport.close()


async def serve() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Connection, "127.0.0.1", 0)
    say(port=server.sockets[0].getsockname()[1])
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve())
