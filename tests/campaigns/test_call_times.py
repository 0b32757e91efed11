"""By when a worker acts: an office day ends at 5 pm where the agency is."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from campaigns.call_times import end_of_work_day
from messaging.compliance.office_hours import OfficeHours

OAK = OfficeHours(zone="America/Chicago", state="IL")
CHICAGO = ZoneInfo("America/Chicago")


@pytest.mark.parametrize(
    ("now", "work_days", "end"),
    [
        ("2026-03-02T10:00", 1, "2026-03-03T17:00"),
        ("2026-03-02T10:00", 2, "2026-03-04T17:00"),
        ("2026-03-02T23:30", 1, "2026-03-03T17:00"),
        ("2026-03-06T10:00", 1, "2026-03-09T17:00"),  # over a weekend on which clocks change
        ("2026-03-07T10:00", 1, "2026-03-09T17:00"),
        ("2026-12-24T10:00", 1, "2026-12-28T17:00"),  # Christmas Day and a weekend
        ("2026-03-03T10:00", 0, "2026-03-03T17:00"),
        ("2026-03-03T17:00", 0, "2026-03-04T17:00"),
        ("2026-03-02T10:00", 0, "2026-03-03T17:00"),  # Casimir Pulaski Day in Illinois
        ("2026-03-07T10:00", 0, "2026-03-09T17:00"),
    ],
)
def test_so_many_working_days_on(now: str, work_days: int, end: str) -> None:
    def local(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=CHICAGO)

    assert end_of_work_day(OAK, local(now).astimezone(UTC), work_days) == local(end)
