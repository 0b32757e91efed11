"""Endpoints as people handle them: added, paused, resumed, removed, given another secret."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from casework.models.task import Task, TaskKind, TaskState
from casework.tasks import close_task, open_task
from messaging.directory.audit import note
from messaging.models.agency import Agency
from messaging.platform.events import FactType
from messaging.platform.lanes import Lane
from messaging.platform.signing import new_secret
from messaging.platform.unit_of_work import Unit
from outgoing.addresses import AddressError, AddressProblem
from outgoing.catalogue import TOLD
from outgoing.models.delivery import DeliveryState, EventDelivery, is_in
from outgoing.models.endpoint import Endpoint, EndpointSecret, PauseReason, Subscription

TOPIC = "endpoints"
"""What open pages listen to."""
SYSTEM = "system"
NOT_WISHED = (PauseReason.FAILING, PauseReason.GONE)


class NothingToldError(Exception):
    """An endpoint has to hear of something, and of nothing that is not told."""


def add(
    unit: Unit, agency_id: UUID, url: str, types: Iterable[FactType] = TOLD, *, actor: str = SYSTEM
) -> tuple[Endpoint, str]:
    """The endpoint and its secret, which is shown once. `url` has been checked. It hears of what
    happens from now on. Raises `NothingToldError`, and `AddressError` where events go there
    already: a form that came twice would have everything told twice."""
    wanted = _sound(types)
    # One at a time: two presses of a button see each other.
    unit.session.scalar(
        select(Agency.id).where(Agency.id == agency_id).with_for_update(key_share=True)
    )
    there = unit.session.scalars(select(Endpoint).where(of_agency(agency_id)))
    if any(each.readable_url == url for each in there):
        raise AddressError(AddressProblem.THERE)
    endpoint = Endpoint(agency_id=agency_id, created_at=unit.now)
    endpoint.url = url
    unit.session.add(endpoint)
    unit.session.flush()
    _subscribe(unit, endpoint, wanted)
    note(unit, agency_id, actor, "endpoint.added", "endpoint", endpoint.id)
    unit.touch(agency_id, TOPIC)
    return endpoint, add_secret(unit, endpoint, actor=actor)


def change_types(
    unit: Unit, endpoint: Endpoint, types: Iterable[FactType], *, actor: str = SYSTEM
) -> None:
    """It hears of these from now on, and of no others. What was laid out for it before still goes.
    Raises `NothingToldError`."""
    wanted = _sound(types)
    before = set(types_of(unit.session, [endpoint.id])[endpoint.id])
    if wanted == before:
        return
    unit.session.execute(
        delete(Subscription).where(
            Subscription.agency_id == endpoint.agency_id,
            Subscription.endpoint_id == endpoint.id,
            Subscription.type.in_(before - wanted),
        )
    )
    _subscribe(unit, endpoint, wanted - before)
    note(
        unit, endpoint.agency_id, actor, "endpoint.types_changed", "endpoint", endpoint.id,
        types=sorted(wanted),
    )  # fmt: skip
    unit.touch(endpoint.agency_id, TOPIC)


def types_of(session: Session, ids: Iterable[UUID]) -> Mapping[UUID, list[FactType]]:
    """What each hears of."""
    found: dict[UUID, list[FactType]] = {one: [] for one in ids}
    rows = session.execute(
        select(Subscription.endpoint_id, Subscription.type)
        .where(Subscription.endpoint_id.in_(found))
        .order_by(Subscription.type)
    )
    for endpoint_id, kind in rows:
        found[endpoint_id].append(kind)
    return found


def ready_to_test(
    unit: Unit, endpoint: Endpoint, *, actor: str = SYSTEM
) -> tuple[str, Sequence[str]]:
    """Where an event of the type `endpoint.test` goes, and what it is signed with. Raises
    SealError when a key is gone."""
    secrets = valid_secrets(unit.session, endpoint, unit.now)
    ready = endpoint.url, [each.secret for each in secrets]
    note(unit, endpoint.agency_id, actor, "endpoint.tested", "endpoint", endpoint.id)
    return ready


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


def remove(unit: Unit, endpoint: Endpoint, *, actor: str = SYSTEM, by: UUID | None = None) -> None:
    """It hears of nothing more; what still waited is given up. Its history stays. `by` as in
    `resume`."""
    resume(unit, endpoint, actor=actor, by=by)
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
    unit.touch(endpoint.agency_id, TOPIC)


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


def _sound(types: Iterable[FactType]) -> set[FactType]:
    wanted = set(types)
    if not wanted or not wanted <= TOLD.keys():
        raise NothingToldError
    return wanted


def _subscribe(unit: Unit, endpoint: Endpoint, types: Iterable[FactType]) -> None:
    unit.session.add_all(
        Subscription(
            agency_id=endpoint.agency_id, endpoint_id=endpoint.id, type=each, since=unit.now
        )
        for each in sorted(types)
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
