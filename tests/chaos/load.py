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
from sqlalchemy.exc import InterfaceError, OperationalError

from channels.values import ChannelKind
from messaging.compliance.gate import Purpose
from messaging.directory.agencies import agency_by_slug
from messaging.directory.register import CaseDetails, ContactDetails, PartyDetails, register
from messaging.models.case import PartyRole
from messaging.outbound.outbox import Draft, compose
from messaging.platform.lanes import Lane
from messaging.runtime import Runtime
from service.demo.cast import AGENCY, PROGRAM, Parent
from service.demo.doors import AgencyDoor, DoorError, StaffDoor
from service.demo.setting import Setting
from tests.chaos.people import Cast, text_id
from tests.chaos.plan import Plan
from tests.support.house import House

SUPERVISOR = "ruth@oak.example"
COMPOSED, REPLY, TOLD, ASKED = "c", "r", "e", "i"
"""Streams: within one, texts to one parent keep their order."""
SHUT = (httpx2.HTTPError, DoorError, OperationalError, InterfaceError)
GIVE_UP = 240.0
BATCH = 10
BREATH = 0.1


class StillShutError(Exception):
    """A door did not open again."""


@dataclass(slots=True)
class Said:
    """What was said and taken, for the judge."""

    to_phone: dict[str, str] = field(default_factory=dict)
    """Handset by text."""
    to_shared: dict[str, str] = field(default_factory=dict)
    """Texts to shared phones, which nobody may get to read."""
    from_phone: dict[str, Parent] = field(default_factory=dict)
    """Who wrote which text."""
    helps: int = 0


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

    def streams(self) -> Sequence[Callable[[], None]]:
        return (self._compose, self._tell, self._reply, self._ask)

    def _compose(self) -> None:
        """Two texts in a row for each parent, again and again."""
        parents = [*self.cast.composed, *self.cast.shared]
        lanes = {parent.external_id: self._lane() for parent in parents}
        batches = [
            (turn, parents[start : start + BATCH])
            for turn in range(self.plan.pairs)
            for start in range(0, len(parents), BATCH)
        ]
        for turn, some in self._spread(batches):
            _until_taken(partial(self._compose_batch, turn, some, lanes))

    def _lane(self) -> Lane:
        return self.random.choice((Lane.REMINDERS, Lane.BULK))

    def _compose_batch(self, turn: int, some: Sequence[Parent], lanes: Mapping[str, Lane]) -> None:
        texts = [
            (parent, text_id(parent, COMPOSED, 2 * turn + half))
            for parent in some
            for half in (0, 1)
        ]
        with self.runtime.unit() as unit:
            agency = agency_by_slug(unit.session, AGENCY)
            assert agency is not None
            for parent, text in texts:
                compose(
                    unit,
                    self.runtime,
                    Draft(
                        agency_id=agency.id,
                        thread_id=self.threads[parent.first_name],
                        template="appointment_scheduled",
                        values={
                            "appointment_at": unit.now + timedelta(days=9),
                            "appointment_place": f"Room {text}",
                        },
                        channel=ChannelKind.SMS,
                        purpose=Purpose.NOTICE,
                        lane=lanes[parent.external_id],
                        topic="appointment",
                        origin=f"chaos:{text}",
                    ),
                )
        shared = {parent.external_id for parent in self.cast.shared}
        for parent, text in texts:
            book = self.said.to_shared if parent.external_id in shared else self.said.to_phone
            book[text] = str(parent.phone)

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
                _until_taken(tell)
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
            _until_taken(partial(door.reply, thread, f"About {text}: come at 3.", "sms", text))
            self.said.to_phone[text] = str(parent.phone)
        door.close()

    def _ask(self) -> None:
        """Parents write; what nobody takes at once the carrier keeps for later."""
        writers = [*self.cast.composed[1::2], *self.cast.shared]
        with httpx2.Client(base_url=self.house.sandbox, timeout=60) as carrier:
            for place, parent in enumerate(self._spread(writers)):
                text = text_id(parent, ASKED, 0)
                self._type(carrier, parent, f"Question {text} about my file")
                self.said.from_phone[text] = parent
                if place % 6 == 0 and parent not in self.cast.shared:
                    self._type(carrier, parent, "HELP")
                    self.said.helps += 1

    def _type(self, carrier: httpx2.Client, parent: Parent, body: str) -> None:
        url = f"/sandbox/handsets/{quote(str(parent.phone))}/messages"
        carrier.post(url, json={"body": body}).raise_for_status()

    def _spread(self, acts: Iterable[Any]) -> Iterator[Any]:
        """Over the time of the load."""
        some = list(acts)
        began = time.monotonic()
        for place, act in enumerate(some):
            pause = began + self.plan.load_seconds * place / len(some) - time.monotonic()
            # Also when behind: SQLite lets in whoever asks first, and that must not always be us.
            time.sleep(max(pause, BREATH))
            yield act


def known(runtime: Runtime, cast: Cast, zone: str) -> Mapping[str, UUID]:
    """Make everyone known whom no event will; their threads by mark."""
    threads = {}
    people = [*cast.composed, *cast.shared]
    for start in range(0, len(people), 50):
        with runtime.unit() as unit:
            agency = agency_by_slug(unit.session, AGENCY)
            assert agency is not None
            for parent in people[start : start + 50]:
                agreed = unit.now - timedelta(days=90)
                contact = ContactDetails(ChannelKind.SMS, str(parent.phone), "application", agreed)
                registered = register(
                    unit,
                    agency,
                    CaseDetails(parent.case, PROGRAM, parent.branch),
                    PartyDetails(
                        parent.external_id,
                        PartyRole.CUSTODIAL,
                        parent.first_name,
                        "Sample",
                        language="en",
                        time_zone=zone,
                        contacts=(contact,),
                    ),
                )
                threads[parent.first_name] = registered.thread.id
    return threads


@contextmanager
def under_way(load: Load) -> Iterator[threading.Event]:
    """Every stream on a thread of its own. The event is set once all is said; waits for that."""
    said = threading.Event()
    with ThreadPoolExecutor(4, "load") as pool:
        running: list[Future[None]] = [pool.submit(stream) for stream in load.streams()]

        def look(_done: Future[None]) -> None:
            if all(future.done() for future in running):
                said.set()

        for future in running:
            future.add_done_callback(look)
        yield said
    for future in running:
        future.result()


def _until_taken(act: Callable[[], None]) -> None:
    give_up = time.monotonic() + GIVE_UP
    while True:
        try:
            act()
        except SHUT as error:
            if time.monotonic() > give_up:
                raise StillShutError(type(error).__name__) from error
            time.sleep(0.3)
        else:
            return
