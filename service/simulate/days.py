"""Day after day: what becomes due is sent, phones ring, parents answer and renew."""

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import closing

from campaigns.experiments import running
from messaging.outbound import reconcile
from messaging.outbound.reconcile import SURELY_ABSENT
from messaging.platform.lanes import SENDING_LANES, Lane
from service.demo.quiet import IN_DOUBT, StillBusyError, under_way
from service.jobs import Process
from service.simulate.agency import AgencySystem
from service.simulate.carrier import Carrier, Ledger
from service.simulate.families import Parent
from service.simulate.house import House
from service.simulate.plan import AFTER_TEN, EVENING, MORNING, Plan

PATIENCE = 900.0
"""Seconds until a simulated moment has settled; a busy machine takes its time."""
LOOK_EVERY = 0.02
WORK = (Lane.INBOUND, Lane.JOURNEYS, *SENDING_LANES, Lane.FACTS)

Told = Callable[[int], None]
"""Hears of each day that is over."""


def live(house: House, plan: Plan, secret: str, parents: Sequence[Parent], told: Told) -> Ledger:
    """Play all the days; what the far side says it carried."""
    with (
        closing(Carrier(house.sandbox)) as carrier,
        closing(AgencySystem(house.url, secret, house.clock, plan)) as agency,
        closing(Process(house.runtime)) as process,
        asyncio.Runner() as runner,
    ):
        play = _Play(house, plan, parents, carrier, agency, process, runner)
        for parent in parents:
            carrier.behave(parent)
        for day in range(plan.days):
            play.day(day)
            running.close_due(house.runtime, runner)
            told(day)
        return carrier.ledger


class _Play:
    def __init__(
        self, house: House, plan: Plan, parents: Sequence[Parent],
        carrier: Carrier, agency: AgencySystem, process: Process, runner: asyncio.Runner,
    ) -> None:  # fmt: skip
        self._house, self._plan, self._parents = house, plan, parents
        self._carrier, self._agency, self._process = carrier, agency, process
        self._runner = runner
        self._at = {
            address: parent
            for parent in parents
            for address in (parent.phone, parent.email)
            if address
        }

    def day(self, day: int) -> None:
        self._house.clock.set(self._plan.at(day, MORNING))
        for parent in self._parents:
            if parent.enrolled_on == day:
                self._agency.renewal_due(parent)
        self._settle()
        self._house.clock.set(self._plan.at(day, AFTER_TEN))
        self._settle()
        self._house.clock.set(self._plan.at(day, EVENING))
        for parent in self._heard():
            self._react(parent, day)
        for parent in self._parents:
            if parent.renewed_on is None and parent.renews_on == day:
                self._renew(parent, day)
        self._settle()

    def _heard(self) -> list[Parent]:
        """Whom a message reached for the first time."""
        found = {self._at[address].number: self._at[address] for address in self._carrier.read()}
        new = [parent for _, parent in sorted(found.items()) if not parent.heard]
        for parent in new:
            parent.heard = True
        return new

    def _react(self, parent: Parent, day: int) -> None:
        if parent.answer and parent.phone and parent.phone_works:
            self._carrier.text(parent, parent.answer, self._house.runtime.settings.texts_from)
        if parent.needs_reminding:
            self._renew(parent, day)

    def _renew(self, parent: Parent, day: int) -> None:
        parent.renewed_on = day
        self._agency.renewal_completed(parent)

    def _settle(self) -> None:
        """Until nothing is under way. Only receipts come by themselves; all else is done here,
        also asking after texts whose connection broke: the clock stands, and they wait for it."""
        deadline = time.monotonic() + PATIENCE
        while waits := self._waits():
            if time.monotonic() > deadline:
                raise StillBusyError(f"still under way after {PATIENCE:.0f} seconds: {waits}")
            for lane in WORK:
                self._process.answer(lane)
            if waits == IN_DOUBT:
                self._house.clock.set(self._house.clock() + SURELY_ABSENT)
                reconcile.sweep(self._house.runtime, self._runner)
            time.sleep(LOOK_EVERY)

    def _waits(self) -> str:
        with self._house.runtime.reading() as session:
            return under_way(session, self._house.clock())
