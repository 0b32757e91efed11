"""The tables of campaigns."""

from campaigns.models.agency_event import AgencyEvent
from campaigns.models.enrollment import Enrollment, EnrollmentStep

__all__ = ["AgencyEvent", "Enrollment", "EnrollmentStep"]
