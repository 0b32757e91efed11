"""What was said in one thread, with what became of each message."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from messaging.models.attempt import Attempt
from messaging.models.file import File
from messaging.models.inbound import InboundMessage
from messaging.models.message import Direction, Message
from messaging.models.receipt import Receipt
from messaging.models.staff import Staff
from messaging.models.thread import Thread
from web.masking import without_their_links


def messages(session: Session, thread: Thread) -> Iterator[Mapping[str, Any]]:
    rows = session.execute(
        select(Message, Staff.name)
        .outerjoin(Staff, Staff.id == Message.author_id)
        .where(Message.agency_id == thread.agency_id, Message.thread_id == thread.id)
        .order_by(Message.created_at, Message.id)
    ).all()
    files = _files(session, thread)
    for row, author in rows:
        attempts = session.scalars(
            select(Attempt).where(Attempt.message_id == row.id).order_by(Attempt.number)
        ).all()
        receipts = session.scalars(
            select(Receipt)
            .where(Receipt.attempt_id.in_([each.id for each in attempts]))
            .order_by(Receipt.received_at, Receipt.id)
        )
        tries = [f"{each.started_at.isoformat()} {each.outcome.value}" for each in attempts]
        reports = [f"{each.received_at.isoformat()} {each.status.value}" for each in receipts]
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
            "attempts": "; ".join(tries),
            "provider_reports": "; ".join(reports),
            "files": files.get(row.origin, 0),
            "words_removed_at": iso(row.removed_at),
            "message_id": str(row.id),
        }


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
