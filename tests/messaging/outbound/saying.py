"""Short ways to say something to a sample parent and to see what became of it."""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from channels.values import ChannelKind
from messaging.compliance.gate import Purpose
from messaging.directory.register import Registered
from messaging.models.attempt import Attempt
from messaging.models.gate_decision import GateDecision
from messaging.models.message import Message
from messaging.outbound import delivery
from messaging.outbound.outbox import Draft, compose
from messaging.platform.ids import new_id
from messaging.platform.lanes import Lane
from messaging.runtime import Runtime
from templates.fields import FieldValue

RENEWAL: dict[str, FieldValue] = {"due_date": date(2026, 3, 14)}


def wish(
    parent: Registered,
    *,
    template: str = "renewal_reminder",
    values: dict[str, FieldValue] | None = None,
    channel: ChannelKind = ChannelKind.SMS,
    purpose: Purpose = Purpose.REMINDER,
    lane: Lane = Lane.REMINDERS,
    origin: str | None = None,
    contact_point_id: UUID | None = None,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
) -> Draft:
    """A reminder of a renewal by text, unless told otherwise."""
    return Draft(
        agency_id=parent.thread.agency_id,
        thread_id=parent.thread.id,
        contact_point_id=contact_point_id,
        template=template,
        values=RENEWAL if values is None else values,
        channel=channel,
        purpose=purpose,
        lane=lane,
        topic="renewal",
        origin=origin or f"step:{new_id()}",
        due_at=due_at,
        expires_at=expires_at,
    )


def say(runtime: Runtime, draft: Draft) -> Message:
    with runtime.unit() as unit:
        return compose(unit, runtime, draft)


def send(runtime: Runtime, runner: asyncio.Runner, lane: Lane = Lane.REMINDERS) -> int:
    return delivery.drain(runtime, lane, runner)


def now_is(runtime: Runtime, message: Message) -> Message:
    """The row as it is now."""
    with runtime.reading() as session:
        return session.scalars(select(Message).where(Message.id == message.id)).one()


def everything(runtime: Runtime) -> Sequence[Message]:
    with runtime.reading() as session:
        return session.scalars(select(Message).order_by(Message.id)).all()


def attempts(runtime: Runtime, message: Message) -> Sequence[Attempt]:
    with runtime.reading() as session:
        return session.scalars(
            select(Attempt).where(Attempt.message_id == message.id).order_by(Attempt.number)
        ).all()


def decisions(runtime: Runtime, message: Message) -> list[tuple[str, str, str | None]]:
    with runtime.reading() as session:
        rows = session.scalars(
            select(GateDecision)
            .where(GateDecision.message_id == message.id)
            .order_by(GateDecision.id)
        )
        return [(row.stage.value, row.answer.value, row.reason) for row in rows]
