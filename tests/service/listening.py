"""The mail listener on an event loop of its own, as it has in `kinline mail`."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager

from messaging.runtime import Runtime
from service.mail import Listener

DEADLINE_SECONDS = 20


@contextmanager
def listening(runtime: Runtime) -> Iterator[int]:
    """Gives the port."""
    ready: Future[int] = Future()
    end = threading.Event()

    async def serve() -> None:
        listener = Listener(runtime)
        await listener.start()
        ready.set_result(listener.port)
        await asyncio.to_thread(end.wait)
        await listener.stop()

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    try:
        yield ready.result(DEADLINE_SECONDS)
    finally:
        end.set()
        thread.join(DEADLINE_SECONDS)
