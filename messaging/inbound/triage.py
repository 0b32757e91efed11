"""What led to no single party, decided by a person: matched to one, or dismissed."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from messaging.compliance.gate import Reachability
from messaging.directory import access, audit, dispositions
from messaging.directory.access import Viewer
from messaging.inbound.opting import consent_by_writing
from messaging.inbound.routing import TriageReason
from messaging.inbound.threading import add_to_thread
from messaging.models.case import Party
from messaging.models.contact_point import ContactPoint, PersonContact
from messaging.models.inbound import Disposition, InboundMessage, InboundState
from messaging.models.thread import Thread
from messaging.platform.database import insert_or_ignore
from messaging.platform.ids import new_id
from messaging.platform.unit_of_work import Unit


class TriageError(Exception):
    """Why it could not be done, in words for the caseworker. Nothing was changed."""


class NotFoundError(TriageError):
    """There is no such message for this viewer."""


def match(
    unit: Unit, viewer: Viewer, inbound_id: UUID, thread_id: UUID, *, remember: bool
) -> Thread:
    """Move a message into a thread; from an unknown sender, with all it wrote before.

    `remember` records that the sender's contact point is this person's own from now on; leave it
    out for a phone that several people use. Raises `TriageError` and `ForbiddenError`.
    """
    inbound = _waiting(unit, viewer, inbound_id)
    found = unit.session.execute(
        access.visible_threads(viewer).where(Thread.id == thread_id)
    ).one_or_none()
    if found is None:
        raise TriageError("That conversation is not there, or not yours to see.")
    thread, party, _case = found
    moved = _from_same_sender(unit, inbound)
    for each in moved:
        add_to_thread(unit, each, thread)
        audit.note(
            unit, viewer.agency_id, viewer.actor, "match", "inbound", each.id, thread=str(thread.id)
        )
    if remember and inbound.contact_point_id is not None:
        _remember(unit, viewer, party, inbound.contact_point_id)
        _speaks_with_us(unit, moved, inbound.contact_point_id)
    unit.touch(viewer.agency_id, "triage")
    return thread


def dismiss(unit: Unit, viewer: Viewer, inbound_id: UUID) -> None:
    """Nothing is to be done about it. It is kept. Raises `TriageError` and
    `ForbiddenError`."""
    inbound = _waiting(unit, viewer, inbound_id)
    inbound.state = InboundState.DISMISSED
    dispositions.dispose(unit, inbound, Disposition.PUT_ASIDE, viewer.staff_id)
    audit.note(unit, viewer.agency_id, viewer.actor, "dismiss", "inbound", inbound.id)
    unit.touch(viewer.agency_id, "triage")


def _waiting(unit: Unit, viewer: Viewer, inbound_id: UUID) -> InboundMessage:
    inbound = unit.session.scalar(
        select(InboundMessage)
        .where(InboundMessage.agency_id == viewer.agency_id, InboundMessage.id == inbound_id)
        .with_for_update()
    )
    access.require(viewer, access.Act.SORT)
    if inbound is None:
        raise NotFoundError("That message is not there, or not yours to see.")
    if inbound.state is not InboundState.TRIAGE:
        raise TriageError("A colleague has already taken care of that message.")
    return inbound


def _from_same_sender(unit: Unit, inbound: InboundMessage) -> list[InboundMessage]:
    """From a phone of several people each message is decided alone: the next may be another's."""
    if inbound.triage_reason != TriageReason.UNKNOWN_SENDER or inbound.contact_point_id is None:
        return [inbound]
    return list(
        unit.session.scalars(
            select(InboundMessage)
            .where(
                InboundMessage.agency_id == inbound.agency_id,
                InboundMessage.contact_point_id == inbound.contact_point_id,
                InboundMessage.state == InboundState.TRIAGE,
            )
            .order_by(InboundMessage.received_at, InboundMessage.id)
            .with_for_update()
        )
    )


def _remember(unit: Unit, viewer: Viewer, party: Party, contact_id: UUID) -> None:
    insert_or_ignore(
        unit.session,
        PersonContact,
        id=new_id(),
        agency_id=viewer.agency_id,
        person_id=party.person_id,
        named_id=party.named_id,
        contact_point_id=contact_id,
        since=unit.now,
    )


def _speaks_with_us(unit: Unit, messages: Sequence[InboundMessage], contact_id: UUID) -> None:
    """What routing does for a known sender: writing is consent to be answered, and a number that
    was a stranger's is this person's now."""
    contact = unit.session.scalars(select(ContactPoint).where(ContactPoint.id == contact_id)).one()
    if contact.reachability in (Reachability.UNKNOWN, Reachability.WRONG_PERSON):
        contact.reachability = Reachability.REACHABLE
    consent_by_writing(unit, messages[-1], contact)
