"""What the clock has looked into beside its ticks: doubtful attempts, receipts that never came,
paused senders, campaigns that fail too often.

On a thread of its own: a provider that is slow to answer must not stop the bells.
"""

import asyncio
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

import structlog

from campaigns import watching
from campaigns.watching import Watch
from messaging.outbound import overdue, probing, reconcile
from messaging.runtime import Runtime
from service.troubles import trouble

log = structlog.get_logger(__name__)

EVERY_SECONDS = 2.0
ROUNDS = 20
"""Sweeps of one kind in a row while there is more."""
LEAVE_SECONDS = 10.0

Sweep = Callable[[Runtime, asyncio.Runner], int]
SWEEPS: tuple[Sweep, ...] = (
    reconcile.sweep,
    overdue.sweep,
    probing.sweep,
    Watch(),
    watching.carry_on,
)


class Sweeping:
    """Sweeps while it is allowed to; a context that starts and ends its thread."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sweeping", daemon=True)
        self.allowed = threading.Event()
        """Set while this clock is the active one."""

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
        # One that hangs on a provider ends with the process; it holds nothing meanwhile.
        self._thread.join(LEAVE_SECONDS)

    def _run(self) -> None:
        with asyncio.Runner() as runner:
            while not self._over.wait(EVERY_SECONDS):
                if self.allowed.is_set():
                    for sweep in SWEEPS:
                        self._sweep(sweep, runner)
            for adapter in self._runtime.channels.values():
                runner.run(adapter.aclose())

    def _sweep(self, sweep: Sweep, runner: asyncio.Runner) -> None:
        try:
            for _ in range(ROUNDS):
                if self._over.is_set() or not sweep(self._runtime, runner):
                    return
        except Exception as error:  # it outlives whatever one sweep met
            log.warning("sweep.left", **trouble(error))
