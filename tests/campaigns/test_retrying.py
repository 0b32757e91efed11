"""A unit of work the database gave up is done anew; one that failed for a reason is not."""

import psycopg
import pytest
from psycopg.errors import DeadlockDetected, SerializationFailure, UniqueViolation
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from campaigns.retrying import TRIES, retrying


class Work:
    def __init__(self, *failures: psycopg.Error) -> None:
        self.failures = list(failures)
        self.runs = 0

    def __call__(self) -> str:
        self.runs += 1
        if self.failures:
            failure = self.failures.pop(0)
            kind = IntegrityError if isinstance(failure, UniqueViolation) else OperationalError
            raise kind("…", None, failure)
        return "done"


@pytest.mark.parametrize("failure", [DeadlockDetected(), SerializationFailure()])
def test_a_deadlock_is_tried_again(failure: psycopg.Error) -> None:
    work = Work(failure)
    assert retrying(work) == "done"
    assert work.runs == 2


@pytest.mark.parametrize(
    ("failures", "runs"),
    [
        ([UniqueViolation()], 1),
        ([psycopg.OperationalError("the server went away")], 1),
        ([DeadlockDetected()] * TRIES, TRIES),
    ],
)
def test_what_goes_on_failing_is_raised(failures: list[psycopg.Error], runs: int) -> None:
    work = Work(*failures)
    with pytest.raises(DBAPIError):
        retrying(work)
    assert work.runs == runs
