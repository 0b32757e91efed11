"""Endpoints as people handle them: added, paused, resumed, removed, given another secret."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from casework.models.task import Task, TaskKind, TaskState
from casework.tasks import close_task, open_task
from messaging.directory.audit import note
from messaging.platform.events import FactType
from messaging.platform.lanes import Lane
from messaging.platform.signing import new_secret
from messaging.platform.unit_of_work import Unit
from outgoing.catalogue import TOLD
from outgoing.models.delivery import DeliveryState, EventDelivery, is_in
from outgoing.models.endpoint import Endpoint, EndpointSecret, PauseReason, Subscription

TOPIC = "endpoints"
"""What open pages listen to."""
SYSTEM = "system"
NOT_WISHED = (PauseReason.FAILING, PauseReason.GONE)


def add(
    unit: Unit, agency_id: UUID, url: str, types: Iterable[FactType] = TOLD, *, actor: str = SYSTEM
) -> tuple[Endpoint, str]:
    """The endpoint and its secret, which is shown once. `url` has been checked. It hears of what
    happens from now on."""
    endpoint = Endpoint(agency_id=agency_id, created_at=unit.now)
    endpoint.url = url
    unit.session.add(endpoint)
    unit.session.flush()
    unit.session.add_all(
        Subscription(agency_id=agency_id, endpoint_id=endpoint.id, type=each, since=unit.now)
        for each in sorted(set(types))
    )
    note(unit, agency_id, actor, "endpoint.added", "endpoint", endpoint.id)
    unit.touch(agency_id, TOPIC)
    return endpoint, add_secret(unit, endpoint, actor=actor)


def add_secret(
    unit: Unit, endpoint: Endpoint, *, keep_old_for: timedelta | None = None, actor: str = SYSTEM
) -> str:
    """Another secret. Until `keep_old_for` is over, events are signed with the earlier ones too."""
    if keep_old_for is not None:
        until = unit.now + keep_old_for
        unit.session.execute(
            update(EndpointSecret)
            .where(
                EndpointSecret.endpoint_id == endpoint.id,
                EndpointSecret.expires_at.is_(None) | (EndpointSecret.expires_at > until),
            )
            .values(expires_at=until)
        )
    row = EndpointSecret(agency_id=endpoint.agency_id, endpoint_id=endpoint.id, created_at=unit.now)
    row.secret = secret = new_secret()
    unit.session.add(row)
    unit.session.flush()
    note(unit, endpoint.agency_id, actor, "endpoint.secret_added", "endpoint", endpoint.id)
    return secret


def valid_secrets(session: Session, endpoint: Endpoint, now: datetime) -> Sequence[EndpointSecret]:
    """What events to it are signed with now, the newest first."""
    return session.scalars(
        select(EndpointSecret)
        .where(
            EndpointSecret.agency_id == endpoint.agency_id,
            EndpointSecret.endpoint_id == endpoint.id,
            EndpointSecret.expires_at.is_(None) | (EndpointSecret.expires_at > now),
        )
        .order_by(EndpointSecret.id.desc())
    ).all()


def found(unit: Unit, agency_id: UUID, endpoint_id: UUID) -> Endpoint | None:
    """Locked, so that nothing moves it until this unit is over; None when the agency has none of
    that id."""
    return unit.session.scalar(
        select(Endpoint)
        .where(
            Endpoint.agency_id == agency_id,
            Endpoint.id == endpoint_id,
            Endpoint.removed_at.is_(None),
        )
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def pause(unit: Unit, endpoint: Endpoint, because: PauseReason, *, actor: str = SYSTEM) -> None:
    """Nothing is sent there any more. What waits keeps waiting, each for its three days. When it
    was not a person's wish, a person is asked to look."""
    if endpoint.paused_at is not None:
        return
    endpoint.paused_at, endpoint.paused_because = unit.now, because
    unit.session.flush()
    # The next thing that happens to them is that their time is over.
    _move(unit, endpoint, EventDelivery.give_up_at)
    if because is not PauseReason.BY_HAND:
        open_task(
            unit,
            agency_id=endpoint.agency_id,
            kind=TaskKind.ENDPOINT_PAUSED,
            origin=f"{_origin(endpoint)}{unit.now.isoformat()}",
            due_at=unit.now,
        )
    note(
        unit, endpoint.agency_id, actor, "endpoint.paused", "endpoint", endpoint.id,
        because=because.value,
    )  # fmt: skip
    unit.touch(endpoint.agency_id, TOPIC)


def resume(unit: Unit, endpoint: Endpoint, *, actor: str = SYSTEM, by: UUID | None = None) -> None:
    """What waited goes now, in its order. `by` is the staff member, for the task it closes."""
    if endpoint.paused_at is None:
        return
    endpoint.paused_at = endpoint.paused_because = None
    endpoint.failures, endpoint.failing_since, endpoint.rests_until = 0, None, None
    unit.session.flush()
    _move(unit, endpoint, unit.now)
    for task_id in unit.session.scalars(
        select(Task.id).where(
            Task.agency_id == endpoint.agency_id,
            Task.kind == TaskKind.ENDPOINT_PAUSED,
            Task.state == TaskState.OPEN,
            Task.origin.startswith(_origin(endpoint), autoescape=True),
        )
    ).all():
        close_task(unit, endpoint.agency_id, task_id, by)
    note(unit, endpoint.agency_id, actor, "endpoint.resumed", "endpoint", endpoint.id)
    unit.ring(Lane.OUTGOING)
    unit.touch(endpoint.agency_id, TOPIC)


def remove(unit: Unit, endpoint: Endpoint, *, actor: str = SYSTEM) -> None:
    """It hears of nothing more; what still waited is given up. Its history stays."""
    resume(unit, endpoint, actor=actor)
    endpoint.removed_at = unit.now
    unit.session.execute(delete(Subscription).where(Subscription.endpoint_id == endpoint.id))
    unit.session.execute(
        update(EventDelivery)
        .where(
            EventDelivery.endpoint_id == endpoint.id,
            is_in(DeliveryState.WAITING),
        )
        .values(state=DeliveryState.GIVEN_UP, settled_at=unit.now)
    )
    note(unit, endpoint.agency_id, actor, "endpoint.removed", "endpoint", endpoint.id)


def count(session: Session, endpoint: Endpoint, state: DeliveryState) -> int:
    """How many events to it wait, or were given up."""
    return (
        session.scalar(
            select(func.count()).where(
                EventDelivery.agency_id == endpoint.agency_id,
                EventDelivery.endpoint_id == endpoint.id,
                is_in(state),
            )
        )
        or 0
    )


def count_silent(session: Session) -> int:
    """Endpoints that are paused, of whatever agency, though nobody wished that."""
    return (
        session.scalar(
            select(func.count()).where(
                Endpoint.removed_at.is_(None), Endpoint.paused_because.in_(NOT_WISHED)
            )
        )
        or 0
    )


def _move(unit: Unit, endpoint: Endpoint, to: object) -> None:
    """Each waiting delivery's next moment."""
    unit.session.execute(
        update(EventDelivery)
        .where(
            EventDelivery.endpoint_id == endpoint.id,
            is_in(DeliveryState.WAITING),
        )
        .values(next_try_at=to, tries=0),
        execution_options={"synchronize_session": False},
    )


def _origin(endpoint: Endpoint) -> str:
    return f"endpoint:{endpoint.id}:paused:"


def of_agency(agency_id: UUID) -> ColumnElement[bool]:
    """Those that have not been removed."""
    return (Endpoint.agency_id == agency_id) & Endpoint.removed_at.is_(None)
