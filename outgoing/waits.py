"""When an event is tried again: soon at first, then ever more patiently, for three days."""

from datetime import timedelta
from random import Random

TRIED_FOR = timedelta(days=3)
"""From the fact's announcement, or its replay. Then it is given up, and can be replayed."""

WAITS = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
    timedelta(hours=1),
    timedelta(hours=2),
    timedelta(hours=4),
    timedelta(hours=6),
    timedelta(hours=8),
    timedelta(hours=12),
)
"""After the first failed try, the second, and so on; the last one then stays."""

JITTER = 0.2
"""Each wait is longer or shorter by up to a fifth: what failed together does not come back so."""
LONGEST_REST = timedelta(minutes=5)
"""How long an endpoint that cannot be reached is left alone, whatever waits for it."""


def next_wait(tries: int, random: Random, asked_for: timedelta | None = None) -> timedelta:
    """After `tries` (1 or more) failed ones. Never sooner than the endpoint asked for (RFC 9110,
    10.2.3)."""
    usual = WAITS[min(tries, len(WAITS)) - 1] * random.uniform(1 - JITTER, 1 + JITTER)
    return max(usual, asked_for or timedelta())


def rest(failures: int, asked_for: timedelta | None = None) -> timedelta:
    """After so many failures of an endpoint in a row (1 or more)."""
    doubled = timedelta(seconds=2 ** min(failures, 16))
    return min(max(doubled, asked_for or timedelta()), LONGEST_REST)
