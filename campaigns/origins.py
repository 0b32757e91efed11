"""What a step's messages and questions are called: one origin, one message."""

from collections.abc import Iterable
from uuid import UUID

from channels.values import ChannelKind

GENERIC = ":generic"
"""What the outbox adds for the notice that stands in on a shared phone."""
WAYS = (ChannelKind.SMS, ChannelKind.EMAIL)


def of_question(step_id: UUID) -> str:
    return f"step:{step_id}"


def of_message(step_id: UUID, channel: ChannelKind) -> str:
    return f"step:{step_id}:{channel.value}"


def of_messages(step_ids: Iterable[UUID]) -> list[str]:
    """Every message these steps may have become."""
    made = [of_message(step_id, channel) for step_id in step_ids for channel in WAYS]
    return [*made, *(origin + GENERIC for origin in made)]


def step_of(origin: str) -> UUID | None:
    """The step behind an origin; None when something else made it."""
    first, _, rest = origin.partition(":")
    if first != "step":
        return None
    try:
        return UUID(rest.partition(":")[0])
    except ValueError:
        return None
