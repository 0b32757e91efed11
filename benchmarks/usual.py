"""The usual shape: one RQ job for each message, the twilio package as it comes, one row a commit.

`python -m benchmarks.usual simple|forked` works off the jobs that it is asked to make.
"""

import os
import signal
import sys
import time
from functools import cache
from importlib import import_module
from typing import Any

import psycopg
from redis import Redis
from rq import Queue, SimpleWorker, Worker
from rq.worker import BaseWorker
from twilio.http.http_client import TwilioHttpClient  # type: ignore[import-untyped]  # no py.typed
from twilio.rest import Client  # type: ignore[import-untyped]  # likewise

from benchmarks.child import Answer, answer_questions
from benchmarks.office import ACCOUNT, SENDER, TOKEN

TABLE = """
CREATE TABLE texts (
    id int PRIMARY KEY, phone text NOT NULL, body text NOT NULL, status text NOT NULL, sid text
)
"""
WORKERS: dict[str, type[BaseWorker]] = {"simple": SimpleWorker, "forked": Worker}
QUEUE = "texts"
JOB = "benchmarks.usual.send"
_TWILIO = "https://api.twilio.com"


class ToTheStub(TwilioHttpClient):  # type: ignore[misc]  # untyped base, see above
    """The package's own client, led to the stub."""

    def request(self, method: str, url: str, *rest: Any, **more: Any) -> Any:
        return super().request(method, url.replace(_TWILIO, os.environ["STUB"]), *rest, **more)


@cache
def _database(_process: int) -> psycopg.Connection:
    return psycopg.connect(os.environ["TEXTS"])


@cache
def _client(_process: int) -> Client:
    return Client(ACCOUNT, TOKEN, http_client=ToTheStub())


def send(number: int) -> None:
    """The job. A forked one opens its own connections."""
    process = os.getpid()
    connection = _database(process)
    row = connection.execute("SELECT phone, body FROM texts WHERE id = %s", [number]).fetchone()
    assert row is not None
    phone, body = row
    taken = _client(process).messages.create(
        to=phone, from_=SENDER, body=body, status_callback=f"https://us.example/status?id={number}"
    )
    connection.execute(
        "UPDATE texts SET status = 'sent', sid = %s WHERE id = %s", [taken.sid, number]
    )
    connection.commit()


def main() -> None:
    # This file runs as __main__, which RQ does not take jobs from: a fork finds it preloaded.
    import_module("benchmarks.usual")
    redis = Redis.from_url(os.environ["REDIS_URL"])
    queue = Queue(QUEUE, connection=redis)

    def answer(first: int, count: int) -> Answer:
        for number in range(first, first + count):
            queue.enqueue(JOB, number, result_ttl=0)
        began = time.monotonic()
        worker = WORKERS[sys.argv[1]]([queue], connection=redis)
        worker.work(burst=True, logging_level="WARNING")
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        return {"began": began, "ended": time.monotonic()}

    answer_questions(answer)


if __name__ == "__main__":
    main()
