"""What goes wrong, when: drawn from a seed, bounded in time and number."""

import contextlib
import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from random import Random

from sqlalchemy import exists, select
from sqlalchemy.exc import InterfaceError, OperationalError

from channels.values import ChannelKind
from messaging.models.attempt import Attempt, AttemptOutcome
from messaging.models.message import Message, MessageStatus
from messaging.outbound import senders
from messaging.platform.ids import new_id
from messaging.platform.lanes import SENDING_LANES, Lane
from tests.chaos.carrier import behave
from tests.chaos.load import Load
from tests.chaos.people import OTHER_AGENCY, SENDERS
from tests.chaos.processes import children_of, start_anew, wait_until_gone, working
from tests.chaos.servers import Servers, flush
from tests.chaos.weather import Forecast, named
from tests.support.house import House

KILLED = ("web", "clock", "mail", *(f"worker {lane}" for lane in Lane if lane not in SENDING_LANES))


@dataclass(frozen=True, slots=True)
class Share:
    """A part of the load's time."""

    begin: float
    end: float

    def __contains__(self, share: float) -> bool:
        return self.begin <= share < self.end


REFUSED, REFUSED_FOR = SENDERS[OTHER_AGENCY], Share(0.12, 0.28)
"""Which sender the carrier bars, and when: an operations error, that pauses it."""
SENDING_SECONDS = 2.0
IN_A_WORKERS_HANDS = (AttemptOutcome.CLAIMED, AttemptOutcome.STARTED)
MENDED_AT = 0.8
"""When a person has seen to it: what waited meanwhile then goes at the sender's rate."""
HOUSE_ENDS = (signal.SIGKILL, signal.SIGTERM)


@dataclass(frozen=True, slots=True)
class Fault:
    at: float
    """Seconds after the beginning."""
    what: str
    do: Callable[[], bool | None]
    """False: it could not be done just now, and was not."""

    @property
    def kind(self) -> str:
        return self.what.partition(":")[0]


def schedule(load: Load, servers: Servers, random: Random) -> list[Fault]:
    plan, house = load.plan, load.house

    def between(first: float, last: float) -> float:
        return random.uniform(first, last) * plan.load_seconds

    url = house.settings().redis
    gone = between(0.3, 0.5)
    faults = [
        Fault(between(0.05, 1), f"kill -9: {label}", partial(kill, house, label))
        for label in KILLED
        for _ in range(plan.kills)
    ]
    faults += [
        Fault(
            between(0.05, 1),
            f"kill -9: {lane} as it sends",
            partial(kill_sending, load, lane),
        )
        for lane in SENDING_LANES
        for _ in range(plan.kills)
    ]
    faults += [
        Fault(between(0.1, 1), "flush redis", partial(flush, url)) for _ in range(plan.flushes)
    ]
    faults += [
        Fault(between(0.3, 0.5), "restart redis", partial(servers.restart_redis, url)),
        Fault(between(0.1, 0.25), "restart the database", partial(restart_database, servers)),
        Fault(gone, "database gone", servers.take_database_away),
        Fault(gone + plan.away_seconds, "database back", servers.bring_database_back),
    ]
    faults += [
        Fault(gone + plan.away_seconds * share, "damage the spool", partial(damage, load))
        for share in (random.uniform(0.05, 0.9) for _ in range(plan.damaged))
    ]
    # Not while the database is gone: nothing could start, and whoever brings it back would wait.
    ways = random.sample(HOUSE_ENDS, len(HOUSE_ENDS)) * plan.houses
    faults += [
        Fault(
            random.choice((between(0.05, 0.25), between(0.75, 0.95))),
            f"house: {how.name}",
            partial(end_house, house, how),
        )
        for how in ways[: plan.houses]
    ]
    forecast = Forecast(random)
    for turn in range(plan.weathers):
        not_from = REFUSED if turn / plan.weathers in REFUSED_FOR else None
        weather = forecast.next(refused=not_from)
        at = plan.load_seconds * turn / plan.weathers
        do = partial(behave, house.sandbox, weather)
        faults.append(Fault(at, f"carrier: {named(weather)}", do))
    mended = plan.load_seconds * MENDED_AT
    faults.append(Fault(mended, "resume a sender", partial(resume, load)))
    return sorted(faults, key=lambda fault: fault.at)


def strike(faults: Sequence[Fault], say: Callable[[str], None]) -> Counter[str]:
    """All of them, each at its time. Where one takes long the others come as much later, or they
    would all come at once."""
    began = time.monotonic()
    late = 0.0
    struck: Counter[str] = Counter()
    for fault in faults:
        pause = began + late + fault.at - time.monotonic()
        late -= min(pause, 0)
        time.sleep(max(pause, 0))
        spared = fault.do() is False
        say(f"{time.monotonic() - began:6.1f}s {fault.what}{' (spared)' * spared}")
        struck[f"{fault.kind}{' (spared)' * spared}"] += 1
    return struck


def kill(house: House, label: str) -> bool:
    """`kill -9`, if it is at work just now. One that still starts is spared: where starting takes
    longer than the time between two kills, nothing would ever be done."""
    pid = working(house, label)
    if pid is None:
        return False
    os.kill(pid, signal.SIGKILL)
    return True


def kill_sending(load: Load, lane: Lane) -> bool:
    """The worker of `lane`, with a batch in its hands: it is waited for until it has one."""
    deadline = time.monotonic() + SENDING_SECONDS
    with contextlib.suppress(OperationalError, InterfaceError):
        while time.monotonic() < deadline:
            if _is_sending(load, lane):
                return kill(load.house, f"worker {lane}")
            time.sleep(0.02)
    return False


def _is_sending(load: Load, lane: Lane) -> bool:
    """What workers that died have left behind does not count."""
    begun = (
        exists()
        .where(Message.lane == lane, Message.status == MessageStatus.SENDING)
        .where(Attempt.message_id == Message.id, Attempt.outcome.in_(IN_A_WORKERS_HANDS))
        .where(Attempt.started_at > load.runtime.clock() - timedelta(seconds=1))
    )
    with load.runtime.reading() as session:
        return bool(session.scalar(select(begun)))


def end_house(house: House, how: signal.Signals) -> None:
    """All of it, from its head; then it is started again as whoever runs it would."""
    children = children_of(house.process.pid)
    house.process.send_signal(how)
    house.process.wait(90)
    wait_until_gone(children)
    start_anew(house)


def restart_database(servers: Servers) -> None:
    servers.take_database_away()
    servers.bring_database_back()


def resume(load: Load) -> None:
    """A person has spoken to the carrier. Nothing when it is not paused, or the database away."""
    with contextlib.suppress(OperationalError, InterfaceError), load.runtime.unit() as unit:
        senders.resume(unit, ChannelKind.SMS, REFUSED, actor="operator")


def damage(load: Load) -> None:
    """A file as the disk gives it back after it broke."""
    texts = load.house.settings().var_dir / "spool" / "texts"
    texts.mkdir(parents=True, exist_ok=True)
    name = f"{new_id().hex}.sealed"
    (texts / name).write_bytes(b"\x01" + os.urandom(200))
    load.damaged.add(name)
