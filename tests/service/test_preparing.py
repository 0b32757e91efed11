"""What takes long is worked out by a worker: once for all who ask, and again by the next one when a
worker dies over it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from messaging.directory.preparing import (
    KEPT,
    MOST_TRIES,
    Failed,
    Ready,
    Told,
    Waiting,
    Wanted,
    ask,
    begin,
    forget_old,
    found,
)
from messaging.models.preparation import Preparation, Prepared
from messaging.platform.lanes import Lane
from messaging.runtime import Runtime
from service import preparing
from service.due import has_due
from tests.support.clock import MovableClock
from tests.support.doorbell import RecordingDoorbell
from tests.support.people import Office

MINUTE = timedelta(minutes=1)


@pytest.fixture
def wanted(office: Office) -> Wanted:
    return Wanted(office.agency.id, Prepared.REPORT, "sample", {"months": "3"})


def asked(runtime: Runtime, wanted: Wanted) -> Waiting:
    with runtime.unit() as unit:
        return ask(unit, wanted)


def state(runtime: Runtime, wanted: Wanted) -> Ready | Waiting | Failed | None:
    with runtime.reading() as session:
        return found(session, wanted, runtime.clock())


class Worker:
    """Says how many months it was asked for; or fails, or is killed on its way."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self.error: BaseException | None = None
        self.worked = 0

    def __call__(self) -> int:
        return preparing.drain(self._runtime, {Prepared.REPORT: self._work})

    def _work(
        self, session: Session, row: Preparation, as_of: datetime, told: Told
    ) -> Mapping[str, Any]:
        self.worked += 1
        if self.error:
            raise self.error
        return {"months": row.given["months"]}


@pytest.fixture
def worker(runtime: Runtime) -> Worker:
    return Worker(runtime)


def test_many_ask_and_it_is_worked_out_once(
    runtime: Runtime, wanted: Wanted, worker: Worker, doorbell: RecordingDoorbell
) -> None:
    assert state(runtime, wanted) is None
    assert [asked(runtime, wanted) for _ in range(3)] == [Waiting()] * 3
    assert {*doorbell.rung} == {Lane.PREPARING}
    assert [worker(), worker()] == [1, 0]
    assert state(runtime, wanted) == Ready({"months": "3"}, runtime.clock())
    assert worker.worked == 1


def test_it_is_kept_for_some_hours_and_asked_for_anew(
    runtime: Runtime, wanted: Wanted, worker: Worker, clock: MovableClock
) -> None:
    asked(runtime, wanted)
    worker()
    clock.move(KEPT - MINUTE)
    assert isinstance(state(runtime, wanted), Ready)
    clock.move(MINUTE)
    assert state(runtime, wanted) is None
    assert asked(runtime, wanted) == state(runtime, wanted) == Waiting()
    worker()
    assert state(runtime, wanted) == Ready({"months": "3"}, runtime.clock())


def test_a_worker_whose_clock_is_ahead_is_not_asked_again_and_again(
    runtime: Runtime, wanted: Wanted, worker: Worker, clock: MovableClock
) -> None:
    clock.move(MINUTE)
    asked(runtime, wanted)
    worker()
    clock.move(-MINUTE)
    assert isinstance(state(runtime, wanted), Ready)


def test_a_worker_that_dies_leaves_it_to_the_next(
    runtime: Runtime, wanted: Wanted, worker: Worker
) -> None:
    """The clock rings for it as for all that is due."""
    asked(runtime, wanted)
    worker.error = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        worker()
    with runtime.reading() as session:
        assert has_due(session, runtime.settings, Lane.PREPARING, runtime.clock())
    worker.error = None
    worker()
    assert isinstance(state(runtime, wanted), Ready)


def test_what_fails_again_and_again_is_given_up_and_can_be_asked_for_anew(
    runtime: Runtime, wanted: Wanted, worker: Worker
) -> None:
    other = Wanted(wanted.agency_id, Prepared.REPORT, "other", {"months": "1"})
    asked(runtime, wanted)
    asked(runtime, other)
    worker.error = ValueError("sample")
    worker()
    worker.error = None
    worker()
    assert isinstance(state(runtime, other), Ready), "it waits behind one that fails"
    worker.error = ValueError("sample")
    while worker():
        pass
    assert state(runtime, wanted) == Failed()
    assert worker.worked == MOST_TRIES + 1
    worker.error = None
    assert asked(runtime, wanted) == Waiting()
    worker()
    assert isinstance(state(runtime, wanted), Ready)


def test_how_far_it_is_can_be_seen_meanwhile(
    runtime: Runtime, wanted: Wanted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preparing, "TOLD_EVERY_SECONDS", 0)
    seen = []

    def work(session: Session, row: Preparation, as_of: datetime, told: Told) -> Mapping[str, Any]:
        for done in (1, 2):
            told(done, 4)
            seen.append(state(runtime, wanted))
        return {}

    asked(runtime, wanted)
    preparing.drain(runtime, {Prepared.REPORT: work})
    assert seen == [Waiting(1, 4), Waiting(2, 4)]


def test_two_workers_begin_two_things(
    runtime: Runtime, wanted: Wanted, clock: MovableClock
) -> None:
    asked(runtime, wanted)
    clock.move(MINUTE)
    asked(runtime, Wanted(wanted.agency_id, Prepared.AUDIT_PROOF))
    kinds = []
    for _ in range(2):
        with runtime.unit() as unit:
            begun = begin(unit)
            assert begun
            kinds.append(begun.kind)
    assert kinds == [Prepared.REPORT, Prepared.AUDIT_PROOF]


def test_what_nobody_is_shown_any_more_is_removed(
    runtime: Runtime, wanted: Wanted, worker: Worker, clock: MovableClock
) -> None:
    asked(runtime, wanted)
    worker()
    for rows in (1, 0):
        clock.move(KEPT + MINUTE)
        with runtime.unit() as unit:
            forget_old(unit)
        with runtime.reading() as session:
            assert session.scalar(select(func.count(Preparation.id))) == rows
