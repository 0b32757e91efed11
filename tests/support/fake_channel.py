"""A channel in memory, for the tests of every room. It passes the adapters' own contract table."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from channels.values import (
    ChannelKind,
    DeliveryStatus,
    Outgoing,
    SendError,
    SendResult,
    Sighting,
)

REFUSED = SendError("fake-refused", "The provider refused the message.")
LATER = SendError("fake-later", "The provider asked us to slow down.", retryable=True)
BAD_CONTACT = SendError("fake-contact", "The address does not exist.", suppresses_contact=True)
OPERATIONS = SendError("fake-account", "Our account is suspended.", page_operations=True)
LOST = SendError("fake-lost", "The connection broke.", unknown_outcome=True)


@dataclass(frozen=True, slots=True)
class _Plan:
    error: SendError
    taken: bool


class FakeChannel:
    """Records what is sent and fails when told to.

    `sent` holds every message the provider took (also those whose answer was lost), in order;
    `tried` every call of `send`.
    """

    def __init__(
        self,
        kind: ChannelKind = ChannelKind.SMS,
        *,
        name: str = "fake",
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.kind = kind
        self.name = name
        self.tried: list[Outgoing] = []
        self.sent: list[Outgoing] = []
        self.closed = False
        self.complaint: str | None = None
        """What `check` says."""
        self.remembers = True
        """Whether asking makes sense at all."""
        self.can_be_asked = True
        """Whether `sightings` answers."""
        self.reached = asyncio.Event()
        """Set when a `send` has come in; with `pause` it shows that one is under way."""
        self._now = now
        self._plans: deque[_Plan] = deque()
        self._by_address: dict[str, SendError] = {}
        self._seen: list[tuple[str, Sighting]] = []
        self._open = asyncio.Event()
        self._open.set()

    def fail_next(self, error: SendError = REFUSED, *, times: int = 1) -> None:
        """The next `times` messages are not taken."""
        self._plans.extend([_Plan(error, taken=False)] * times)

    def lose_next(self, *, taken: bool = True) -> None:
        """The answer to the next message is lost; `taken` says whether the provider has it."""
        self._plans.append(_Plan(LOST, taken))

    def fail_for(self, to: str, error: SendError = BAD_CONTACT) -> None:
        """Messages to this address are never taken."""
        self._by_address[to] = error

    def pause(self) -> None:
        """Hold every `send` until `resume`."""
        self._open.clear()

    def resume(self) -> None:
        self._open.set()

    async def send(self, outgoing: Outgoing) -> SendResult:
        self.tried.append(outgoing)
        self.reached.set()
        await self._open.wait()
        plan = self._plan(outgoing)
        provider_id = f"{self.name}-{outgoing.attempt_id}"
        if plan is None or plan.taken:
            self._take(outgoing, provider_id)
        return SendResult(error=plan.error) if plan else SendResult(provider_id=provider_id)

    async def sightings(self, to: str, since: datetime) -> list[Sighting] | None:
        if not self.can_be_asked:
            return None
        return [seen for address, seen in self._seen if address == to and seen.created_at >= since]

    async def check(self) -> str | None:
        return self.complaint

    async def aclose(self) -> None:
        self.closed = True

    def _plan(self, outgoing: Outgoing) -> _Plan | None:
        if outgoing.to in self._by_address:
            return _Plan(self._by_address[outgoing.to], taken=False)
        return self._plans.popleft() if self._plans else None

    def _take(self, outgoing: Outgoing, provider_id: str) -> None:
        self.sent.append(outgoing)
        sighting = Sighting(provider_id, outgoing.text, self._now(), DeliveryStatus.ACCEPTED)
        self._seen.append((outgoing.to, sighting))
