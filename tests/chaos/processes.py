"""Whose child a process is, whether it has ended, and starting the house again."""

import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from messaging.platform.lanes import Lane
from tests.support.house import House, ready

END_SECONDS = 60
START_SECONDS = 240
"""On a machine that has other things to do."""
SAYS_READY: Mapping[str, Mapping[str, str]] = {
    **{f"worker {lane}": {"event": "worker.ready", "lane": lane.value} for lane in Lane},
    "clock": {"event": "clock.ready"},
}
"""What a process logs once it has started up; of the others nobody knows."""


class OutlivedError(Exception):
    """A process goes on although the one that minded it is gone."""


def working(house: House, label: str) -> int | None:
    """The process called so, if it has started up and nobody has ended it."""
    pid = None
    for entry in house.entries():
        if entry["event"] == "process.started" and entry["process"] == label:
            pid, ready = int(entry["pid"]), label not in SAYS_READY
        elif label in SAYS_READY and SAYS_READY[label].items() <= entry.items():
            ready = True
    if pid is None or not ready or not is_child(pid, house.process.pid):
        return None
    return pid


def is_child(pid: int, parent: int) -> bool:
    status = _status(pid)
    return status is not None and status[1] == parent


def children_of(parent: int) -> list[int]:
    return [pid for pid in _pids() if is_child(pid, parent)]


def is_alive(pid: int) -> bool:
    status = _status(pid)
    # A zombie waits for somebody to take note of its end.
    return status is not None and status[0] != "Z"


def wait_until_gone(pids: Iterable[int]) -> None:
    """Raises `OutlivedError`."""
    waited_for = list(pids)
    deadline = time.monotonic() + END_SECONDS
    while any(map(is_alive, waited_for)):
        if time.monotonic() > deadline:
            raise OutlivedError(f"{sum(map(is_alive, waited_for))} processes outlived the house")
        time.sleep(0.05)


def start_anew(house: House) -> None:
    """As a service manager does: again, until it stays."""
    deadline = time.monotonic() + START_SECONDS
    house.start()
    while not ready(house):
        if house.process.poll() is not None:
            time.sleep(1)
            house.start()
        assert time.monotonic() < deadline, "the house does not start again"
        time.sleep(0.2)


def _pids() -> Iterator[int]:
    return (int(path.name) for path in Path("/proc").iterdir() if path.name.isdecimal())


def _status(pid: int) -> tuple[str, int] | None:
    """State and parent."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    state, parent, *_ = stat.rpartition(")")[2].split()
    return state, int(parent)
