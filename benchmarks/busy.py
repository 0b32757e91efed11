"""How much processor time was used."""

import os
import time
from collections import defaultdict
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


def machine_seconds() -> float:
    """The whole machine's busy time so far: everything but idle and waiting for disks."""
    first = Path("/proc/stat").read_text().splitlines()[0]
    user, nice, system, _idle, _wait, irq, soft, *_ = map(int, first.split()[1:])
    return (user + nice + system + irq + soft) / _TICK


def family_seconds() -> float:
    """Of this process, its children and theirs, the ended ones included: servers, workers and
    all. What else happens on the machine is not in it."""
    times: dict[int, float] = {}
    children: dict[int, list[int]] = defaultdict(list)
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
            pid = int(stat.parent.name)
            own = time.clock_gettime(_clock(pid))
        except OSError:
            continue  # it has just ended, and is in its parent's figures now
        children[int(fields[1])].append(pid)
        times[pid] = own + sum(map(int, fields[13:15])) / _TICK
    return _summed(os.getpid(), times, children)


def _clock(pid: int) -> int:
    """Another process's own clock, which counts nanoseconds where /proc counts ticks of 10 ms:
    what clock_getcpuclockid(3) gives, and Python does not offer."""
    return ~pid << 3 | 2


def _summed(pid: int, times: dict[int, float], children: dict[int, list[int]]) -> float:
    return times.get(pid, 0.0) + sum(_summed(each, times, children) for each in children[pid])
