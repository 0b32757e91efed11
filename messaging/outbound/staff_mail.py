"""Mail to the agency's own people: that something waits for them, and about their accounts. It
stands in the outbox beside everything else that is sent; it names no parent and hangs on no thread,
so no parent's page can show it and no agency's system hears of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import update

from channels.values import ChannelKind
from messaging.compliance.gate import Purpose
from messaging.directory import contact_points
from messaging.models.invitation import Invitation
from messaging.models.message import Direction, Message, MessageStatus
from messaging.models.staff import Staff
from messaging.outbound.outbox import store_all
from messaging.platform.ids import new_id
from messaging.platform.lanes import Lane
from messaging.platform.unit_of_work import Unit

TOPIC = "staff"
TAKEN_CARE_OF = "taken_care_of"
"""Why one that waited is not sent any more."""


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    text: str


def write(
    unit: Unit,
    origin: str,
    letters: Sequence[tuple[Staff | Invitation, Letter]],
    *,
    expires_at: datetime | None = None,
) -> None:
    """One mail to each; the same origin never makes two for one person. After `expires_at` it is
    of no use."""
    addresses = {staff.id: (ChannelKind.EMAIL, staff.email) for staff, _ in letters}
    if not addresses:
        return
    agency_id = letters[0][0].agency_id
    contacts, _ = contact_points.find_or_add_all(unit.session, agency_id, list(addresses.values()))
    store_all(
        unit,
        [
            _message(unit, origin, staff, letter, contacts[addresses[staff.id]].id, expires_at)
            for staff, letter in letters
        ],
    )


def take_back(unit: Unit, agency_id: UUID, origin: str) -> None:
    """What begins so and has not left yet: somebody has seen to it."""
    unit.session.execute(
        update(Message)
        .where(
            Message.agency_id == agency_id,
            Message.origin.startswith(origin, autoescape=True),
            Message.purpose == Purpose.STAFF_ALERT,
            Message.status == MessageStatus.QUEUED,
        )
        .values(status=MessageStatus.CANCELLED, reason=TAKEN_CARE_OF, settled_at=unit.now),
        execution_options={"synchronize_session": False},
    )


def _message(
    unit: Unit,
    origin: str,
    staff: Staff | Invitation,
    letter: Letter,
    contact_id: UUID,
    expires_at: datetime | None,
) -> Message:
    return Message(
        id=new_id(),
        agency_id=staff.agency_id,
        thread_id=None,
        contact_point_id=contact_id,
        direction=Direction.OUT,
        channel=ChannelKind.EMAIL,
        origin=f"{origin}:{staff.id}",
        purpose=Purpose.STAFF_ALERT,
        lane=Lane.URGENT,
        status=MessageStatus.QUEUED,
        topic=TOPIC,
        language=staff.language,
        generic=True,
        created_at=unit.now,
        due_at=unit.now,
        expires_at=expires_at,
        text=letter.text,
        subject=letter.subject,
    )
