"""What is said during the faults: through the agency's door, the outbox, the API and handsets.

Every act is repeated under its one name until it is answered: whoever stands before a door that
is shut tries again, and nothing may come of it twice.
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx2
from sqlalchemy import select
from sqlalchemy.exc import InterfaceError, OperationalError

from channels.values import ChannelKind
from messaging.compliance.gate import Purpose
from messaging.directory.agencies import agency_by_slug
from messaging.directory.register import CaseDetails, ContactDetails, PartyDetails, register
from messaging.models.agency import Agency
from messaging.models.case import PartyRole
from messaging.outbound.outbox import Draft, compose_all
from messaging.platform.lanes import Lane
from messaging.runtime import Runtime
from service.demo.cast import PROGRAM, Parent
from service.demo.doors import AgencyDoor, DoorError, StaffDoor
from service.demo.setting import Setting
from tests.chaos.people import SENDERS, Cast, text_id
from tests.chaos.plan import Plan
from tests.chaos.said import Said
from tests.support.house import House

SUPERVISOR = "ruth@oak.example"
COMPOSED, MAILED, REPLY, TOLD, ASKED = "c", "m", "r", "e", "i"
"""Streams: within one, texts to one parent keep their order."""
SHUT = (httpx2.HTTPError, DoorError, OperationalError, InterfaceError)
GIVE_UP = 240.0
BATCH = 10
MAILING = 50
"""Mails composed in one unit of work."""
BREATH = 0.1


class StillShutError(Exception):
    """A door did not open again."""


@dataclass(frozen=True, slots=True)
class Load:
    plan: Plan
    house: House
    runtime: Runtime
    setting: Setting
    cast: Cast
    threads: Mapping[str, UUID]
    """Threads by mark."""
    random: Random
    said: Said = field(default_factory=Said)
    damaged: set[str] = field(default_factory=set)
    """Names of unreadable files put on the spool."""
    over: threading.Event = field(default_factory=threading.Event)
    """Set when the run breaks off: nobody has to be heard any more."""

    def streams(self) -> Sequence[Callable[[], None]]:
        return (self._compose, self._mail, self._tell, self._reply, self._ask)

    def _compose(self) -> None:
        """Two texts in a row for each parent, again and again."""
        parents = self.cast.texted
        lanes = {parent.external_id: self._lane() for parent in parents}
        batches = [
            (turn, parents[start : start + BATCH])
            for turn in range(self.plan.pairs)
            for start in range(0, len(parents), BATCH)
        ]
        for turn, some in self._spread(batches):
            self._until_taken(partial(self._compose_batch, turn, some, lanes))

    def _lane(self) -> Lane:
        return self.random.choice((Lane.REMINDERS, Lane.BULK))

    def _compose_batch(self, turn: int, some: Sequence[Parent], lanes: Mapping[str, Lane]) -> None:
        texts = [
            (parent, text_id(parent, COMPOSED, 2 * turn + half))
            for parent in some
            for half in (0, 1)
        ]
        self._say(texts, ChannelKind.SMS, lambda parent: lanes[parent.external_id])
        for parent, text in texts:
            shared = parent in self.cast.shared
            (self.said.to_shared if shared else self.said.to_phone)[text] = str(parent.phone)

    def _mail(self) -> None:
        """Mailings: one mail after the other to everyone who has an address."""
        parents = self.cast.mailed
        batches = [
            (turn, parents[start : start + MAILING])
            for turn in range(self.plan.mails)
            for start in range(0, len(parents), MAILING)
        ]
        for turn, some in self._spread(batches):
            self._until_taken(partial(self._compose_mails, turn, some))

    def _compose_mails(self, turn: int, some: Sequence[Parent]) -> None:
        texts = [(parent, text_id(parent, MAILED, turn)) for parent in some]
        self._say(texts, ChannelKind.EMAIL, lambda _: Lane.BULK)
        self.said.to_mail.update({text: str(parent.email) for parent, text in texts})

    def _say(
        self,
        texts: Sequence[tuple[Parent, str]],
        channel: ChannelKind,
        lane: Callable[[Parent], Lane],
    ) -> None:
        with self.runtime.unit() as unit:
            agencies = {agency.slug: agency.id for agency in unit.session.scalars(select(Agency))}
            drafts = [
                Draft(
                    agency_id=agencies[self.cast.agency_of(parent)],
                    thread_id=self.threads[parent.first_name],
                    template="appointment_scheduled",
                    values={
                        "appointment_at": unit.now + timedelta(days=9),
                        "appointment_place": f"Room {text}",
                    },
                    channel=channel,
                    purpose=Purpose.NOTICE,
                    lane=lane(parent),
                    topic="appointment",
                    origin=f"chaos:{text}",
                )
                for parent, text in texts
            ]
            compose_all(unit, self.runtime, drafts)

    def _tell(self) -> None:
        """The agency's own system, which at times tells a thing twice."""
        door = AgencyDoor(self.house.url, self.setting.webhook_secret, self.setting.zone)
        at = datetime.now(UTC) + timedelta(days=9)
        for parent in self._spread(self.cast.told):
            text = text_id(parent, TOLD, 0)
            about = {
                "appointment": {
                    "id": f"A-{parent.external_id}",
                    "starts_at": at.isoformat(),
                    "place": f"Room {text}",
                    "kind": "review",
                }
            }

            def tell(parent: Parent = parent, about: dict[str, Any] = about) -> None:
                now = datetime.now(UTC)
                door.tell("appointment.scheduled", parent, about, now, f"evt-{parent.external_id}")

            for _ in range(self.random.choice((1, 1, 2))):
                self._until_taken(tell)
            self.said.to_phone[text] = str(parent.phone)
        door.close()

    def _reply(self) -> None:
        """A supervisor answers, in each thread one text after the other."""
        door = StaffDoor(self.house.url, self.setting.keys[SUPERVISOR])
        parents = [p for p in self.cast.composed[::3] if p.phone not in self.cast.landlines]
        acts = [(turn, parent) for turn in range(self.plan.replies) for parent in parents]
        for turn, parent in self._spread(acts):
            text = text_id(parent, REPLY, turn)
            thread = self.threads[parent.first_name]
            self._until_taken(partial(door.reply, thread, f"About {text}: come at 3.", "sms", text))
            self.said.to_phone[text] = str(parent.phone)
        door.close()

    def _ask(self) -> None:
        """Parents write; what nobody takes at once the carrier keeps for later."""
        writers = [*self.cast.composed[1::2], *self.cast.shared, *self.cast.elsewhere]
        with httpx2.Client(base_url=self.house.sandbox, timeout=60) as carrier:
            for place, parent in enumerate(self._spread(writers)):
                text = text_id(parent, ASKED, 0)
                self.said.from_phone[text] = parent
                self._type(carrier, parent, f"Question {text} about my file")
                if place % 6 == 0 and parent not in self.cast.shared:
                    self._type(carrier, parent, "HELP")

    def _type(self, carrier: httpx2.Client, parent: Parent, body: str) -> None:
        url = f"/sandbox/handsets/{quote(str(parent.phone))}/messages"
        to = SENDERS[self.cast.agency_of(parent)]
        carrier.post(url, json={"to": to, "body": body}).raise_for_status()

    def _until_taken(self, act: Callable[[], None]) -> None:
        give_up = time.monotonic() + GIVE_UP
        while not self.over.is_set():
            try:
                act()
            except SHUT as error:
                if time.monotonic() > give_up:
                    raise StillShutError(type(error).__name__) from error
                self.over.wait(0.3)
            else:
                return

    def _spread(self, acts: Iterable[Any]) -> Iterator[Any]:
        """Over the time of the load."""
        some = list(acts)
        began = time.monotonic()
        for place, act in enumerate(some):
            pause = began + self.plan.load_seconds * place / len(some) - time.monotonic()
            # Also when behind: SQLite lets in whoever asks first, and that must not always be us.
            if self.over.wait(max(pause, BREATH)):
                return
            yield act


