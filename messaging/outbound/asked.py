"""What parents were told lately, to hold against what somebody is about to ask of them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, load_only

from messaging.compliance.asked_before import Said
from messaging.compliance.frequency import WITHIN
from messaging.models.message import Direction, Message, MessageStatus
from messaging.outbound.gathering import WENT
from messaging.platform.bulk import among
from templates import free_words

GOES = sorted({MessageStatus.QUEUED, *WENT})
"""What reached them, or will."""


def said(message: Message) -> Said:
    wording = None if message.template_key == free_words.KEY else message.template_key
    return Said.of(message.text, wording, message.created_at, message.author_id)


def lately(
    session: Session, agency_id: UUID, thread_ids: Collection[UUID], now: datetime
) -> Mapping[UUID, Sequence[Said]]:
    """By thread, in one query."""
    rows = session.scalars(
        select(Message)
        .options(
            load_only(
                Message.agency_id, Message.thread_id, Message.text_sealed, Message.template_key,
                Message.created_at, Message.author_id,
            )
        )
        .where(
            Message.agency_id == agency_id,
            among(session, Message.thread_id, set(thread_ids)),
            Message.created_at > now - WITHIN,
            Message.direction == Direction.OUT,
            Message.status.in_(GOES),
        )
    )  # fmt: skip
    found: dict[UUID, list[Said]] = {}
    for row in rows:
        if row.thread_id is not None:
            found.setdefault(row.thread_id, []).append(said(row))
    return found
