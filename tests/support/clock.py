"""A clock that stands still until it is moved."""

from datetime import UTC, datetime, timedelta

MONDAY_MORNING = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)
"""10:00 in Chicago on a working day, outside every quiet hour of the sample agencies."""


class MovableClock:
    """Give it to a runtime in place of the machine's clock."""

    def __init__(self, now: datetime = MONDAY_MORNING) -> None:
        self._now = now

    def __call__(self) -> datetime:
        return self._now

    def move(self, step: timedelta) -> datetime:
        self._now += step
        return self._now

    def set(self, now: datetime) -> None:
        if now.tzinfo is None:
            raise ValueError("give an aware time")
        self._now = now
