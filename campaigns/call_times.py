"""By when a worker acts: the end of an office day, so many working days on."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from messaging.compliance.working_days import add_working_days
from messaging.models.agency import Agency

OFFICE_CLOSES = time(17)


def end_of_work_day(agency: Agency, now: datetime, work_days: int) -> datetime:
    """5 pm where the agency is, `work_days` working days from today; 0 is today, or the next
    working day. The same moment is promised to the parent and given to the worker."""
    zone = ZoneInfo(agency.time_zone)
    today = now.astimezone(zone)
    day = add_working_days(today.date(), work_days, state=agency.state)
    end = datetime.combine(day, OFFICE_CLOSES, zone)
    if end <= today:
        end = datetime.combine(
            add_working_days(today.date(), work_days + 1, state=agency.state), OFFICE_CLOSES, zone
        )
    return end.astimezone(UTC)
