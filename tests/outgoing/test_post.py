"""On their way: signed, in order per object, at least once, for three days."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from standardwebhooks import Webhook

from casework.models.task import Task, TaskKind, TaskState
from messaging.platform.events import FactType
from messaging.platform.ids import new_id
from messaging.platform.lanes import Lane
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from outgoing import endpoints
from outgoing.claiming import AT_ONCE_EACH, LEASE, claim
from outgoing.models import Endpoint, EndpointSecret
from outgoing.models.delivery import DeliveryState, EventDelivery, Problem
from outgoing.models.endpoint import PauseReason
from outgoing.post import Post
from outgoing.recording import PAUSED_AFTER, record
from outgoing.sending import Answer
from outgoing.waits import TRIED_FOR
from service.due import has_due
from tests.outgoing.house import OTHER_URL, URL, House
from tests.outgoing.receiver import BROKEN, DOWN, GONE, REFUSES, FakeSender, Posted
from tests.support.clock import MovableClock
from tests.support.doorbell import RecordingDoorbell
from tests.support.people import Office

only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def ids(posted: list[Posted]) -> list[UUID]:
    return [UUID(one.id) for one in posted]


def handled(unit: Unit, endpoint: Endpoint) -> Endpoint:
    found = endpoints.found(unit, endpoint.agency_id, endpoint.id)
    assert found is not None
    return found


@pytest.fixture
def other(runtime: Runtime, office: Office) -> Endpoint:
    with runtime.unit() as unit:
        return endpoints.add(unit, office.agency.id, OTHER_URL)[0]


@pytest.fixture
def second_worker(runtime: Runtime, runner: asyncio.Runner, sender: FakeSender) -> Iterator[Post]:
    post = Post(runtime, sender)
    yield post
    runner.run(post.aclose())


def test_an_event_goes_out_signed(
    runtime: Runtime, office: Office, house: House, sender: FakeSender
) -> None:
    with runtime.unit() as unit:
        _, secret = endpoints.add(unit, office.agency.id, URL)
    fact = house.happens(FactType.TASK_OPENED, kind="call_back")
    house.run()
    (posted,) = sender.taken
    assert posted.url == URL
    assert UUID(posted.id) == fact
    assert posted.headers["webhook-timestamp"] == str(int(runtime.clock().timestamp()))
    assert posted.headers["webhook-signature"] == Webhook(secret).sign(
        posted.id, runtime.clock(), posted.body.decode()
    )
    assert posted.said["type"] == "task.opened"
    (row,) = house.deliveries()
    assert (row.state, row.settled_at) == (DeliveryState.DELIVERED, runtime.clock())
    assert house.step() == 0


def test_while_a_secret_is_rotated_both_sign(
    runtime: Runtime, office: Office, house: House, sender: FakeSender, clock: MovableClock
) -> None:
    with runtime.unit() as unit:
        endpoint, old = endpoints.add(unit, office.agency.id, URL)
    with runtime.unit() as unit:
        new = endpoints.add_secret(unit, endpoint, keep_old_for=timedelta(hours=72))
    house.happens()
    house.run()
    clock.move(timedelta(hours=73))
    house.happens()
    house.run()
    during, after = sender.taken

    def by(secret: str, posted: Posted) -> str:
        at = int(posted.headers["webhook-timestamp"])
        moment = clock().fromtimestamp(at, clock().tzinfo)
        return Webhook(secret).sign(posted.id, moment, posted.body.decode())

    assert during.headers["webhook-signature"].split() == [by(new, during), by(old, during)]
    assert after.headers["webhook-signature"].split() == [by(new, after)]


def test_events_of_one_object_never_overtake_each_other(
    house: House, endpoint: Endpoint, sender: FakeSender, clock: MovableClock
) -> None:
    task, elsewhere = new_id(), new_id()
    first = house.happens(FactType.TASK_OPENED, subject_id=task)
    second = house.happens(FactType.TASK_CLOSED, subject_id=task)
    free = house.happens(FactType.TASK_OPENED, subject_id=elsewhere)
    sender.answer_next(REFUSES)
    house.run()
    assert set(ids(sender.taken)) == {free}
    clock.move(timedelta(seconds=10))
    house.run()
    assert [one for one in ids(sender.taken) if one != free] == [first, second]


def test_replies_of_one_parent_come_in_their_order(
    house: House, endpoint: Endpoint, sender: FakeSender, parent: object
) -> None:
    thread_id = parent.thread.id  # type: ignore[attr-defined]  # a Registered
    replies = [
        house.happens(FactType.REPLY_RECEIVED, thread_id=thread_id, channel="sms") for _ in range(5)
    ]
    house.run()
    assert ids(sender.taken) == replies
    assert sender.most_at_once[URL] == 1


ACTS = st.tuples(
    st.sampled_from(["first", "second", "killed", "fails"]),
    st.sampled_from([DOWN, BROKEN, REFUSES]),
    st.integers(0, 200),
)


@only_sqlite
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(about=st.lists(st.integers(0, 2), min_size=1, max_size=6), acts=st.lists(ACTS, max_size=8))
def test_whatever_fails_order_holds_and_everything_arrives(
    about: list[int],
    acts: list[tuple[str, Answer, int]],
    runtime: Runtime,
    house: House,
    endpoint: Endpoint,
    sender: FakeSender,
    second_worker: Post,
    clock: MovableClock,
) -> None:
    """Two workers, some killed with claims in hand, an endpoint that fails at will."""
    objects = [new_id() for _ in range(3)]
    facts = [(number, house.happens(subject_id=objects[number])) for number in about]
    house.announce()
    begun = len(sender.taken)
    for act, answer, seconds in acts:
        if act == "first":
            house.step()
        elif act == "second":
            house.runner.run(second_worker.step())
        elif act == "killed":
            with runtime.unit() as unit:
                claim(unit, {})  # and nothing more is heard of that worker
        else:
            sender.answer_next(answer)
        clock.move(timedelta(seconds=seconds))
    while any(row.state is DeliveryState.WAITING for row in house.deliveries()):
        while house.step() or house.runner.run(second_worker.step()):
            pass
        clock.move(timedelta(minutes=5))
    came = list(dict.fromkeys(ids(sender.taken[begun:])))
    for number in range(3):
        expected = [fact for each, fact in facts if each == number]
        assert [one for one in came if one in expected] == expected


def test_a_slow_endpoint_keeps_nobody_waiting(
    house: House, endpoint: Endpoint, other: Endpoint, sender: FakeSender
) -> None:
    sender.hold(URL)
    for _ in range(AT_ONCE_EACH + 5):
        house.happens()
    house.announce()
    for _ in range(10):
        house.step()
    assert {one.url for one in sender.taken} == {OTHER_URL}
    assert len(sender.taken) == AT_ONCE_EACH + 5
    later = house.happens()
    house.announce()
    house.step()
    house.step()
    assert later in ids(sender.taken), "though the slow one still holds what it has"
    assert sender.most_at_once[URL] == AT_ONCE_EACH
    sender.let_go(URL)
    house.run()
    assert len(sender.taken) == 2 * (AT_ONCE_EACH + 6)


def test_no_database_connection_is_held_while_a_request_runs(
    runtime: Runtime, house: House, endpoint: Endpoint, sender: FakeSender
) -> None:
    sender.hold(URL)
    house.happens()
    house.announce()
    house.step()
    assert sender.under_way[URL] == 1
    status = runtime.database.engine.pool.status()
    assert "Checked out connections: 0" in status or "NullPool" in status
    sender.let_go(URL)
    house.run()


def test_what_a_killed_worker_had_in_hand_goes_again(
    runtime: Runtime, house: House, endpoint: Endpoint, sender: FakeSender, clock: MovableClock
) -> None:
    fact = house.happens()
    house.announce()
    with runtime.unit() as unit:
        (lost,) = claim(unit, {})
    house.run()
    assert sender.posted == [], "its lease has not run out"
    clock.move(LEASE)
    house.run()
    assert ids(sender.taken) == [fact]
    with runtime.unit() as unit:
        record(unit, [(lost, DOWN)])
    (row,) = house.deliveries()
    assert row.state is DeliveryState.DELIVERED, "what the lost worker says late counts no more"


def test_a_worker_that_ends_waits_for_what_is_under_way(
    runtime: Runtime, runner: asyncio.Runner, house: House, endpoint: Endpoint, sender: FakeSender
) -> None:
    house.happens()
    house.announce()
    house.step()
    runner.run(house.post.aclose())
    assert sender.closed
    assert [row.state for row in house.deliveries()] == [DeliveryState.DELIVERED]


def test_it_is_tried_for_three_days_and_then_given_up(
    runtime: Runtime, house: House, endpoint: Endpoint, sender: FakeSender, clock: MovableClock
) -> None:
    """One event that is refused, while the endpoint takes others."""
    start = clock()
    poison = new_id()
    house.happens(FactType.TASK_OPENED, subject_id=poison)
    house.announce()
    tried = []
    while clock() < start + TRIED_FOR:
        with runtime.reading() as session:
            if has_due(session, runtime.settings, Lane.OUTGOING, clock()):
                sender.answer_next(REFUSES)
                house.run()
                tried.append(clock() - start)
                house.happens()
                house.run()
        # To the next moment something is due: the one event's own, or a probe.
        clock.move(timedelta(seconds=1 if len(tried) < 3 else 60 if len(tried) < 5 else 1800))
    house.run()
    row = house.deliveries()[0]
    assert (row.state, row.problem, row.http_status) == (
        DeliveryState.GIVEN_UP, Problem.REFUSED, 400,
    )  # fmt: skip
    assert len(tried) >= 12
    assert tried[-1] > timedelta(days=2)
    assert all(after > before for before, after in pairwise(tried))
    assert house.endpoint().paused_at is None


def test_an_endpoint_that_is_down_is_probed_and_not_hammered(
    house: House, endpoint: Endpoint, sender: FakeSender, clock: MovableClock
) -> None:
    for _ in range(50):
        house.happens()
    sender.answers[URL] = DOWN
    house.run()
    at_first = len(sender.posted)
    assert at_first <= AT_ONCE_EACH
    for _ in range(10):
        clock.move(timedelta(minutes=5))
        house.run()
    assert len(sender.posted) == at_first + 10
    sender.answers.clear()
    clock.move(timedelta(minutes=5))
    house.run()
    clock.move(timedelta(hours=1))
    house.run()
    assert len(sender.taken) == 50
    assert house.endpoint().failing_since is None


def test_retry_after_is_honoured(
    house: House, endpoint: Endpoint, sender: FakeSender, clock: MovableClock
) -> None:
    house.happens()
    sender.answer_next(Answer(Problem.SLOW_DOWN, 429, timedelta(minutes=4)))
    house.run()
    clock.move(timedelta(minutes=3, seconds=59))
    house.run()
    assert len(sender.posted) == 1
    clock.move(timedelta(seconds=1))
    house.run()
    assert len(sender.taken) == 1


def tasks(runtime: Runtime) -> list[Task]:
    with runtime.reading() as session:
        return list(session.scalars(select(Task).order_by(Task.id)))


def test_an_endpoint_that_fails_for_a_day_is_paused_and_reported(
    runtime: Runtime, house: House, endpoint: Endpoint, sender: FakeSender, clock: MovableClock
) -> None:
    facts = [house.happens() for _ in range(3)]
    sender.answers[URL] = DOWN
    start = clock()
    while house.endpoint().paused_at is None:
        assert clock() - start < PAUSED_AFTER * 2
        house.run()
        clock.move(timedelta(hours=1))
    assert clock() - start >= PAUSED_AFTER
    assert house.endpoint().paused_because is PauseReason.FAILING
    (task,) = tasks(runtime)
    assert (task.kind, task.thread_id, task.state) == (
        TaskKind.ENDPOINT_PAUSED, None, TaskState.OPEN,
    )  # fmt: skip
    tried = len(sender.posted)
    clock.move(timedelta(hours=5))
    house.run()
    assert len(sender.posted) == tried, "nothing is sent while it is paused"

    sender.answers.clear()
    with runtime.unit() as unit:
        endpoints.resume(unit, handled(unit, endpoint))
    house.run()
    assert ids(sender.taken)[:3] == facts, "what waited goes, in its order"
    assert [one.state for one in tasks(runtime)] == [TaskState.DONE]


def test_410_pauses_at_once(
    runtime: Runtime, house: House, endpoint: Endpoint, sender: FakeSender
) -> None:
    house.happens()
    sender.answer_next(GONE)
    house.run()
    assert house.endpoint().paused_because is PauseReason.GONE
    assert [one.kind for one in tasks(runtime)] == [TaskKind.ENDPOINT_PAUSED]
    first = house.deliveries()[0]
    assert (first.state, first.next_try_at) == (DeliveryState.WAITING, first.give_up_at)


def test_a_persons_pause_asks_nobody_to_look(
    runtime: Runtime, house: House, endpoint: Endpoint, sender: FakeSender, clock: MovableClock
) -> None:
    with runtime.unit() as unit:
        endpoints.pause(unit, handled(unit, endpoint), PauseReason.BY_HAND)
    house.happens()
    house.run()
    assert (sender.posted, tasks(runtime)) == ([], [])
    clock.move(TRIED_FOR)
    house.run()
    assert [row.state for row in house.deliveries()] == [DeliveryState.GIVEN_UP]
    assert sender.posted == []


def test_after_removal_nothing_is_told(
    runtime: Runtime, house: House, endpoint: Endpoint, sender: FakeSender
) -> None:
    house.happens()
    house.announce()
    with runtime.unit() as unit:
        endpoints.remove(unit, handled(unit, endpoint))
    house.happens()
    house.run()
    assert sender.posted == []
    assert [row.state for row in house.deliveries()] == [DeliveryState.GIVEN_UP]


def test_a_lost_key_holds_up_nobody_else(
    runtime: Runtime, house: House, endpoint: Endpoint, other: Endpoint, sender: FakeSender
) -> None:
    with runtime.unit() as unit:
        for row in unit.session.scalars(
            select(EndpointSecret).where(EndpointSecret.endpoint_id == endpoint.id)
        ):
            row.secret_sealed = b"sealed with a key that is gone"
    house.happens()
    house.run()
    assert {one.url for one in sender.taken} == {OTHER_URL}
    problems = {row.endpoint_id: row.problem for row in house.deliveries()}
    assert problems == {endpoint.id: Problem.UNREADABLE, other.id: None}


def test_answers_are_kept_over_a_database_that_is_away(
    runtime: Runtime, runner: asyncio.Runner, house: House, endpoint: Endpoint, sender: FakeSender
) -> None:
    house.happens()
    house.announce()
    house.step()
    with runtime.unit() as unit:
        unit.session.execute(select(EventDelivery))

    class AwayError(Exception):
        pass

    def away() -> None:
        raise AwayError

    present = house.post._runtime
    object.__setattr__(house.post, "_runtime", _Away(away))
    with pytest.raises(AwayError):
        house.step()
    object.__setattr__(house.post, "_runtime", present)
    house.run()
    assert len(sender.posted) == 1
    assert [row.state for row in house.deliveries()] == [DeliveryState.DELIVERED]


class _Away:
    """A runtime whose database does not answer."""

    def __init__(self, fail: object) -> None:
        self.unit = fail


def test_pages_hear_that_an_endpoint_was_paused(
    runtime: Runtime, endpoint: Endpoint, doorbell: RecordingDoorbell
) -> None:
    doorbell.forget()
    with runtime.unit() as unit:
        endpoints.pause(unit, handled(unit, endpoint), PauseReason.BY_HAND)
    assert (endpoint.agency_id, endpoints.TOPIC) in doorbell.touched
