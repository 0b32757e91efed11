"""A whole unit of work, tried again when the database itself asks for that."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

TRIES = 3
TRY_AGAIN = frozenset({"40001", "40P01"})
"""SQLSTATE of a serialization failure and of a deadlock
(https://www.postgresql.org/docs/current/errcodes-appendix.html): nothing was done, try again."""

Result = TypeVar("Result")


def retrying(work: Callable[[], Result]) -> Result:
    """What `work` returns. It must be a whole unit of work, since all of it is done anew."""
    for _ in range(TRIES - 1):
        try:
            return work()
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) not in TRY_AGAIN:
                raise
    return work()
