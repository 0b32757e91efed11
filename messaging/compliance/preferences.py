"""When a parent wants to hear from us, folded from the same ledger as their consent.

A wish is a line of the ledger whose topic is its kind and value, such as `hours:8-12`; the latest
of its kind holds. Wishes only narrow: consent, quiet hours and safe hours still come first.
"""

from collections.abc import Iterable
from datetime import datetime, time
from enum import StrEnum

from messaging.compliance.consent import ALL_TOPICS, ConsentChange, ConsentSource, Entry
from messaging.compliance.quiet_hours import Window


class Wish(StrEnum):
    HOURS = "hours"
    """`8-12`: local hours from, until. Empty: no wish."""
    PAUSE = "pause"
    """Until when, ISO 8601. Empty: over."""
    LANGUAGE = "language"


def topic_of(wish: Wish, value: str) -> str:
    """How the ledger names it."""
    return f"{wish}:{value}"


def wished(entries: Iterable[Entry], wish: Wish) -> str:
    """The parent's latest word on it; empty when they never said, or took it back.

    Asking for messages again ("START") ends a pause.
    """
    value = ""
    for entry in sorted(entries, key=_said_at):
        kind, _, said = entry.topic.partition(":")
        parents = entry.source is ConsentSource.PARENT
        if parents and kind == wish:
            value = said
        elif parents and wish is Wish.PAUSE and _starts(entry):
            value = ""
    return value


def wished_hours(entries: Iterable[Entry]) -> tuple[int, int] | None:
    """From which hour until which, local."""
    opens, _, closes = wished(entries, Wish.HOURS).partition("-")
    return (int(opens), int(closes)) if opens and closes else None


def paused_until(entries: Iterable[Entry]) -> datetime | None:
    value = wished(entries, Wish.PAUSE)
    return datetime.fromisoformat(value) if value else None


def narrowed(safe: Window | None, hours: tuple[int, int] | None) -> Window | None:
    """Safe hours made narrower by a wish. Where both do not meet, or the safe hours run over
    midnight, safety alone counts."""
    if hours is None:
        return safe
    wish = Window(time(hours[0]), time(hours[1]))
    if safe is None:
        return wish
    opens, closes = max(safe.opens, wish.opens), min(safe.closes, wish.closes)
    return Window(opens, closes) if safe.opens < safe.closes and opens < closes else safe


def _said_at(entry: Entry) -> datetime:
    return entry.at


def _starts(entry: Entry) -> bool:
    return entry.topic == ALL_TOPICS and entry.change is ConsentChange.GRANT
