"""What goes wrong, when: drawn from a seed, bounded in time and number."""

import contextlib
import os
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import httpx2
from sqlalchemy import exists, select
from sqlalchemy.exc import InterfaceError, OperationalError

from messaging.models.message import Message, MessageStatus
from messaging.platform.lanes import SENDING_LANES, Lane
from tests.chaos.load import Load
from tests.chaos.servers import Servers, flush
from tests.support.house import House

KILLED = ("web", "clock", *(f"worker {lane}" for lane in Lane if lane not in SENDING_LANES))

WEATHERS: Sequence[dict[str, Any]] = (
    {"rate_429": 0.3, "retry_after": 1, "latency_ms": 100},
    {"rate_500": 0.2, "rate_500_after_accept": 0.3, "callbacks": {"lose": 0.8}},
    {"drop_before_accept": 0.2, "drop_after_accept": 0.3, "callbacks": {"lose": 1}},
    {"callbacks": {"repeat": 0.6, "shuffle": True, "late_ms": 400}, "inbound": {"repeat": 0.5}},
    {"latency_ms": 600, "drop_after_accept": 0.3, "callbacks": {"lose": 1}},
    {"latency_ms": 300, "callbacks": {"late_ms": 1500, "repeat": 0.3}},
    {"rate_429": 0.2, "rate_500_after_accept": 0.3, "callbacks": {"lose": 0.6, "shuffle": True}},
)
"""How a carrier can behave; all of them in turn, in an order drawn from the seed. Where answers
are lost callbacks are too, or they would tell what became of the message."""


@dataclass(frozen=True, slots=True)
class Fault:
    at: float
    """Seconds after the beginning."""
    what: str
    do: Callable[[], None]


def schedule(load: Load, servers: Servers, random: Random) -> list[Fault]:
    plan, house = load.plan, load.house

    def between(first: float, last: float) -> float:
        return random.uniform(first, last) * plan.load_seconds

    url = house.settings().redis
    gone = between(0.3, 0.5)
    faults = [
        Fault(between(0.05, 1), f"kill {label}", partial(kill, house, label))
        for label in KILLED
        for _ in range(plan.kills)
    ]
    faults += [
        Fault(between(0.05, 1), f"kill {lane} as it sends", partial(kill_sending, load, lane))
        for lane in SENDING_LANES
        for _ in range(plan.kills)
    ]
    faults += [
        Fault(between(0.1, 1), "flush redis", partial(flush, url)) for _ in range(plan.flushes)
    ]
    faults += [
        Fault(between(0.3, 0.5), "restart redis", partial(servers.restart_redis, url)),
        Fault(gone, "database gone", servers.take_database_away),
        Fault(gone + plan.away_seconds, "database back", servers.bring_database_back),
    ]
    kinds: list[dict[str, Any]] = []
    for turn in range(plan.weathers):
        kinds = kinds or random.sample(WEATHERS, len(WEATHERS))
        weather = {**kinds.pop(), "seed": random.randrange(10**6)}
        at = plan.load_seconds * turn / plan.weathers
        what = ", ".join(sorted(set(weather) - {"seed"}))
        faults.append(Fault(at, f"carrier: {what}", partial(behave, house, weather)))
    return sorted(faults, key=lambda fault: fault.at)


def strike(faults: Sequence[Fault], say: Callable[[str], None]) -> None:
    """All of them, each at its time or as soon after as the one before is over."""
    began = time.monotonic()
    for fault in faults:
        pause = began + fault.at - time.monotonic()
        if pause > 0:
            time.sleep(pause)
        say(f"{time.monotonic() - began:6.1f}s {fault.what}")
        fault.do()


def behave(house: House, weather: dict[str, Any] | None = None) -> None:
    """Tell the carrier how to be; without `weather` it is as it should be."""
    url = f"{house.sandbox}/sandbox/faults"
    answer = httpx2.put(url, json=weather, timeout=30) if weather else httpx2.delete(url)
    answer.raise_for_status()


def kill(house: House, label: str) -> None:
    """`kill -9`, if it runs just now."""
    pids = house.pids(label)
    if pids and _is_child(pids[-1], house.process.pid):
        os.kill(pids[-1], signal.SIGKILL)


def kill_sending(load: Load, lane: Lane) -> None:
    """The worker of `lane`, with a batch in its hands if there is one soon."""
    deadline = time.monotonic() + 2
    sending = exists().where(Message.status == MessageStatus.SENDING, Message.lane == lane)
    with contextlib.suppress(OperationalError, InterfaceError):
        while time.monotonic() < deadline:
            with load.runtime.reading() as session:
                if session.scalar(select(sending)):
                    break
            time.sleep(0.02)
    kill(load.house, f"worker {lane}")


def _is_child(pid: int, parent: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
    # After the name in brackets: state, then the parent's id.
    return int(stat.rpartition(")")[2].split()[1]) == parent
