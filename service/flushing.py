"""What the web process does beside its requests: moves what waits on disk into the database.

At start and then every second, so that nothing waits for the next request.
Several web processes of a host may all do it: the spool lets one in at a time.
"""

import structlog

from messaging.inbound.spooled import AWAY, Spools
from messaging.runtime import Runtime
from service.repeating import Repeating
from service.troubles import trouble

log = structlog.get_logger(__name__)

EVERY_SECONDS = 1.0


class Flushing(Repeating):
    """Flushes the spools of this host."""

    def __init__(self, runtime: Runtime, spools: Spools) -> None:
        super().__init__("flushing", EVERY_SECONDS)
        self._runtime = runtime
        self._spools = spools
        self._away = False

    def _run(self) -> None:
        self._once()
        super()._run()

    def _once(self) -> None:
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
