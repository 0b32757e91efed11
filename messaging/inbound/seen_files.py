"""What came with a message, for those who may see the message: its files, the mail it repeats.

What was filled in behind a form's link is for the agency's own people: parents are told so.
"""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from channels.values import ChannelKind
from messaging.directory.access import Act, Viewer, may, sees_triage, visible_threads
from messaging.inbound.forms import PROVIDER as FORM
from messaging.models.file import File
from messaging.models.inbound import InboundMessage, InboundState
from messaging.models.message import Direction, Message
from messaging.models.thread import Thread
from messaging.platform.bulk import among

ORIGIN = "inbound:"
"""Begins the origin of a message that is what came in; its id follows."""


def of_inbounds(
    session: Session, agency_id: UUID, inbound_ids: Collection[UUID]
) -> Mapping[UUID, Sequence[File]]:
    """By what they came with, in their order, without their bytes."""
    found: dict[UUID, list[File]] = {}
    if not inbound_ids:
        return found
    rows = session.scalars(
        select(File)
        .where(File.agency_id == agency_id, among(session, File.inbound_id, set(inbound_ids)))
        .order_by(File.inbound_id, File.position)
    )
    for row in rows:
        found.setdefault(row.inbound_id, []).append(row)
    return found


def inbound_of(message: Message) -> UUID | None:
    """What a message of a parent was when it came in; None for what did not come in."""
    try:
        return UUID(message.origin.removeprefix(ORIGIN))
    except ValueError:
        return None


def quoted_in(
    session: Session, agency_id: UUID, messages: Collection[Message]
) -> Mapping[UUID, str]:
    """By message, the earlier mail that a parent's mail repeats below its answer."""
    mails = {
        inbound_id: message.id
        for message in messages
        if message.direction is Direction.IN
        and message.channel is ChannelKind.EMAIL
        and (inbound_id := inbound_of(message))
    }
    if not mails:
        return {}
    rows = session.execute(
        select(InboundMessage.id, InboundMessage.quoted_sealed).where(
            InboundMessage.agency_id == agency_id, among(session, InboundMessage.id, set(mails))
        )
    )
    return {
        mails[inbound_id]: InboundMessage.quoted.open(agency_id, sealed)
        for inbound_id, sealed in rows
        if sealed is not None
    }


def closed_to(session: Session, viewer: Viewer, messages: Collection[Message]) -> frozenset[UUID]:
    """The ids of those that are filled in forms, where `viewer` may not read them."""
    if may(viewer, Act.WRITE):
        return frozenset()
    return forms_among(session, viewer.agency_id, messages)


def forms_among(
    session: Session, agency_id: UUID, messages: Collection[Message]
) -> frozenset[UUID]:
    """The ids of those that are filled in forms."""
    came_as = {
        inbound_id: message.id
        for message in messages
        if message.direction is Direction.IN
        and message.channel is ChannelKind.CHAT
        and (inbound_id := inbound_of(message))
    }
    if not came_as:
        return frozenset()
    filled_in = select(InboundMessage.id).where(
        InboundMessage.agency_id == agency_id,
        InboundMessage.provider == FORM,
        among(session, InboundMessage.id, came_as),
    )
    return frozenset(came_as[each] for each in session.scalars(filled_in))


def visible(session: Session, viewer: Viewer, file_id: UUID) -> File | None:
    """The file with its bytes, if `viewer` may see its thread, or the triage that it waits in."""
    row = session.execute(
        select(File, InboundMessage.thread_id, InboundMessage.state, InboundMessage.provider)
        .join(
            InboundMessage,
            (InboundMessage.agency_id == File.agency_id) & (InboundMessage.id == File.inbound_id),
        )
        .where(File.agency_id == viewer.agency_id, File.id == file_id)
        .options(undefer(File.content_sealed))
    ).one_or_none()
    if row is None:
        return None
    file, thread_id, state, provider = row
    if provider == FORM and not may(viewer, Act.WRITE):
        return None
    if thread_id is None:
        seen = state is InboundState.TRIAGE and sees_triage(viewer)
    else:
        statement = visible_threads(viewer).where(Thread.id == thread_id)
        seen = session.execute(statement).first() is not None
    return file if seen else None
