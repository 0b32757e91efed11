"""`kinline worker`: one process per lane, each answering the bell of its lane.

One queue per worker is what makes RQ's dequeue crash-safe, and what keeps a caseworker's reply
from waiting behind a campaign.
"""

from collections.abc import Iterable, Sequence

from messaging.platform.lanes import Lane
from messaging.platform.settings import Settings
from service.children import fork
from service.lane_post import LanePost
from service.signals import stop_on_signals
from service.supervisor import Program, Supervisor


def run(settings: Settings, lanes: Sequence[Lane]) -> None:
    """Work on `lanes` until told to end: one here, several in a child process each."""
    if len(lanes) == 1:
        LanePost(settings, lanes[0]).run()
        return
    stop = stop_on_signals()
    supervisor = Supervisor(lane_programs(lanes, settings))
    supervisor.mind_until(stop)
    supervisor.end()


def lane_programs(lanes: Iterable[Lane], settings: Settings) -> list[Program]:
    """One process per lane."""
    return [
        Program(f"worker {lane}", fork(f"worker {lane}", LanePost(settings, lane).run))
        for lane in lanes
    ]
