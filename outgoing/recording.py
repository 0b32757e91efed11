"""What an endpoint's answers do to its deliveries, and to the endpoint."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select, update

from messaging.platform.unit_of_work import Unit
from outgoing import endpoints
from outgoing.claiming import WAITING, Claimed
from outgoing.models.delivery import DeliveryState, EventDelivery, Problem
from outgoing.models.endpoint import Endpoint, PauseReason
from outgoing.sending import Answer
from outgoing.waits import next_wait, rest

PAUSED_AFTER = timedelta(days=1)
"""Of failures without one success between them."""

RESTING = frozenset(
    {
        Problem.NO_SUCH_HOST,
        Problem.PRIVATE_ADDRESS,
        Problem.NO_CONNECTION,
        Problem.TIMEOUT,
        Problem.SLOW_DOWN,
        Problem.SERVER_ERROR,
        Problem.UNREADABLE,
    }
)
"""They say something of the endpoint, not of one event: it is left alone for a while."""

_random = Random()  # noqa: S311 (spreads retries; guards nothing)


def record(unit: Unit, answers: Sequence[tuple[Claimed, Answer]]) -> None:
    """All of one moment. An answer to a claim that has run out counts for nothing."""
    # Endpoints first, and each kind in one order: workers and people who pause an endpoint meet on
    # the same rows.
    known = {
        endpoint.id: endpoint
        for endpoint in unit.session.scalars(
            select(Endpoint)
            .where(Endpoint.id.in_({claimed.endpoint_id for claimed, _ in answers}))
            .order_by(Endpoint.id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
    }
    rows = {
        row.id: row
        for row in unit.session.scalars(
            select(EventDelivery)
            .where(EventDelivery.id.in_({claimed.delivery_id for claimed, _ in answers}))
            .order_by(EventDelivery.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    }
    for claimed, answer in answers:
        row = rows[claimed.delivery_id]
        if row.claims == claimed.claim and row.state is DeliveryState.WAITING:
            _apply(unit, row, known[claimed.endpoint_id], answer)


def _apply(unit: Unit, row: EventDelivery, endpoint: Endpoint, answer: Answer) -> None:
    row.problem, row.http_status = answer.problem, answer.http_status
    if answer.problem is None:
        row.state, row.settled_at = DeliveryState.DELIVERED, unit.now
        if endpoint.failing_since is not None:
            endpoint.failures, endpoint.failing_since, endpoint.rests_until = 0, None, None
    elif answer.problem is Problem.WITHHELD:
        row.state, row.settled_at = DeliveryState.GIVEN_UP, unit.now
    else:
        _put_off(unit, row, endpoint, answer)
        _blame(unit, endpoint, answer)


def _put_off(unit: Unit, row: EventDelivery, endpoint: Endpoint, answer: Answer) -> None:
    row.tries += 1
    wait = next_wait(row.tries, _random, answer.retry_after)
    row.next_try_at = _until(row, unit.now + wait, paused=endpoint.paused_at is not None)
    # What comes after it waits as long: nobody has to look at it until then.
    unit.session.execute(
        update(EventDelivery)
        .where(
            EventDelivery.endpoint_id == row.endpoint_id,
            EventDelivery.object_id == row.object_id,
            EventDelivery.event_id > row.event_id,
            EventDelivery.state == WAITING,
            EventDelivery.next_try_at < row.next_try_at,
        )
        .values(next_try_at=row.next_try_at),
        execution_options={"synchronize_session": False},
    )


def _until(row: EventDelivery, then: datetime, *, paused: bool) -> datetime:
    return row.give_up_at if paused else min(then, row.give_up_at)


def _blame(unit: Unit, endpoint: Endpoint, answer: Answer) -> None:
    if endpoint.paused_at is not None:
        return
    endpoint.failing_since = endpoint.failing_since or unit.now
    resting = endpoint.rests_until is not None and endpoint.rests_until > unit.now
    # Of several that failed together, the first one says it.
    if answer.problem in RESTING and not resting:
        endpoint.failures += 1
        endpoint.rests_until = unit.now + rest(endpoint.failures, answer.retry_after)
    if answer.problem is Problem.GONE:
        endpoints.pause(unit, endpoint, PauseReason.GONE)
    elif unit.now - endpoint.failing_since >= PAUSED_AFTER:
        endpoints.pause(unit, endpoint, PauseReason.FAILING)
