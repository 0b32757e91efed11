"""A kind word at once to whoever writes while the office is closed."""

from messaging.compliance.gate import Purpose
from messaging.compliance.office_hours import closed_since
from messaging.directory.office import hours_of_thread
from messaging.inbound.heard import Heard
from messaging.models.agency import Agency


def out_of_hours(heard: Heard) -> None:
    """Once in a closed period for each thread, and only where nothing else answers. The gate has
    the last word, as on everything."""
    if heard.thread is None or heard.stranger:
        return
    agency = heard.unit.session.get_one(Agency, heard.inbound.agency_id)
    if not agency.sends_receipts:
        return
    hours = hours_of_thread(heard.unit.session, agency.id, heard.thread.id)
    since = closed_since(hours, heard.unit.now)
    if since is not None:
        origin = f"receipt:{heard.thread.id}:{since:%Y%m%dT%H%M}"
        heard.answer("out_of_hours", Purpose.ANSWER, origin)
