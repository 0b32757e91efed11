"""Before a caseworker asks a parent for something: whether they or somebody else did so lately."""

from uuid import UUID

from casework import saved_replies
from messaging.compliance.asked_before import Said, asked_before
from messaging.directory.access import Viewer
from messaging.outbound import asked, replies
from messaging.outbound.context import recipient_seen_by
from messaging.platform.unit_of_work import Unit


def asked_lately(unit: Unit, viewer: Viewer, thread_id: UUID, text: str, key: str) -> Said | None:
    """What asked for the same within seven days, in this very conversation; None too for a reply
    that was taken already under this `key`."""
    to = recipient_seen_by(unit.session, viewer, thread_id)
    if to is None or replies.taken(unit, viewer, thread_id, key) is not None:
        return None
    earlier = asked.lately(unit.session, viewer.agency_id, [thread_id], unit.now)
    if not earlier:
        return None
    saved = [
        saved_replies.filled(row, to)[0] for row in saved_replies.of_agency(unit.session, viewer)
    ]
    new = Said.of(text, None, unit.now, viewer.staff_id)
    return asked_before(new, earlier[thread_id], saved)
