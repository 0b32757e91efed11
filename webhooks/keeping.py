"""Into the database, or onto the disk while it is away: kept, before anyone hears 2xx."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from fastapi import HTTPException

from channels.values import DeliveryReport
from messaging.inbound.spool import Spool, SpoolFullError
from messaging.inbound.spooled import Spools, Stored, Text, store_texts
from messaging.inbound.together import NOT_NOW, Together
from messaging.outbound import receipts
from messaging.platform.ids import new_id
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")


@dataclass(frozen=True, slots=True)
class Door(Generic[Item, Outcome]):
    """What one kind of thing goes through."""

    together: Together[Item, Outcome]
    spool: Spool
    put: Callable[[Item], None]

    async def keep(self, item: Item) -> Outcome | None:
        """What storing `item` gave; None when it waits on disk. Raises 503 when neither is
        possible.

        While something waits in the spool, what comes joins it: it must not overtake an earlier
        message of its sender, and nobody waits for a database that is known to be away. Storing
        may still succeed after its time was up: storing a thing twice is storing it once.
        """
        # One look into a folder: not worth a thread.
        if not self.spool.waits():
            try:
                return await self.together.add(item)
            except NOT_NOW:
                pass
        try:
            # Not in the threads that requests share: they may all be waiting for the database.
            await asyncio.to_thread(self.put, item)
        except SpoolFullError:
            try:
                return await self.together.add(item)
            except NOT_NOW:
                raise HTTPException(
                    503, "Nothing can be kept right now.", headers={"Retry-After": "5"}
                ) from None
        return None


@dataclass(frozen=True, slots=True)
class Doors:
    """Texts and reports apart: parents' words do not wait behind a campaign's reports."""

    texts: Door[tuple[UUID, Text], Stored]
    reports: Door[DeliveryReport, None]

    @classmethod
    def of(cls, runtime: Runtime, spools: Spools) -> "Doors":
        return cls(
            Door(
                Together(runtime, store_texts),
                spools.texts,
                lambda item: spools.keep_text(*item),
            ),
            Door(
                Together(runtime, _apply),
                spools.reports,
                lambda report: spools.keep_report(new_id(), report),
            ),
        )

    async def aclose(self) -> None:
        """Once everything taken in is stored."""
        await self.texts.together.aclose()
        await self.reports.together.aclose()


def _apply(unit: Unit, reports: Sequence[DeliveryReport]) -> list[None]:
    receipts.apply_many(unit, reports)
    return [None] * len(reports)
