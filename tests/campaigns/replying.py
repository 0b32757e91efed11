"""A sample parent writes back, through the doors of messaging."""

from collections.abc import Callable
from itertools import count

from sqlalchemy import select

from channels.values import ChannelKind, Inbound
from messaging.inbound import intake, routing
from messaging.platform.events import Event, FactType
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from tests.support.people import Office

_number = count(1)
E164 = "+13125550142"
OURS = "+13125550100"

Reaction = Callable[[Unit, Runtime, Event], None]


def write_back(
    runtime: Runtime, office: Office, text: str, phone: str = E164, recipient: str = OURS
) -> None:
    """A text from the sample parent's phone (or another parent's), routed."""
    with runtime.unit() as unit:
        intake.store(
            unit,
            office.agency,
            Inbound(
                channel=ChannelKind.EMAIL if "@" in phone else ChannelKind.SMS,
                provider="twilio",
                provider_id=f"SM{next(_number)}",
                sender=phone,
                recipient=recipient,
                text=text,
                received_at=unit.now,
                raw="",
            ),
        )
    routing.drain(runtime)


def react(runtime: Runtime, reaction: Reaction, *types: FactType, times: int = 1) -> int:
    """Let `reaction` hear every fact of these types, `times` over. How many facts there were."""
    handled = 0
    for event_id in _facts(runtime, *types):
        handled += 1
        for _ in range(times):
            with runtime.unit() as unit:
                event = unit.session.scalars(select(Event).where(Event.id == event_id)).one()
                reaction(unit, runtime, event)
                event.handled_at = unit.now
    return handled


def facts(runtime: Runtime, type_: FactType) -> list[Event]:
    with runtime.reading() as session:
        return list(session.scalars(select(Event).where(Event.type == type_).order_by(Event.id)))


def _facts(runtime: Runtime, *types: FactType) -> list[object]:
    with runtime.reading() as session:
        query = select(Event.id).where(Event.type.in_(types), Event.handled_at.is_(None))
        return list(session.scalars(query.order_by(Event.id)))
