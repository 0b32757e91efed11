"""What is played, and what is planted in it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

CAMPAIGN = "renewal"
ZONE = ZoneInfo("America/Chicago")
FIRST_DAY = date(2026, 1, 5)
MORNING, AFTER_TEN, EVENING = time(9, 0), time(10, 5), time(18, 0)


@dataclass(frozen=True, slots=True)
class Plan:
    parents: int = 5_000
    days: int = 60
    holdout: float = 0.1
    baseline: float = 0.55
    """The share that renews in time without a reminder."""
    effect: float = 0.08
    """The share that renews in time if reminded, and else not: what is planted."""
    seed: int = 1

    @property
    def enrolling_days(self) -> int:
        """Renewals come to be known over the first third."""
        return max(1, self.days // 3)

    @property
    def notice_days(self) -> int:
        """From then until a renewal is due: another third."""
        return max(2, self.days // 3)

    def at(self, day: int, clock: time) -> datetime:
        """That time of the simulated day, where the agency is."""
        return datetime.combine(self.date(day), clock, ZONE).astimezone(UTC)

    def date(self, day: int) -> date:
        return FIRST_DAY + timedelta(days=day)


class SimulatedClock:
    """One clock for every part of the house."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def __call__(self) -> datetime:
        return self._now

    def set(self, now: datetime) -> None:
        self._now = now
