"""What a send's messages and questions are called: one origin, one message."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute

from campaigns.origins import GENERIC, WAYS
from channels.values import ChannelKind

TO_MANY = "send"
"""What reports call all sends together: each has a page with figures of its own."""


def campaign(send_id: UUID) -> str:
    """What the messages of one send have for a campaign."""
    return f"{TO_MANY}:{send_id.hex}"


def to_many(column: InstrumentedAttribute[str | None]) -> ColumnElement[bool]:
    """Whether it names a send."""
    return column.startswith(f"{TO_MANY}:")


def origin(recipient_id: UUID, channel: ChannelKind) -> str:
    return f"send:{recipient_id}:{channel.value}"


def origin_of_question(recipient_id: UUID) -> str:
    return f"send:{recipient_id}"


def origins(recipient_ids: Iterable[UUID]) -> list[str]:
    """Every message these people may have got."""
    made = [origin(each, channel) for each in recipient_ids for channel in WAYS]
    return [*made, *(each + GENERIC for each in made)]


def recipient_of(made_by: str) -> UUID | None:
    """Whose row is behind an origin; None when something else made it."""
    first, _, rest = made_by.partition(":")
    if first != "send":
        return None
    try:
        return UUID(rest.partition(":")[0])
    except ValueError:
        return None
