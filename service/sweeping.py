"""What the clock has looked into beside its ticks: audit rows that wait for their place, doubtful
attempts, receipts that never came, paused senders, campaigns that fail too often.

On a thread of its own: a provider that is slow to answer must not stop the bells.
"""

import asyncio
import threading
from collections.abc import Callable

import structlog

from campaigns import watching
from campaigns.experiments import running
from campaigns.watching import Watch
from messaging.outbound import overdue, probing, reconcile
from messaging.runtime import Runtime
from service import chaining
from service.repeating import Repeating
from service.troubles import trouble

log = structlog.get_logger(__name__)

EVERY_SECONDS = 2.0
ROUNDS = 20
"""Sweeps of one kind in a row while there is more."""

Sweep = Callable[[Runtime, asyncio.Runner], int]
SWEEPS: tuple[Sweep, ...] = (
    chaining.sweep,
    reconcile.sweep,
    overdue.sweep,
    probing.sweep,
    Watch(),
    watching.carry_on,
    running.close_full,
)


class Sweeping(Repeating):
    """Sweeps while it is allowed to."""

    def __init__(self, runtime: Runtime) -> None:
        super().__init__("sweeping", EVERY_SECONDS)
        self._runtime = runtime
        self.allowed = threading.Event()
        """Set while this clock is the active one."""

    def _run(self) -> None:
        with asyncio.Runner() as self._runner:
            super()._run()
            for adapter in self._runtime.channels.values():
                self._runner.run(adapter.aclose())

    def _once(self) -> None:
        if self.allowed.is_set():
            for sweep in SWEEPS:
                self._sweep(sweep)

    def _sweep(self, sweep: Sweep) -> None:
        try:
            for _ in range(ROUNDS):
                if self._over.is_set() or not sweep(self._runtime, self._runner):
                    return
        except Exception as error:  # it outlives whatever one sweep met
            log.warning("sweep.left", **trouble(error))
