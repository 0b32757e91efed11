"""One lane's worker: an RQ worker that outlives Redis, and ends gently."""

import logging
import threading
import time
from types import FrameType

import structlog
from redis import Redis
from redis.client import Pipeline
from redis.exceptions import RedisError
from rq import Queue, SimpleWorker
from rq.exceptions import StopRequested
from rq.job import Job
from rq.timeouts import BaseDeathPenalty
from rq.worker import WorkerStatus

from messaging.platform.lanes import Lane
from messaging.platform.logs import configure_logging
from messaging.platform.settings import Settings
from service import jobs
from service.signals import stop_on_signals
from service.troubles import trouble

log = structlog.get_logger(__name__)

HEARTBEAT_SECONDS = 60
BEATS_APART = 10.0
"""Seconds, well within the above."""
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 5.0


class RqSays(logging.Handler):
    """RQ's complaints in our log: the sentence without what was filled into it, since that may
    quote a provider or a parent."""

    def emit(self, record: logging.LogRecord) -> None:
        log.warning("worker.rq", says=str(record.msg))


class NoDeathPenalty(BaseDeathPenalty):
    """An alarm in the middle of a batch would leave every send of it in doubt. Each provider call
    has its own time-out instead."""

    def setup_death_penalty(self) -> None: ...

    def cancel_death_penalty(self) -> None: ...


class LaneWorker(SimpleWorker):
    """RQ's worker, told to end gently whatever state Redis is in."""

    death_penalty_class = NoDeathPenalty
    max_connection_wait_time = LONGEST_PAUSE
    _beats_again = 0.0

    def __init__(self, lane: Lane, redis: Redis, stopping: threading.Event) -> None:
        super().__init__(
            [lane.value],
            connection=redis,
            worker_ttl=HEARTBEAT_SECONDS,
            log_job_description=False,
        )
        self._stopping = stopping

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        # RQ's own writes to Redis here: when Redis is away that would break the batch in hand.
        self._stopping.set()
        self._stop_requested = True
        if self.get_state() != WorkerStatus.BUSY:
            raise StopRequested

    def execute_job(self, job: Job, queue: Queue) -> None:
        """Answers a bell. What RQ keeps about a job (registries, executions, results) would be kept
        for nobody, while someone waits: a lost bell is rung again, since rows say what is due."""
        with self.connection.pipeline() as pipeline:
            self.set_state(WorkerStatus.BUSY, pipeline=pipeline)
            self.heartbeat(self.get_heartbeat_ttl(job), pipeline=pipeline)
            pipeline.lrem(queue.intermediate_queue_key, 1, job.id)
            pipeline.delete(job.key)
            pipeline.execute()
        try:
            job.perform()
        except Exception as error:  # no job of ours, or a defect: the next bell is answered
            log.error("worker.no_bell", lane=queue.name, **trouble(error))
        with self.connection.pipeline() as pipeline:
            self.set_state(WorkerStatus.IDLE, pipeline=pipeline)
            self.heartbeat(pipeline=pipeline)
            pipeline.execute()

    def heartbeat(self, timeout: int | None = None, pipeline: Pipeline | None = None) -> None:
        """RQ beats three times around each job, for three round trips each time."""
        now = time.monotonic()
        if timeout is None and pipeline is None and now < self._beats_again:
            return
        self._beats_again = now + BEATS_APART
        super().heartbeat(timeout, pipeline)


class LanePost:
    """Stands by one lane for the life of the process, also while Redis comes and goes."""

    def __init__(self, settings: Settings, lane: Lane) -> None:
        self._settings = settings
        self._lane = lane

    def run(self) -> None:
        configure_logging(self._settings)
        rq = logging.getLogger("rq")
        rq.handlers, rq.propagate = [RqSays()], False
        process = jobs.process()
        stopping = process.stopping
        stop_on_signals(stopping)
        log.info("worker.ready", lane=self._lane.value)
        pause = FIRST_PAUSE
        while not stopping.is_set():
            process.stand_by(self._lane)
            if self._work(stopping):
                pause = FIRST_PAUSE
            stopping.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
        process.close()
        log.info("worker.ended", lane=self._lane.value)

    def _work(self, stopping: threading.Event) -> bool:
        """Until told to end or Redis goes away. True when it had worked."""
        redis = Redis.from_url(
            self._settings.redis, socket_connect_timeout=5, health_check_interval=30
        )
        try:
            LaneWorker(self._lane, redis, stopping).work(logging_level="WARNING")
        except StopRequested:
            return True
        except RedisError as error:
            log.warning("worker.no_redis", lane=self._lane.value, error=type(error).__name__)
            return False
        finally:
            # Between two RQ workers a signal only has to be remembered.
            stop_on_signals(stopping)
            redis.close()
        return True
