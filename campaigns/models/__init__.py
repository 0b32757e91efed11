"""The tables of campaigns."""

from campaigns.models.agency_event import AgencyEvent
from campaigns.models.audience import SavedAudience
from campaigns.models.booking import SlotBooking
from campaigns.models.enrollment import Enrollment, EnrollmentStep
from campaigns.models.experiment import Closed, Experiment, Outcome
from campaigns.models.import_job import ImportBad, ImportColumns, ImportJob, ImportPart
from campaigns.models.pause import CampaignPause
from campaigns.models.send import Send, SendRecipient
from campaigns.models.series import SendSeries
from campaigns.models.start import CampaignStart, StartPerson
from campaigns.models.version import CampaignVersion

__all__ = [
    "AgencyEvent",
    "CampaignPause",
    "CampaignStart",
    "CampaignVersion",
    "Closed",
    "Enrollment",
    "EnrollmentStep",
    "Experiment",
    "ImportBad",
    "ImportColumns",
    "ImportJob",
    "ImportPart",
    "Outcome",
    "SavedAudience",
    "Send",
    "SendRecipient",
    "SendSeries",
    "SlotBooking",
    "StartPerson",
]
