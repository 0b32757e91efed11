"""When an agency's offices work."""

from datetime import date

from messaging.compliance.office_hours import OfficeHours
from messaging.models.agency import Agency


def office_hours(agency: Agency) -> OfficeHours:
    return OfficeHours(
        zone=agency.time_zone,
        state=agency.state,
        opens=agency.opens_hour,
        closes=agency.closes_hour,
        closed=frozenset(date.fromisoformat(day) for day in agency.closed_days),
    )
