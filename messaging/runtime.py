"""What a process is made of. Composed once, in `service/compose.py`; tests compose their own."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from channels.protocol import ChannelAdapter
from channels.values import ChannelKind
from messaging.platform.clock import Clock
from messaging.platform.database import Database
from messaging.platform.lanes import Doorbell
from messaging.platform.links import LinkSigner
from messaging.platform.meter import LocalMeter, Meter
from messaging.platform.settings import Settings
from messaging.platform.unit_of_work import Unit, unit_of_work
from templates.library import Library


@dataclass(frozen=True, slots=True)
class Runtime:
    settings: Settings
    database: Database
    doorbell: Doorbell
    clock: Clock
    channels: Mapping[ChannelKind, ChannelAdapter]
    library: Library
    links: LinkSigner
    meter: Meter = field(default_factory=LocalMeter)
    """The rates that all processes share; by itself, this one alone."""

    def unit(self) -> AbstractContextManager[Unit]:
        """One unit of work: commits at its end, then rings."""
        return unit_of_work(self.database, self.doorbell, self.clock)

    def reading(self) -> AbstractContextManager[Session]:
        return self.database.reading()
