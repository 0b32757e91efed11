"""What every adapter does, as a table. A new adapter brings a rig and passes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from channels.protocol import ChannelAdapter
from channels.values import SendError

FLAGS = ("retryable", "suppresses_contact", "unknown_outcome", "page_operations")


class Situation(StrEnum):
    """What the provider does with the next message."""

    TAKES_IT = "takes it"
    REFUSES_IT = "refuses it for good"
    REFUSES_FOR_NOW = "refuses it for now"
    KNOWS_NO_SUCH_ADDRESS = "knows no such address"
    REFUSES_US = "refuses our account"
    TAKES_IT_AND_HANGS_UP = "takes it and hangs up before answering"
    IS_AWAY = "cannot be reached"


EXPECTED: Mapping[Situation, str | None] = {
    Situation.TAKES_IT: None,
    Situation.REFUSES_IT: "",
    Situation.REFUSES_FOR_NOW: "retryable",
    Situation.KNOWS_NO_SUCH_ADDRESS: "suppresses_contact",
    Situation.REFUSES_US: "page_operations",
    Situation.TAKES_IT_AND_HANGS_UP: "unknown_outcome",
    Situation.IS_AWAY: "retryable",
}
"""The one flag that is true of the error; "" for a final error, None for no error."""

TAKEN = frozenset({Situation.TAKES_IT, Situation.TAKES_IT_AND_HANGS_UP})


class Rig(Protocol):
    """An adapter and the provider it talks to."""

    @property
    def adapter(self) -> ChannelAdapter: ...

    @property
    def to(self) -> str:
        """A sample address."""

    async def arrange(self, situation: Situation) -> None: ...

    def taken(self) -> list[str]:
        """The texts that the provider has."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an error says, by the names of what is true of it."""

    flags: frozenset[str]

    @classmethod
    def of(cls, error: SendError) -> "Verdict":
        return cls(frozenset(flag for flag in FLAGS if getattr(error, flag)))


def expected_verdict(situation: Situation) -> Verdict | None:
    flag = EXPECTED[situation]
    return None if flag is None else Verdict(frozenset(filter(None, [flag])))
