"""Connections belong to the event loop they were opened on: say so early and clearly."""

import asyncio


class OneLoop:
    """Remembers the event loop of an adapter's connections, from first use until `leave`."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None

    def enter(self) -> None:
        """Raises RuntimeError when another loop than the first one comes in."""
        running = asyncio.get_running_loop()
        if self._loop is None:
            self._loop = running
        if self._loop is not running:
            raise RuntimeError(
                "this adapter has open connections on another event loop: "
                "call `await adapter.aclose()` there before using it here"
            )

    def leave(self) -> None:
        """Forget the loop: the connections are closed."""
        self._loop = None
