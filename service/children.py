"""Two ways to start a child process: another program, or a fork of this one.

A fork has everything imported already: it is there in milliseconds where a program of ours takes
seconds, and all of them together share the memory of what they imported
(docs/decisions/0024-processes-are-forked.md).
"""

import ctypes
import gc
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from service.orphans import END_WITH_PARENT, end_with_parent

_PR_SET_NAME = 15
_NAME_BYTES = 15
_FORK = multiprocessing.get_context("fork")
_TO_END = (signal.SIGTERM, signal.SIGINT)


class Running(Protocol):
    """A child that was started. `subprocess.Popen` is one."""

    @property
    def pid(self) -> int: ...

    def poll(self) -> int | None:
        """Its exit code, once it has ended."""

    def wait(self, timeout: float | None) -> int:
        """Its exit code, within so many seconds. Raises `subprocess.TimeoutExpired`."""

    def terminate(self) -> None: ...

    def kill(self) -> None: ...


Start = Callable[[], Running]
"""Starts it once more each time."""


def command(*arguments: str) -> Start:
    """Another program, in a session of its own: Ctrl-C reaches its parent alone, which ends all in
    order."""
    return lambda: subprocess.Popen(  # noqa: S603 (our own programs, no shell)
        arguments,
        env=environment(),
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=END_WITH_PARENT,
    )


def fork(name: str, body: Callable[[], None]) -> Start:
    """`body` in a copy of this process, likewise in a session of its own and called `name` there.

    To be started only from a process with one thread and no open database.
    """
    return lambda: _Forked(name, body)


def command_line(name: str, *arguments: str) -> tuple[str, ...]:
    """Of the program of one of our packages."""
    # -P: a folder that happens to be the current one must not take the place of ours.
    return (sys.executable, "-P", "-m", name, *arguments)


def kinline(*arguments: str) -> tuple[str, ...]:
    """The command line of another process of this same installation."""
    return command_line("service", *arguments)


def environment() -> Mapping[str, str]:
    """Ours, so that a child finds the house wherever it is started from, and first."""
    path = [str(Path(__file__).parent.parent), os.environ.get("PYTHONPATH", "")]
    found = os.pathsep.join(filter(None, dict.fromkeys(path)))
    return {**os.environ, "PYTHONPATH": found, "PYTHONUNBUFFERED": "1"}


class _Forked:
    """A `multiprocessing.Process` with the face of `subprocess.Popen`."""

    def __init__(self, name: str, body: Callable[[], None]) -> None:
        self._process = _FORK.Process(target=_live, args=(name, body, os.getpid()), daemon=True)
        # What was imported stays shared: the collector must not write into it.
        gc.freeze()
        with _signals_wait():
            self._process.start()

    @property
    def pid(self) -> int:
        return self._process.pid or 0

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired([self._process.name], timeout or 0)
        return self._process.exitcode

    def terminate(self) -> None:
        self._process.terminate()

    def kill(self) -> None:
        self._process.kill()


@contextmanager
def _signals_wait() -> Iterator[None]:
    """One that comes while the copy is made must not be answered there in its parent's way."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _TO_END)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _live(name: str, body: Callable[[], None], parent: int) -> None:
    os.setsid()
    for number in _TO_END:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _TO_END)
    end_with_parent()
    if os.getppid() == parent:
        _be_called(name)
        body()


def _be_called(name: str) -> None:
    """For `ps` and `top`."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_NAME, name.encode()[:_NAME_BYTES])
