"""Saying whose a message is: what it asked for goes to their thread with it."""

from uuid import UUID

from sqlalchemy import select

from casework.tasks import follow
from messaging.directory.access import Viewer
from messaging.inbound import triage
from messaging.models.inbound import InboundMessage
from messaging.models.thread import Thread
from messaging.platform.unit_of_work import Unit


def match(
    unit: Unit, viewer: Viewer, inbound_id: UUID, thread_id: UUID, *, remember: bool
) -> Thread:
    """As `messaging.inbound.triage.match`, with the tasks. Raises `triage.TriageError`."""
    thread = triage.match(unit, viewer, inbound_id, thread_id, remember=remember)
    unit.session.flush()
    moved = unit.session.scalars(
        select(InboundMessage.id).where(
            InboundMessage.agency_id == viewer.agency_id, InboundMessage.thread_id == thread.id
        )
    ).all()
    follow(unit, viewer.agency_id, moved, thread.id)
    return thread