def known(runtime: Runtime, cast: Cast, zone: str) -> Mapping[str, UUID]:
    """Make everyone known whom no event will; their threads by mark."""
    threads = {}
    people = cast.texted
    for start in range(0, len(people), 50):
        with runtime.unit() as unit:
            for parent in people[start : start + 50]:
                agency = agency_by_slug(unit.session, cast.agency_of(parent))
                assert agency is not None
                agreed = unit.now - timedelta(days=90)
                contacts = [
                    ContactDetails(kind, address, "application", agreed)
                    for kind, address in (
                        (ChannelKind.SMS, parent.phone),
                        (ChannelKind.EMAIL, parent.email),
                    )
                    if address
                ]
                registered = register(
                    unit,
                    agency,
                    CaseDetails(parent.case, PROGRAM, parent.branch),
                    PartyDetails(
                        parent.external_id,
                        PartyRole(parent.role),
                        parent.first_name,
                        "Sample",
                        language="en",
                        time_zone=zone,
                        contacts=tuple(contacts),
                    ),
                )
                threads[parent.first_name] = registered.thread.id
    return threads


@contextmanager
def under_way(load: Load) -> Iterator[threading.Event]:
    """Every stream on a thread of its own. The event is set once all is said; waits for that."""
    said = threading.Event()
    with ThreadPoolExecutor(5, "load") as pool:
        running: list[Future[None]] = [pool.submit(stream) for stream in load.streams()]

        def look(_done: Future[None]) -> None:
            if all(future.done() for future in running):
                said.set()

        for future in running:
            future.add_done_callback(look)
        try:
            yield said
        except BaseException:
            load.over.set()
            raise
    for future in running:
        future.result()
