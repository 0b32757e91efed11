"""An appointment as a calendar keeps it, from what an enrollment knows of it."""

from collections.abc import Mapping
from datetime import datetime
from uuid import uuid5

from campaigns.models.enrollment import Enrollment
from templates.calendar import Entry
from templates.fields import FieldValue


def calendar_entry(
    enrollment: Enrollment, values: Mapping[str, FieldValue], *, cancelled: bool = False
) -> Entry | None:
    """None for what has no hour, such as a renewal. `values`: what the message says."""
    moment = values.get("appointment_at")
    if not isinstance(moment, datetime):
        return None
    # Room between two generations for the end of the first: what was cancelled may be set anew.
    sequence = 2 * (enrollment.generation - 1) + cancelled
    place = str(values.get("appointment_place", ""))
    uid = uuid5(enrollment.party_id, enrollment.subject)
    return Entry(uid, sequence, moment, place, cancelled)
