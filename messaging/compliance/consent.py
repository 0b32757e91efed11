"""What a contact point's consent is now, folded from the ledger of everything said about it.

47 CFR 64.1200(a)(10): a parent may revoke by any reasonable means, which covers every topic of
the number by default; opting back in must be as easy.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

ALL_TOPICS = "all"


class ConsentState(StrEnum):
    GRANTED = "granted"
    REVOKED = "revoked"
    NONE = "none"
    """Nothing was ever said."""


class ConsentChange(StrEnum):
    GRANT = "grant"
    REVOKE = "revoke"


class ConsentSource(StrEnum):
    """Whose word an entry is."""

    PARENT = "parent"
    """The parent's own: a keyword, a phrase, an unsubscribe link, the preferences page."""
    CARRIER = "carrier"
    """The carrier or mailbox provider, passing on what the parent told it."""
    STAFF = "staff"
    """A worker, writing down what the parent said or signed."""
    AGENCY = "agency"
    """An agency's event or import."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger."""

    topic: str
    """A topic, or `all`."""
    change: ConsentChange
    source: ConsentSource
    at: datetime
    """When it took effect."""


_STATE: Mapping[ConsentChange, ConsentState] = MappingProxyType(
    {ConsentChange.GRANT: ConsentState.GRANTED, ConsentChange.REVOKE: ConsentState.REVOKED}
)

_WEIGHT: Mapping[ConsentSource, int] = MappingProxyType(
    {
        ConsentSource.PARENT: 2,
        ConsentSource.CARRIER: 2,
        ConsentSource.STAFF: 1,
        ConsentSource.AGENCY: 0,
    }
)
"""A parent's own word stands against everyone else's, however late theirs comes."""


def state(entries: Iterable[Entry], topic: str) -> ConsentState:
    """What holds for `topic`; `entries` come in the order they were recorded.

    Among the weightiest sources the latest to take effect wins, then the last recorded. One thing
    may follow a parent's own opt-in: what a worker writes down afterwards, since a parent may also
    revoke aloud. Nothing but the parent lifts the parent's own opt-out.
    """
    heard = sorted((e for e in entries if e.topic in (topic, ALL_TOPICS)), key=_effective)
    if not heard:
        return ConsentState.NONE
    weight = max(_WEIGHT[entry.source] for entry in heard)
    place, winner = max(
        (place, entry) for place, entry in enumerate(heard) if _WEIGHT[entry.source] == weight
    )
    if winner.change is ConsentChange.GRANT:
        later = [e for e in heard[place + 1 :] if e.source is ConsentSource.STAFF]
        winner = later[-1] if later else winner
    return _STATE[winner.change]


def _effective(entry: Entry) -> datetime:
    return entry.at
