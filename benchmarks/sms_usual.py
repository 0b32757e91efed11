"""Texts end to end, beside the usual shape: one job for each message."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count

import psycopg

from benchmarks import servers, sms, usual
from benchmarks.bench import Bench, Figures, Pair, Scale
from benchmarks.child import Child, child
from benchmarks.sms import desk

TEXT = "Sample Co: your appointment is on Tuesday at 3. Reply HELP for help, STOP to end."
ROWS = 5000
_DRIVER = "+psycopg"


@contextmanager
def _against_usual(scale: Scale, kind: str, jobs: int) -> Iterator[Pair]:
    jobs = jobs if scale is Scale.FULL else 4
    with desk(scale) as made, servers.redis() as redis:
        texts = made.cluster.create("usual").replace(_DRIVER, "")
        _fill(texts)
        with child("benchmarks.usual", kind, TEXTS=texts, REDIS_URL=redis, STUB=made.stub) as hand:
            first = count(0, jobs)
            hand.ask(first=next(first), count=jobs)
            yield Pair(partial(sms.ours, made), lambda: _turn(hand, texts, next(first), jobs))


def _fill(texts: str) -> None:
    with psycopg.connect(texts) as connection:
        connection.execute(usual.TABLE)
        connection.execute(
            "INSERT INTO texts SELECT n, '+13125550142', %s, 'due' FROM generate_series(0, %s) n",
            [TEXT, ROWS],
        )


def _turn(hand: Child, texts: str, first: int, jobs: int) -> Figures:
    figures = sms.timed(jobs, [hand], {"first": first, "count": jobs})
    with psycopg.connect(texts) as connection:
        row = connection.execute("SELECT count(*) FROM texts WHERE status = 'sent'").fetchone()
    if row != (first + jobs,):
        raise sms.NotAllSentError(f"{row} texts were sent, and not {first + jobs}")
    return figures


def _bench(kind: str, goal: float, jobs: int, what: str) -> Bench:
    return Bench(
        f"sms-usual-{kind}",
        goal,
        "higher",
        f"Ours as in sms; the peer is the usual shape, {what}: one RQ job for each text, which "
        "reads its row, sends with the synchronous twilio package, and commits the id.",
        partial(_against_usual, kind=kind, jobs=jobs),
    )


BENCHES = (
    _bench("simple", 12, 200, "worked off by one SimpleWorker with kept connections"),
    _bench("forked", 60, 40, "worked off by one Worker that forks for each job, all preloaded"),
)
