"""What every channel adapter does. Adding one: docs/adding-a-channel.md."""

from datetime import datetime
from typing import Protocol

from channels.values import ChannelKind, Outgoing, SendResult, Sighting


class ChannelAdapter(Protocol):
    """Hands messages to one provider. Keeps connections, never state about messages."""

    @property
    def name(self) -> str:
        """The provider's name as stored with attempts: `twilio`, `smtp`, `chat`."""

    @property
    def kind(self) -> ChannelKind: ...

    @property
    def remembers(self) -> bool:
        """Whether the provider can be asked at all what it took; see `sightings`."""

    async def send(self, outgoing: Outgoing) -> SendResult:
        """Hand over one message. Every provider or network failure comes back as a result;
        only a programming error is raised."""

    async def sightings(self, to: str, since: datetime) -> list[Sighting] | None:
        """What the provider holds for `to` since then; None when it does not answer."""

    async def check(self) -> str | None:
        """Say in one sentence what is wrong with the connection or credentials; None if nothing."""

    async def aclose(self) -> None:
        """Let go of connections."""
