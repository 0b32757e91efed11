"""A line every few seconds, so that whoever watches sees that it lives and how far it is."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError

from messaging.runtime import Runtime
from tests.chaos.settling import standing

EVERY_SECONDS = 5.0


@contextmanager
def told(runtime: Runtime, say: Callable[[str], None]) -> Iterator[None]:
    over = threading.Event()
    began = time.monotonic()

    def tell() -> None:
        while not over.wait(EVERY_SECONDS):
            try:
                with runtime.reading() as session:
                    state = standing(session)
            except SQLAlchemyError as error:
                state = f"the database does not answer ({type(error).__name__})"
            say(f"{time.monotonic() - began:6.1f}s . {state}")

    thread = threading.Thread(target=tell, name="progress", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
