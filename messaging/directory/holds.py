"""A contact point on hold because a parent may have opted out, and a person's word on it.

Until then the gate lets nothing through. Whoever decides sees everyone who uses the address: what
one branch's parent said must not be decided, or seen, from another.
"""

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, select
from sqlalchemy.orm import Session, aliased

from messaging.compliance.consent import ConsentChange, ConsentSource
from messaging.directory import audit, consents
from messaging.directory.access import Act, Viewer, require, visible_threads
from messaging.models.case import Party
from messaging.models.contact_point import ContactPoint, PersonContact
from messaging.models.inbound import InboundMessage, InboundState
from messaging.models.thread import Thread
from messaging.platform.unit_of_work import Unit

IN_THEIR_WORDS = "staff, from the parent's words"
"""How the ledger names where it comes from."""


class Verdict(StrEnum):
    WANTS = "wants"
    """They still want messages: nothing changes in the ledger, the hold ends."""
    STOP = "stop"
    """They want to stop: an opt-out of everything at that address."""

    @property
    def action(self) -> str:
        """How the audit log calls it."""
        return f"hold.{self.value}"


class NotFoundError(Exception):
    """There is no such address for this viewer."""


class NotHeldError(Exception):
    """Nothing is on hold there (any more)."""


def held_of(session: Session, viewer: Viewer, thread_id: UUID) -> Sequence[ContactPoint]:
    """What is on hold of that thread's parent and may be decided by `viewer`."""
    return session.scalars(
        select(ContactPoint)
        .where(_decidable(viewer, thread_id), ContactPoint.held_for_review_at.is_not(None))
        .order_by(ContactPoint.id)
    ).all()


def decide(
    unit: Unit, viewer: Viewer, actor: str, thread_id: UUID, contact_id: UUID, verdict: Verdict
) -> None:
    """Ends the hold. Raises `NotFoundError`, `ForbiddenError`, and `NotHeldError` when somebody, or
    the parent's own START, came first."""
    require(viewer, Act.WRITE)
    mine = and_(_decidable(viewer, thread_id), ContactPoint.id == contact_id)
    _decide(unit, viewer, actor, mine, verdict, thread_id)


def held_by(session: Session, viewer: Viewer, inbound_ids: Collection[UUID]) -> Mapping[UUID, UUID]:
    """By message, for those sent from an address that is on hold and may be decided by `viewer`:
    that address. Also where no thread leads to it."""
    rows = session.execute(_sent_from_held(viewer).where(InboundMessage.id.in_(inbound_ids)))
    return {inbound.id: contact.id for inbound, contact in rows}


def in_triage(
    session: Session, viewer: Viewer, last: UUID | None, limit: int
) -> Sequence[tuple[InboundMessage, ContactPoint]]:
    """What waits in triage from such addresses, in the order of its coming, after the message
    `last`. For those who sort triage: raises `ForbiddenError`."""
    require(viewer, Act.SORT)
    some = _sent_from_held(viewer).where(InboundMessage.state == InboundState.TRIAGE)
    if last is not None:
        some = some.where(InboundMessage.id > last)
    rows = session.execute(some.order_by(InboundMessage.id).limit(limit))
    return [(inbound, contact) for inbound, contact in rows]


def decide_about(
    unit: Unit, viewer: Viewer, actor: str, inbound_id: UUID, verdict: Verdict
) -> UUID:
    """As `decide`, about the address that a message came from, whether or not it leads to a thread.
    For those who sort triage; the contact point's id."""
    sent_it = exists().where(
        InboundMessage.agency_id == viewer.agency_id,
        InboundMessage.id == inbound_id,
        InboundMessage.contact_point_id == ContactPoint.id,
    )
    require(viewer, Act.SORT)
    mine = and_(
        ContactPoint.agency_id == viewer.agency_id,
        sent_it.correlate(ContactPoint),
        _every_user_seen(viewer),
    )
    return _decide(unit, viewer, actor, mine, verdict, None)


def _decide(
    unit: Unit,
    viewer: Viewer,
    actor: str,
    which: ColumnElement[bool],
    verdict: Verdict,
    thread_id: UUID | None,
) -> UUID:
    contact = unit.session.scalar(
        select(ContactPoint)
        .where(which)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if contact is None:
        raise NotFoundError
    if contact.held_for_review_at is None:
        raise NotHeldError
    contact.held_for_review_at = None
    if verdict is Verdict.STOP:
        consents.append(
            unit,
            contact,
            ConsentChange.REVOKE,
            ConsentSource.STAFF,
            detail=IN_THEIR_WORDS,
            thread_id=thread_id,
        )
    audit.note(unit, viewer.agency_id, actor, verdict.action, "contact_point", contact.id)
    return contact.id


def _sent_from_held(viewer: Viewer) -> Select[InboundMessage, ContactPoint]:
    return (
        select(InboundMessage, ContactPoint)
        .join(ContactPoint, ContactPoint.id == InboundMessage.contact_point_id)
        .where(
            InboundMessage.agency_id == viewer.agency_id,
            ContactPoint.held_for_review_at.is_not(None),
            _every_user_seen(viewer),
        )
    )


def _decidable(viewer: Viewer, thread_id: UUID) -> ColumnElement[bool]:
    """A contact point of the thread's parent, all of whose other users `viewer` may see too."""
    seen = visible_threads(viewer)
    theirs = (
        seen.join(PersonContact, PersonContact.person_id == Party.person_id)
        .where(Thread.id == thread_id, PersonContact.contact_point_id == ContactPoint.id)
        .with_only_columns(Thread.id)
    )
    return and_(
        ContactPoint.agency_id == viewer.agency_id,
        exists(theirs.correlate(ContactPoint)),
        _every_user_seen(viewer),
    )


def _every_user_seen(viewer: Viewer) -> ColumnElement[bool]:
    """Of a contact point; so it is when nobody uses it yet."""
    user, other = aliased(PersonContact), aliased(Party)
    return ~(
        exists()
        .where(
            user.contact_point_id == ContactPoint.id,
            other.person_id == user.person_id,
            other.agency_id == viewer.agency_id,
            other.id.not_in(visible_threads(viewer).with_only_columns(Party.id)),
        )
        .correlate(ContactPoint)
    )
