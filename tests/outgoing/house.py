"""Facts, and what becomes of them on their way out."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from channels.values import ChannelKind
from messaging.models.message import Direction, Message, MessageStatus
from messaging.platform.events import FactType
from messaging.platform.ids import new_id
from messaging.platform.lanes import Lane
from messaging.runtime import Runtime
from outgoing.models import Endpoint, EventDelivery
from outgoing.post import Post
from service import facts
from tests.support.people import Office

URL = "https://oak.example/hooks"
OTHER_URL = "https://oak.example/warehouse"


@dataclass
class House:
    runtime: Runtime
    office: Office
    runner: asyncio.Runner
    post: Post

    def happens(
        self,
        fact: FactType = FactType.TASK_OPENED,
        *,
        thread_id: UUID | None = None,
        subject_id: UUID | None = None,
        **data: Any,
    ) -> UUID:
        """A fact is recorded; its id."""
        data = data or {"kind": "call_back"}
        with self.runtime.unit() as unit:
            event = unit.record(
                fact,
                self.office.agency.id,
                thread_id=thread_id,
                subject_id=subject_id or new_id(),
                **data,
            )
        return event.id

    def announce(self) -> None:
        """The facts lane handles what there is."""
        while facts.drain(self.runtime, {}):
            pass

    def step(self) -> int:
        return self.runner.run(self.post.step())

    def run(self) -> None:
        """Facts lane and outgoing lane, until nothing is left to do right now."""
        self.announce()
        while self.step():
            pass

    def deliveries(self) -> Sequence[EventDelivery]:
        """In the order of their facts."""
        with self.runtime.reading() as session:
            return session.scalars(select(EventDelivery).order_by(EventDelivery.event_id)).all()

    def endpoint(self) -> Endpoint:
        with self.runtime.reading() as session:
            return session.scalars(select(Endpoint).order_by(Endpoint.id)).first() or Endpoint()


def message_row(agency_id: UUID, thread_id: UUID, origin: str = "staff:1") -> Message:
    """A text to a parent, as rows that events are about."""
    row = Message(
        agency_id=agency_id,
        thread_id=thread_id,
        direction=Direction.OUT,
        channel=ChannelKind.SMS,
        origin=origin,
        lane=Lane.URGENT,
        status=MessageStatus.SENT,
    )
    row.text = "Oak Co: see you tomorrow."
    return row
