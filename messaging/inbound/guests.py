"""The anonymous web chat: how much of files anybody at all may leave with an agency."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from channels.values import ChannelKind
from messaging.inbound.proving import guest
from messaging.models.file import File
from messaging.models.inbound import InboundMessage, InboundState
from messaging.platform.sealing import keyring
from messaging.platform.unit_of_work import Unit

LASTS = timedelta(hours=12)
"""Of a chat's page: one that anybody may find in the history of a borrowed phone must soon show
nothing."""
MOST_FILES = 10
"""Of one chat."""
MOST_BYTES, DAY = 300_000_000, timedelta(days=1)
"""Of all chats of an agency that led to nobody, in this time."""

NOWHERE = (InboundState.RECEIVED, InboundState.TRIAGE, InboundState.DISMISSED)


def takes_files(unit: Unit, agency_id: UUID, chat_id: UUID, number: int) -> bool:
    """Whether `number` more files are taken. Words always are."""
    mine = keyring().indexes(agency_id, guest(chat_id))
    here = _files(agency_id).where(InboundMessage.sender_index.in_(mine))
    lately = _files(agency_id).where(InboundMessage.received_at > unit.now - DAY)
    return (
        _count(unit.session, here.with_only_columns(func.count(File.id))) + number <= MOST_FILES
        and _count(unit.session, lately.with_only_columns(func.sum(File.size))) < MOST_BYTES
    )


def _files(agency_id: UUID) -> Select[UUID]:
    return (
        select(File.id)
        .join(
            InboundMessage,
            (InboundMessage.agency_id == File.agency_id) & (InboundMessage.id == File.inbound_id),
        )
        .where(
            InboundMessage.agency_id == agency_id,
            InboundMessage.channel == ChannelKind.CHAT,
            # In no thread; in the words of an index.
            InboundMessage.state.in_(NOWHERE),
        )
    )


def _count(session: Session, counted: Select[int]) -> int:
    return session.scalar(counted) or 0
