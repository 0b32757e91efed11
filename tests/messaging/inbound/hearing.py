"""Short ways for sample parents to write to us, and to see where it went."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from channels.values import ChannelKind, Inbound
from messaging.directory.register import Registered
from messaging.inbound import intake, routing
from messaging.models.agency import Agency
from messaging.models.contact_point import ContactPoint
from messaging.models.inbound import InboundMessage
from messaging.models.message import Direction, Message
from messaging.platform.ids import new_id
from messaging.platform.links import LinkPurpose
from messaging.runtime import Runtime

OURS = "+13125550100"


def text_from(
    runtime: Runtime,
    sender: str,
    text: str,
    *,
    opt_out_type: str | None = None,
    provider_id: str | None = None,
    received_at: datetime | None = None,
) -> Inbound:
    return Inbound(
        ChannelKind.SMS,
        "twilio",
        provider_id or f"SM{new_id().hex}",
        sender,
        OURS,
        text,
        received_at or runtime.clock(),
        raw="Body=",
        opt_out_type=opt_out_type,
    )


def mail_from(
    runtime: Runtime,
    sender: str,
    text: str,
    *,
    recipient: str = "reply@in.example.org",
    raw: str = "",
    automatic: bool = False,
) -> Inbound:
    return Inbound(
        ChannelKind.EMAIL,
        "smtp",
        f"<{new_id().hex}@example.org>",
        sender,
        recipient,
        text,
        runtime.clock(),
        raw=raw,
        automatic=automatic,
    )


def chat_from(runtime: Runtime, sender: str, text: str) -> Inbound:
    key = f"{sender}:{new_id()}"
    return Inbound(ChannelKind.CHAT, "chat", key, sender, "", text, runtime.clock(), raw="{}")


def reply_address(runtime: Runtime, parent: Registered) -> str:
    token = runtime.links.sign_for_mail(LinkPurpose.REPLY, parent.thread.id, runtime.clock())
    return f"reply+{token}@in.example.org"


def store(runtime: Runtime, agency: Agency, *inbounds: Inbound) -> list[bool]:
    with runtime.unit() as unit:
        return [intake.store(unit, agency, inbound) for inbound in inbounds]


def hear(runtime: Runtime, agency: Agency, *inbounds: Inbound) -> list[InboundMessage]:
    """Stored and routed; the rows as they are then."""
    store(runtime, agency, *inbounds)
    routing.drain(runtime)
    ids = [inbound.provider_id for inbound in inbounds]
    with runtime.reading() as session:
        rows = session.scalars(
            select(InboundMessage).where(InboundMessage.provider_id.in_(ids))
        ).all()
    return sorted(rows, key=lambda row: ids.index(row.provider_id))


def said_in(runtime: Runtime, thread_id: UUID) -> list[str]:
    """What the parent said in this thread."""
    with runtime.reading() as session:
        rows = session.scalars(
            select(Message)
            .where(Message.thread_id == thread_id, Message.direction == Direction.IN)
            .order_by(Message.id)
        )
        return [row.text for row in rows]


def answers(runtime: Runtime) -> Sequence[Message]:
    """What we said."""
    with runtime.reading() as session:
        return session.scalars(
            select(Message).where(Message.direction == Direction.OUT).order_by(Message.id)
        ).all()


def contact_at(runtime: Runtime, address: str) -> ContactPoint:
    with runtime.reading() as session:
        found = [row for row in session.scalars(select(ContactPoint)) if row.address == address]
    (contact,) = found
    return contact
