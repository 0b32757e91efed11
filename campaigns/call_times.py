"""By when a worker acts: the end of an office day, so many working days on."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from messaging.compliance.office_hours import OfficeHours


def end_of_work_day(hours: OfficeHours, now: datetime, work_days: int) -> datetime:
    """When the office closes (5 pm unless the agency says otherwise), `work_days` working days from
    today; 0 is today, or the next working day. The same moment is promised to the parent and given
    to the worker."""
    end = _closing(hours, now, work_days)
    return end if end > now else _closing(hours, now, work_days + 1)


def _closing(hours: OfficeHours, now: datetime, work_days: int) -> datetime:
    zone = ZoneInfo(hours.zone)
    day = hours.working_day(now.astimezone(zone).date(), work_days)
    return datetime.combine(day, time(hours.closes), zone).astimezone(UTC)
