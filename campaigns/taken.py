"""What another process has added a moment before: then the work is done anew, and finds it."""

from collections.abc import Callable
from typing import TypeVar

from messaging.platform.unit_of_work import Unit

TRIES = 5

Result = TypeVar("Result")


class TakenMeanwhileError(Exception):
    """A unique key that was free when we looked is taken now."""


def unless_taken(unit: Unit, work: Callable[[], Result]) -> Result:
    """What `work` returns; as long as something was taken meanwhile, it is undone and done anew."""
    for _ in range(TRIES - 1):
        try:
            with unit.session.begin_nested():
                return work()
        except TakenMeanwhileError:
            continue
    return work()
