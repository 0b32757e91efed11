"""Asking providers what they hold for an address, many at once."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.values import ChannelKind, Sighting
from messaging.models.attempt import Attempt
from messaging.models.contact_point import ContactPoint
from messaging.models.message import Message
from messaging.runtime import Runtime

log = structlog.get_logger(__name__)

BEFORE_THE_ATTEMPT = timedelta(minutes=15)
"""The provider's clock may be behind ours. Being generous costs nothing: what was sent before goes
by the id of another attempt."""
AT_ONCE = 10


@dataclass(frozen=True, slots=True, repr=False)
class Enquiry:
    """One attempt, and what to look for."""

    attempt_id: UUID
    channel: ChannelKind
    to: str
    text: str
    started_at: datetime


def may_be_asked(runtime: Runtime) -> frozenset[ChannelKind]:
    """The channels whose providers remember what they took, or which are not set up just now."""
    return frozenset(
        kind
        for kind in ChannelKind
        if (adapter := runtime.channels.get(kind)) is None or adapter.remembers
    )


def enquiry(session: Session, attempt: Attempt, message: Message) -> Enquiry:
    return Enquiry(
        attempt.id, message.channel, _address(session, message), message.text, attempt.started_at
    )


async def ask_all(
    runtime: Runtime, enquiries: Sequence[Enquiry]
) -> list[Sequence[Sighting] | None]:
    """What the provider holds for each, in their order; None where it cannot be asked."""
    room = asyncio.Semaphore(AT_ONCE)

    async def ask(wanted: Enquiry) -> Sequence[Sighting] | None:
        async with room:
            return await _ask(runtime, wanted)

    return await asyncio.gather(*(ask(wanted) for wanted in enquiries))


async def _ask(runtime: Runtime, wanted: Enquiry) -> Sequence[Sighting] | None:
    adapter = runtime.channels.get(wanted.channel)
    if adapter is None or not adapter.remembers:
        return None
    try:
        return await adapter.sightings(wanted.to, wanted.started_at - BEFORE_THE_ATTEMPT)
    except Exception as error:
        name = type(error).__name__
        log.warning("reconcile.no_answer", attempt=str(wanted.attempt_id), error=name)
        return None


def _address(session: Session, message: Message) -> str:
    if message.contact_point_id is None:
        return str(message.thread_id)
    return (
        session.scalars(select(ContactPoint).where(ContactPoint.id == message.contact_point_id))
        .one()
        .address
    )
