"""`kinline clock`: rings, every second, each lane that has something due.

This is why flushing Redis loses nothing, and how a message due at nine goes out at nine. Only one
clock is active at a time; another one waits to take over.
"""

import asyncio
import threading
from datetime import datetime, timedelta

import structlog
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from messaging.outbound import reconcile
from messaging.platform.logs import configure_logging
from messaging.platform.settings import Settings
from messaging.runtime import Runtime
from service.compose import compose, connect_redis
from service.due import DUE, has_due
from service.only_one import OnlyOne
from service.signals import stop_on_signals
from service.troubles import trouble

log = structlog.get_logger(__name__)

TICK_SECONDS = 1.0
SWEEP_EVERY = timedelta(seconds=5)
ALIVE_KEY = "kinline:clock"
ALIVE_SECONDS = 15


class ClockWork:
    """What one tick does. Remembers only when it last swept."""

    def __init__(self, runtime: Runtime, runner: asyncio.Runner) -> None:
        self._runtime = runtime
        self._runner = runner
        self._swept_at: datetime | None = None

    def tick(self) -> None:
        """Ring what is due; now and then look into attempts of unknown outcome."""
        now = self._runtime.clock()
        with self._runtime.reading() as session:
            due = [lane for lane in DUE if has_due(session, lane, now)]
        for lane in due:
            self._runtime.doorbell.ring(lane)
        if self._swept_at is None or now - self._swept_at >= SWEEP_EVERY:
            self._swept_at = now
            reconcile.sweep(self._runtime, self._runner)


def main() -> None:
    """The process. Raises `SettingsError`."""
    settings = Settings.load()
    configure_logging(settings)
    runtime = compose(settings)
    with connect_redis(settings) as redis:
        run(runtime, redis, stop_on_signals())


def run(runtime: Runtime, redis: Redis, stop: threading.Event) -> None:
    """Tick until `stop`. A database or Redis that is away is waited for."""
    with asyncio.Runner() as runner, OnlyOne("clock", runtime) as only_one:
        work = ClockWork(runtime, runner)
        log.info("clock.ready")
        while not stop.is_set():
            try:
                if only_one.held():
                    work.tick()
                    redis.set(ALIVE_KEY, runtime.clock().isoformat(), ex=ALIVE_SECONDS)
            except RedisError as error:
                log.warning("clock.no_redis", error=type(error).__name__)
            except SQLAlchemyError as error:
                log.warning("clock.no_database", **trouble(error))
            except Exception as error:  # the clock outlives whatever one tick met
                log.error("clock.missed_a_tick", **trouble(error))
            stop.wait(TICK_SECONDS)
        for adapter in runtime.channels.values():
            runner.run(adapter.aclose())
    log.info("clock.ended")


if __name__ == "__main__":
    main()
