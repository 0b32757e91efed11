"""What rooms have told one another."""

from collections.abc import Sequence

from sqlalchemy import select

from messaging.platform.events import Event, FactType
from messaging.runtime import Runtime


def facts(runtime: Runtime, *types: FactType) -> Sequence[Event]:
    """Of these kinds, in the order they happened."""
    with runtime.reading() as session:
        return session.scalars(
            select(Event).where(Event.type.in_(types)).order_by(Event.at, Event.id)
        ).all()
