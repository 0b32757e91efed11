"""Children are kept running, and ended in order."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from service.children import command
from service.supervisor import LONGEST_PAUSE, Child, Program, Supervisor

IDLE = "import time; time.sleep(600)"


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


def running(child: Child) -> bool:
    return child.pid is not None


def wait_for(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not done():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)


@pytest.fixture
def supervisor() -> Iterator[Supervisor]:
    supervisor = Supervisor(
        [Program("inside", command(*python(IDLE)))], [Program("door", command(*python(IDLE)))]
    )
    yield supervisor
    supervisor.end()


def test_a_child_that_dies_is_started_again(supervisor: Supervisor) -> None:
    supervisor.mind()
    child = supervisor.children[0]
    first = child.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)

    def started_again() -> bool:
        supervisor.mind()
        return child.pid not in {None, first}

    wait_for(started_again)


def test_one_that_dies_at_once_is_given_longer_and_longer_pauses() -> None:
    child = Child(Program("broken", command(*python("raise SystemExit(3)"))))
    now = 0.0
    starts: list[float] = []
    while len(starts) < 8:
        child.mind(now)
        if not running(child):
            now += 0.25
            continue
        starts.append(now)
        os.waitid(os.P_PID, child.pid or 0, os.WEXITED | os.WNOWAIT)
        child.mind(now)
    pauses = [later - earlier for earlier, later in pairwise(starts)]
    assert pauses == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, LONGEST_PAUSE]


def test_the_door_is_closed_before_the_inside_ends(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    note = (
        "import signal, sys, time\n"
        "def end(*_):\n"
        f"    print(sys.argv[1], file=open({str(notes)!r}, 'a'))\n"
        "    sys.exit(0)\n"
        "signal.signal(signal.SIGTERM, end)\n"
        f"open({str(tmp_path)!r} + '/' + sys.argv[1], 'w').close()\n"
        "time.sleep(600)\n"
    )
    supervisor = Supervisor(
        [Program("inside", command(*python(note), "inside"))],
        [Program("door", command(*python(note), "door"))],
    )
    supervisor.mind()
    wait_for(lambda: (tmp_path / "inside").exists() and (tmp_path / "door").exists())
    supervisor.end()
    assert notes.read_text().split() == ["door", "inside"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of this")
@pytest.mark.parametrize(
    "start",
    [f"command(sys.executable, '-c', {IDLE!r})", "fork('idle', lambda: time.sleep(600))"],
    ids=["command", "fork"],
)
def test_no_child_outlives_a_supervisor_that_is_killed(tmp_path: Path, start: str) -> None:
    pid_file = tmp_path / "pid"
    code = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from service.children import command, fork\n"
        "from service.supervisor import Program, Supervisor\n"
        f"s = Supervisor([Program('idle', {start})])\n"
        "s.mind()\n"
        f"Path({str(pid_file)!r}).write_text(str(s.children[0].pid))\n"
        "time.sleep(600)\n"
    )
    parent = Child(Program("parent", command(*python(code))))
    parent.mind(0.0)
    wait_for(lambda: pid_file.exists() and pid_file.read_text() != "")
    grandchild = int(pid_file.read_text())
    assert parent.pid is not None
    os.kill(parent.pid, signal.SIGKILL)
    parent.end()

    def gone() -> bool:
        try:
            state = Path(f"/proc/{grandchild}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        return state == "Z"

    wait_for(gone)


FORKS = """
import sys, time
from messaging.platform.ids import new_id
from service.children import fork
from service.signals import stop_on_signals
from service.supervisor import Program, Supervisor

def body():
    print(new_id(), file=sys.stderr, flush=True)
    time.sleep(600)

new_id()
stop = stop_on_signals()
twins = Supervisor([Program(name, fork(name, body)) for name in ("one", "two")])
twins.mind()
started = [child._process for child in twins.children]
sys.stdin.readline()
twins.end()
print([one.poll() for one in started], stop.is_set())
"""


def test_forks_make_ids_of_their_own_and_end_when_told_though_their_parent_only_takes_note() -> (
    None
):
    with subprocess.Popen(
        python(FORKS),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as parent:
        assert parent.stderr is not None
        ids = {parent.stderr.readline() for _ in range(2)}
        said, _ = parent.communicate("end\n")
    assert len(ids) == 2
    assert said.splitlines()[-1] == f"{[-signal.SIGTERM] * 2} False"
