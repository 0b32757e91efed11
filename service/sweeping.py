"""What the clock has looked into beside its ticks: urgent tasks that nobody has taken, campaigns
that fail too often, audit rows that wait for their place, attempts that nobody began, what is over
for long, who forgot a password, what was snoozed until now, names that are not looked up yet; and,
of providers, doubtful attempts, receipts that never came, paused senders. Also messages to many
whose day has come again.

On three threads: neither a provider that is slow to answer nor a walk through all rows may stop
the bells or an alert.
"""

import asyncio
import threading
from collections.abc import Callable, Sequence

import structlog

from campaigns import watching
from campaigns.experiments import running
from campaigns.sends import occurring
from campaigns.watching import Watch
from casework import alerting, lateness
from casework.stranded import Stranded
from casework.waking import Waking
from messaging.outbound import beginning, overdue, probing, reconcile
from messaging.runtime import Runtime
from outgoing.purging import Purge
from service import chaining, forgetting, marking, resealing
from service.repeating import Repeating
from service.troubles import trouble
from web.identity import resetting

log = structlog.get_logger(__name__)

EVERY_SECONDS = 2.0
ROUNDS = 20
"""Sweeps of one kind in a row while there is more."""

Sweep = Callable[[Runtime, asyncio.Runner], int]
ASKING: tuple[Sweep, ...] = (reconcile.sweep, overdue.sweep, probing.sweep)
"""Those that ask providers, and so may take long."""
MINDING: tuple[Sweep, ...] = (
    Stranded(),
    occurring.sweep,
    alerting.sweep,
    lateness.sweep,
    Watch(),
    watching.carry_on,
    running.close_due,
    chaining.sweep,
    beginning.sweep,
    resetting.sweep,
    Waking(),
)
"""Those that need nothing but the database."""
KEEPING: tuple[Sweep, ...] = (
    marking.sweep,
    resealing.sweep,
    Purge(),
    forgetting.sweep,
    forgetting.Pruning(),
)
"""Likewise, and they may go through all there is: nobody is to wait for them."""


class Sweeping(Repeating):
    """Sweeps while it is allowed to."""

    def __init__(
        self,
        name: str,
        runtime: Runtime,
        sweeps: Sequence[Sweep],
        allowed: threading.Event,
        *,
        closes_adapters: bool = False,
    ) -> None:
        """`allowed` is set while this clock is the active one. `closes_adapters`: it is on this
        loop that adapters open their connections."""
        super().__init__(name, EVERY_SECONDS)
        self._closes_adapters = closes_adapters
        self._runtime = runtime
        self._sweeps = sweeps
        self._allowed = allowed

    def _run(self) -> None:
        with asyncio.Runner() as self._runner:
            super()._run()
            if self._closes_adapters:
                for adapter in self._runtime.channels.values():
                    self._runner.run(adapter.aclose())

    def _once(self) -> None:
        if self._allowed.is_set():
            for sweep in self._sweeps:
                self._sweep(sweep)

    def _sweep(self, sweep: Sweep) -> None:
        try:
            for _ in range(ROUNDS):
                if self._over.is_set() or not sweep(self._runtime, self._runner):
                    return
        except Exception as error:  # it outlives whatever one sweep met
            log.warning("sweep.left", **trouble(error))
