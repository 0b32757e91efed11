"""How soon a message to many stops, once somebody pauses or cancels it while it goes out."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from uuid import UUID

from sqlalchemy import delete, func, select

from benchmarks import office, sms
from benchmarks.bench import Bench, Figures, Pair, Scale
from benchmarks.child import child
from benchmarks.sms import PREPARED, Desk
from campaigns.models.send import Send
from campaigns.sends import acts, making, numbers, sending
from campaigns.sends.audience import Audience
from campaigns.sends.making import Wanted
from messaging.directory.access import Viewer
from messaging.models.agency import Agency
from messaging.models.message import Message, MessageStatus
from messaging.models.staff import Staff, StaffRole
from messaging.platform.ids import new_id
from messaging.platform.lanes import Lane
from messaging.runtime import Runtime

WORDS = {"en": "{{ agency_name }}: The office is closed on Friday. Call {{ agency_phone }}."}
LANE = Lane.BULK
LIMIT = 1.0
"""Seconds."""
UNDER_WAY = {Scale.FULL: 400, Scale.QUICK: 5}
"""Texts that have gone when it is paused."""
AT_LEAST = 500
"""Texts that must be left when it has stopped, or it was over before."""
LOOK_EVERY = 0.02


class NothingLeftError(Exception):
    """A turn does not count: it was over before it was paused."""


@contextmanager
def _pair(scale: Scale, latency: float = 0.0) -> Iterator[Pair]:
    with sms.desk(scale, latency) as made:
        with office.runtime(made.environment(made.cluster.url(PREPARED))) as house:
            send_id = _under_way(house)
        turn = partial(_stopped, made, scale, send_id)
        yield Pair(partial(turn, pause=True), partial(turn, pause=False))


def _under_way(house: Runtime) -> UUID:
    """A send to every parent of the agency, confirmed, each row a message that is due."""
    with house.unit() as unit:
        unit.session.execute(delete(Message))
    with house.unit() as unit:
        agency = unit.session.scalars(select(Agency)).first()
        assert agency is not None
        boss = unit.session.scalars(
            select(Staff).where(Staff.agency_id == agency.id, Staff.role == StaffRole.SUPERVISOR)
        ).first()
        assert boss is not None
        viewer = Viewer(agency.id, boss.id, None, StaffRole.SUPERVISOR)
        wanted = Wanted(audience=Audience(), words=WORDS, again=True)
        send = making.make(unit, house, viewer, str(new_id()), wanted)
    _drained(house)  # a list of many is laid out in the background
    with house.unit() as unit:
        acts.confirm(unit, viewer, send.id, numbers.to_go(unit.session, send))
    _drained(house)
    office.analyse(house)
    return send.id


def _drained(house: Runtime) -> None:
    while sending.drain(house):
        pass


def _stopped(made: Desk, scale: Scale, send_id: UUID, *, pause: bool) -> Figures:
    """From asking for it to the last text that the provider took."""
    database = made.cluster.copy(PREPARED)
    with ExitStack() as stack:
        house = stack.enter_context(office.runtime(made.environment(database)))
        hand = stack.enter_context(child("benchmarks.worker", **made.environment(database)))
        hand.tell(lane=LANE)
        while _gone(house)[0] < UNDER_WAY[scale]:
            time.sleep(LOOK_EVERY)
        asked = time.time()
        with house.unit() as unit:
            send = unit.session.get_one(Send, send_id)
            (acts.rest if pause else acts.end)(unit, "keyboard", send)
        answered = time.time()
        before = _gone(house)[0]
        hand.hear()
        after, last = _gone(house)
        left = made.size.texts + made.size.warm - after
        if scale is Scale.FULL and left < AT_LEAST:
            raise NothingLeftError
    made.cluster.drop(database)
    return {
        "seconds": max(0.0, last - asked),
        "to_answer": answered - asked,
        "more": float(after - before),
    }


def _gone(house: Runtime) -> tuple[int, float]:
    """How many texts the provider has taken, and when the last was written down."""
    with house.reading() as session:
        number, last = session.execute(
            select(func.count(), func.max(Message.sent_at)).where(
                Message.lane == LANE, Message.status == MessageStatus.SENT
            )
        ).one()
    return number, last.timestamp() if last else 0.0


def _bench(name: str, how: str, latency: float) -> Bench:
    return Bench(
        name,
        1.0,
        "lower",
        f"A send to 3,200 parents goes out through one worker process, {how}. After 400 texts it "
        "is paused; seconds from the request to the moment the last text is written down as taken, "
        f"against the promised {LIMIT:g} s. Beside it: the same with cancel.",
        partial(_pair, latency=latency),
        figure="seconds",
        limit=LIMIT,
    )


BENCHES = (
    _bench("send-pause", "the provider answering at once", 0.0),
    _bench("send-pause-slow", f"the provider taking {sms.SLOW * 1000:g} ms", sms.SLOW),
)
