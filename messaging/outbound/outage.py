"""What must not be given up because the database is away for a moment."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError

from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime

log = structlog.get_logger(__name__)

HOLD_OUT = timedelta(minutes=2)
"""How long it is tried again. After that the attempts it is about are looked into like those of a
worker that died."""
LONGEST_PAUSE = 5.0
DATABASE_AWAY = (OperationalError, InterfaceError)

Result = TypeVar("Result")


def through(runtime: Runtime, what: str, work: Callable[[Unit], Result]) -> Result:
    """`work` in a unit of its own, again and again while the database is away: it may have been
    committed although that could not be told, so doing it twice must be doing it once. `what` names
    it in the log. Raises one of `DATABASE_AWAY` in the end, and at once what else `work` raises."""
    give_up = time.monotonic() + (HOLD_OUT * runtime.settings.patience).total_seconds()
    pause = 0.1
    while True:
        try:
            with runtime.unit() as unit:
                return work(unit)
        except DATABASE_AWAY:
            if time.monotonic() > give_up:
                raise
            log.warning("delivery.database_away", step=what)
            time.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
