"""Connections that lead to the public internet and nowhere else.

A name is resolved once, every address it has is checked, and the connection goes to the very
address that was checked: a name server that answers differently the next time (DNS rebinding)
gains nothing. TLS still asks for the certificate of the name.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import httpcore2

from channels.public_addresses import all_public

LOOKUPS_AT_ONCE = 32
"""A name server that does not answer holds one of these, and no thread that others need."""
ADDRESSES_TRIED = 3

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""From a host and port to IP addresses. Raises `NoSuchHostError`."""


class NoSuchHostError(Exception):
    """The name leads nowhere."""


class PrivateAddressError(Exception):
    """The name leads to an address that is not of the public internet."""


class Resolver:
    """The machine's own resolver, on threads of its own."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(LOOKUPS_AT_ONCE, "resolving")

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, resolve, host, port)

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


def resolve(host: str, port: int) -> Sequence[str]:
    """Raises `NoSuchHostError`."""
    look_up = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
    try:
        found = look_up()
    except (OSError, UnicodeError):
        raise NoSuchHostError from None
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class CheckedBackend(httpcore2.AsyncNetworkBackend):
    """What the pool opens its connections with. `local` lets every address through."""

    def __init__(
        self, resolve: Resolve, *, local: bool, inner: httpcore2.AsyncNetworkBackend
    ) -> None:
        self._resolve = resolve
        self._local = local
        self._inner = inner

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 (the interface's own)
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        addresses = await self._resolve(host, port)
        if not addresses:
            raise NoSuchHostError
        if not self._local and not all_public(addresses):
            raise PrivateAddressError
        failure: Exception | None = None
        for address in addresses[:ADDRESSES_TRIED]:
            try:
                return await self._inner.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
        raise failure or NoSuchHostError
