"""Web chat as a channel: the parent's chat page reads the database itself.

A message is sent the moment it is committed, so handing it over is to agree. Nothing leaves the
house, and nothing can be lost on the way.
"""

from datetime import datetime

from channels.values import ChannelKind, Outgoing, SendResult, Sighting


class WebChat:
    """Adapter for the chat page. `Outgoing.to` is the thread's id."""

    name = "chat"
    kind = ChannelKind.CHAT
    remembers = True

    async def send(self, outgoing: Outgoing) -> SendResult:
        """Accept. The id follows from the attempt, so the same attempt has the same id again."""
        return SendResult(provider_id=f"chat-{outgoing.attempt_id}")

    async def sightings(self, to: str, since: datetime) -> list[Sighting] | None:
        """Always empty, never None.

        An attempt that a dying worker left open was handed to nobody; sending it again shows the
        parent nothing twice, because the page shows messages and not attempts.
        """
        return []

    async def check(self) -> str | None:
        return None

    async def aclose(self) -> None:
        """There is nothing to let go of."""
