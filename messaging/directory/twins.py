"""One address that got a row under each of two keys becomes one again.

While a secret key changes, a process that knows only the new one and a process that knows only the
old one can each add a row for the same number. A STOP would then hold for one of them alone.
"""

from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import delete, select, update

from messaging.compliance.gate import Reachability
from messaging.models.chat_proof import ChatProof
from messaging.models.consent import ConsentEntry
from messaging.models.contact_point import ContactPoint, PersonContact
from messaging.models.inbound import InboundMessage
from messaging.models.message import Message
from messaging.platform.sealing import keyring
from messaging.platform.unit_of_work import Unit

log = structlog.get_logger(__name__)

POINTING = (ConsentEntry, Message, InboundMessage, ChatProof)
OPEN_TO_US = (Reachability.UNKNOWN, Reachability.REACHABLE)


def index_for(unit: Unit, contact_id: UUID, index: bytes) -> bytes:
    """The index under which this row is to stand with the present key: `index`, that of its
    address, unless another row has it. Then all that hangs on this one goes over to that one, and
    this one stays behind for the links that name it (`contact_points.of_link`), found by nobody."""
    gone = unit.session.get_one(ContactPoint, contact_id)
    kept = unit.session.scalar(
        select(ContactPoint)
        .where(
            ContactPoint.agency_id == gone.agency_id,
            ContactPoint.kind == gone.kind,
            ContactPoint.address_index == index,
            ContactPoint.id != contact_id,
        )
        .with_for_update()
    )
    if kept is None:
        return index
    _move(unit, gone, kept)
    _take_the_stricter(unit, gone, kept)
    # Nothing is said of it any more: at the next change of keys it may be the one that is kept.
    gone.safe_to_contact, gone.reachability = True, Reachability.UNKNOWN
    gone.safe_from_hour = gone.safe_until_hour = gone.held_for_review_at = None
    unit.session.flush()
    log.info("contacts.made_one", kept=str(kept.id), gone=str(gone.id))
    return keyring().index(gone.agency_id, f"made one with {kept.id}: {gone.id}")


def _move(unit: Unit, gone: ContactPoint, kept: ContactPoint) -> None:
    """Ledgers are folded by the times in them, so that a STOP said of either holds for both."""
    theirs = select(PersonContact.person_id).where(PersonContact.contact_point_id == kept.id)
    unit.session.execute(
        delete(PersonContact).where(
            PersonContact.agency_id == gone.agency_id,
            PersonContact.contact_point_id == gone.id,
            PersonContact.person_id.in_(theirs),
        ),
        execution_options={"synchronize_session": False},
    )
    for kind in (PersonContact, *POINTING):
        _point(unit, kind, gone, kept)


def _point(unit: Unit, kind: Any, gone: ContactPoint, kept: ContactPoint) -> None:
    moved = update(kind).where(kind.agency_id == gone.agency_id, kind.contact_point_id == gone.id)
    unit.session.execute(
        moved.values(contact_point_id=kept.id), execution_options={"synchronize_session": False}
    )


def _take_the_stricter(unit: Unit, gone: ContactPoint, kept: ContactPoint) -> None:
    kept.safe_to_contact = kept.safe_to_contact and gone.safe_to_contact
    kept.held_for_review_at = kept.held_for_review_at or gone.held_for_review_at
    if kept.reachability in OPEN_TO_US and gone.reachability not in OPEN_TO_US:
        kept.reachability = gone.reachability
    hours, theirs = ((each.safe_from_hour, each.safe_until_hour) for each in (kept, gone))
    if hours == (None, None):
        kept.safe_from_hour, kept.safe_until_hour = theirs
    elif theirs not in ((None, None), hours):
        # Which of them holds, a person decides.
        kept.held_for_review_at = kept.held_for_review_at or unit.now
