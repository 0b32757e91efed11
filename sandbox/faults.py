"""How the sandbox can be told to misbehave, and the seeded dice that decide when."""

import random
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field

T = TypeVar("T")
Rate = Annotated[float, Field(ge=0, le=1)]
Milliseconds = Annotated[int, Field(ge=0, le=600_000)]


class _Strict(BaseModel):
    # A mistyped fault that quietly did nothing would make a test prove nothing.
    model_config = ConfigDict(extra="forbid", frozen=True)


class CallbackFaults(_Strict):
    """What goes wrong with status callbacks."""

    repeat: Rate = 0
    """Share of callbacks posted twice."""
    shuffle: bool = False
    """A message's callbacks are kept until its last status, then posted out of order."""
    late_ms: Milliseconds = 0
    lose: Rate = 0
    """Share of callbacks never posted."""
    stray: Rate = 0
    """Share of callbacks followed by one for a message that nobody knows."""


class InboundFaults(_Strict):
    """What goes wrong with webhooks for a parent's texts."""

    repeat: Rate = 0


class MailFaults(_Strict):
    """What goes wrong with mail. Addresses are compared without regard to case."""

    refuse_temporarily: Rate = 0
    """Share of recipients answered 451."""
    refuse_for_good: frozenset[str] = frozenset()
    """Recipients answered 550 5.1.1."""
    bounce: frozenset[str] = frozenset()
    """Recipients accepted, then reported failed by DSN."""
    delay: frozenset[str] = frozenset()
    """Recipients accepted, then reported delayed by DSN, which is no bounce."""
    drop_after_data: Rate = 0
    """Share of mails kept while the connection is cut instead of answering."""
    drop_before_data: Rate = 0
    """Share of connections cut when a recipient is named."""
    drop_untaken: Rate = 0
    """Share of mails not kept, though the connection is cut only after all of it was sent."""
    defer_after_data: Rate = 0
    """Share of mails answered 451 once all of it was sent."""
    refuse_after_data: Rate = 0
    """Share of mails answered 554 once all of it was sent."""
    greeting_ms: Milliseconds = 0
    """Wait before the server says who it is."""


class Faults(_Strict):
    """All that can go wrong. Nothing does by default."""

    latency_ms: Milliseconds = 0
    answer_ms: Milliseconds = 0
    """Wait before a create is answered, with its message on its way already."""
    rate_429: Rate = 0
    retry_after: Annotated[int, Field(ge=0)] | None = None
    """Seconds named in the Retry-After header of a 429; None leaves it out."""
    rate_500: Rate = 0
    """Share of requests answered 500 and not acted upon."""
    rate_500_after_accept: Rate = 0
    """Share of creates answered 500 although the message is on its way."""
    drop_before_accept: Rate = 0
    """Share of requests whose connection is cut before anything was done."""
    drop_after_accept: Rate = 0
    """Share of creates whose connection is cut although the message is on its way."""
    refuse_senders: frozenset[str] = frozenset()
    """Numbers (`From`) that cannot send just now: error 21606."""
    callbacks: CallbackFaults = CallbackFaults()
    inbound: InboundFaults = InboundFaults()
    mail: MailFaults = MailFaults()
    seed: int | None = None
    """Same seed, same requests in the same order: same faults."""


class Mischief:
    """The faults in force, and the dice."""

    def __init__(self, faults: Faults | None = None) -> None:
        self.set(faults or Faults())

    def set(self, faults: Faults) -> None:
        """Put faults in force and start the dice anew."""
        self.faults = faults
        self._dice = random.Random(faults.seed)  # noqa: S311 - repeatable on purpose

    def strikes(self, rate: float) -> bool:
        """Throw the dice for a fault of this rate."""
        return rate > 0 and self._dice.random() < rate

    def out_of_order(self, items: list[T]) -> list[T]:
        """The same items in an order that is surely not theirs (if there are two or more)."""
        shuffled = self._dice.sample(items, len(items))
        return shuffled[::-1] if shuffled == items else shuffled
