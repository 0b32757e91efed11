"""What a process is made of. Composed once, in `service/compose.py`; tests compose their own."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace

from sqlalchemy.orm import Session

from channels.protocol import ChannelAdapter
from channels.values import ChannelKind
from messaging.directory.libraries import Libraries
from messaging.directory.rehearsing import remember, said_by
from messaging.models.agency import Agency
from messaging.platform.clock import Clock
from messaging.platform.database import Database
from messaging.platform.lanes import Doorbell, Lane, Topic
from messaging.platform.links import LinkSigner
from messaging.platform.meter import LocalMeter, Meter
from messaging.platform.settings import Settings
from messaging.platform.unit_of_work import Unit, rehearsal, unit_of_work
from templates.library import Library


@dataclass(frozen=True, slots=True)
class Runtime:
    settings: Settings
    database: Database
    doorbell: Doorbell
    clock: Clock
    channels: Mapping[ChannelKind, ChannelAdapter]
    library: Library
    """As shipped; what an agency says is `library_of`."""
    links: LinkSigner
    meter: Meter = field(default_factory=LocalMeter)
    """The rates that all processes share; by itself, this one alone."""
    rehearses: bool = False
    """Nothing that is done through it is kept, and nothing can be sent."""

    libraries: Libraries = field(default_factory=Libraries)

    def library_of(self, session: Session, agency: Agency, edition: int | None = None) -> Library:
        """The library with the words of this agency in it: those in force, or of an `edition`."""
        number = agency.edition if edition is None else edition
        return self.libraries.of(session, self.library, agency.id, number)

    def unit(self) -> AbstractContextManager[Unit]:
        """One unit of work: commits at its end, then rings."""
        if self.rehearses:
            return self._rehearsed()
        return unit_of_work(self.database, self.doorbell, self.clock)

    def reading(self) -> AbstractContextManager[Session]:
        return self.database.reading()

    def rehearsing(self) -> "Runtime":
        """The same, for a test key: without channels, without a bell, and no unit commits."""
        return replace(self, doorbell=_Silent(), channels={}, rehearses=True)

    @contextmanager
    def _rehearsed(self) -> Iterator[Unit]:
        with rehearsal(self.database, self.clock) as unit:
            yield unit
            unit.session.flush()
            said = said_by(unit.composed)
        if said:
            with unit_of_work(self.database, self.doorbell, self.clock) as log:
                remember(log, said)


class _Silent:
    """A bell that nobody hears."""

    def ring(self, lane: Lane) -> None:
        pass

    def answered(self, lane: Lane) -> None:
        pass

    def touch_all(self, topics: Collection[Topic]) -> None:
        pass
