"""What was said in one thread, with what became of each message."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from messaging.models.attempt import Attempt
from messaging.models.file import File
from messaging.models.inbound import InboundMessage
from messaging.models.message import Direction, Message
from messaging.models.receipt import Receipt
from messaging.models.staff import Staff
from messaging.models.thread import Thread
from messaging.platform.bulk import among
from web.masking import without_their_links

Words = Mapping[UUID, Sequence[str]]
"""By message."""


def messages(session: Session, thread: Thread) -> Iterator[Mapping[str, Any]]:
    """The oldest first."""
    rows = session.execute(
        select(Message, Staff.name)
        .outerjoin(Staff, Staff.id == Message.author_id)
        .where(Message.agency_id == thread.agency_id, Message.thread_id == thread.id)
        .order_by(Message.created_at, Message.id)
    ).all()
    files = _files(session, thread)
    attempts, reports = _tries(session, thread, [row.id for row, _ in rows])
    for row, author in rows:
        yield {
            "at": row.created_at.isoformat(),
            "from": "parent" if row.direction is Direction.IN else "agency",
            "channel": row.channel.value,
            "written_by": author or "",
            "subject": row.subject,
            "text": without_their_links(row.text, row.language),
            "status": row.status.value,
            "reason": row.reason,
            "sent_at": iso(row.sent_at),
            "settled_at": iso(row.settled_at),
            "attempts": "; ".join(attempts[row.id]),
            "provider_reports": "; ".join(reports[row.id]),
            "files": files.get(row.origin, 0),
            "words_removed_at": iso(row.removed_at),
            "message_id": str(row.id),
        }


def _tries(session: Session, thread: Thread, messages: Collection[UUID]) -> tuple[Words, Words]:
    """What was tried for each message, and what the provider said of it, in the order of time."""
    tried = session.execute(
        select(Attempt.id, Attempt.message_id, Attempt.started_at, Attempt.outcome)
        .where(Attempt.agency_id == thread.agency_id, among(session, Attempt.message_id, messages))
        .order_by(Attempt.number)
    ).all()
    message_of = {row.id: row.message_id for row in tried}
    told = session.execute(
        select(Receipt.attempt_id, Receipt.received_at, Receipt.status)
        .where(among(session, Receipt.attempt_id, list(message_of)))
        .order_by(Receipt.received_at, Receipt.id)
    ).all()
    attempts, reports = defaultdict(list), defaultdict(list)
    for row in tried:
        attempts[row.message_id].append(f"{row.started_at.isoformat()} {row.outcome.value}")
    for came in told:
        reports[message_of[came.attempt_id]].append(
            f"{came.received_at.isoformat()} {came.status.value}"
        )
    return attempts, reports


def _files(session: Session, thread: Thread) -> Mapping[str, int]:
    """How many came with a message, by its origin."""
    rows = session.execute(
        select(File.inbound_id, func.count())
        .join(InboundMessage, InboundMessage.id == File.inbound_id)
        .where(File.agency_id == thread.agency_id, InboundMessage.thread_id == thread.id)
        .group_by(File.inbound_id)
    )
    return {f"inbound:{inbound_id}": number for inbound_id, number in rows}


def iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
