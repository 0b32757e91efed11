"""What the web process does beside its requests: moves what waits on disk into the database.

On a thread of its own, at start and then every second, so that nothing waits for the next request.
Several web processes of a host may all do it: the spool lets one in at a time.
"""

import threading
from types import TracebackType
from typing import Self

import structlog

from messaging.inbound.spooled import AWAY, Spools
from messaging.runtime import Runtime
from service.troubles import trouble

log = structlog.get_logger(__name__)

EVERY_SECONDS = 1.0
LEAVE_SECONDS = 10.0


class Flushing:
    """A context that starts and ends the thread."""

    def __init__(self, runtime: Runtime, spools: Spools) -> None:
        self._runtime = runtime
        self._spools = spools
        self._over = threading.Event()
        self._away = False
        self._thread = threading.Thread(target=self._run, name="flushing", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        # One that hangs on a database ends with the process; its files are still there.
        self._thread.join(LEAVE_SECONDS)

    def _run(self) -> None:
        self._flush()
        while not self._over.wait(EVERY_SECONDS):
            self._flush()

    def _flush(self) -> None:
        try:
            flushed = self._spools.flush(self._runtime)
        except AWAY as error:
            if not self._away:
                log.warning("spool.waits", **trouble(error))
            self._away = True
        except Exception as error:  # it outlives whatever one flush met
            log.error("spool.not_flushed", **trouble(error))
        else:
            self._away = False
            if flushed:
                log.info("spool.flushed", count=flushed)
