"""Keeping child processes running: restarted with growing pauses, ended in order."""

import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from service.children import Running, Start

log = structlog.get_logger(__name__)

LOOK_EVERY = 0.1
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
SETTLED = 30.0
"""A child that lived this many seconds starts again with the first pause."""
GRACE = 30.0
"""Seconds a child has for what it has in hand, once told to end."""


@dataclass(frozen=True, slots=True)
class Program:
    """One child to keep running."""

    label: str
    start: Start


class Child:
    """One program and its present process."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._process: Running | None = None
        self._started = 0.0
        self._start_at = 0.0
        self._pause = FIRST_PAUSE

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def mind(self, now: float) -> None:
        """Start it when it is time to; notice when it has ended."""
        if self._process is None:
            if now >= self._start_at:
                self._start(now)
            return
        code = self._process.poll()
        if code is None:
            return
        self._process = None
        if now - self._started > SETTLED:
            self._pause = FIRST_PAUSE
        log.error("process.ended", process=self.program.label, code=code, again_in=self._pause)
        self._start_at = now + self._pause
        self._pause = min(self._pause * 2, LONGEST_PAUSE)

    def ask_to_end(self) -> None:
        if self._process is not None:
            self._process.terminate()

    def end(self) -> None:
        """Wait until it is gone; after `GRACE` it is killed."""
        if self._process is None:
            return
        try:
            self._process.wait(GRACE)
        except subprocess.TimeoutExpired:
            log.error("process.killed", process=self.program.label)
            self._process.kill()
            self._process.wait(None)
        log.info("process.stopped", process=self.program.label)
        self._process = None

    def _start(self, now: float) -> None:
        self._process = self.program.start()
        self._started = now
        log.info("process.started", process=self.program.label, pid=self._process.pid)


class Supervisor:
    """Children in the order of their start; they end in stages, the last ones first."""

    def __init__(self, *stages: Sequence[Program]) -> None:
        self._stages = [[Child(program) for program in stage] for stage in stages]

    @property
    def children(self) -> list[Child]:
        return [child for stage in self._stages for child in stage]

    def mind(self) -> None:
        """Start what is not running and may be. Call it often."""
        now = time.monotonic()
        for child in self.children:
            child.mind(now)

    def mind_until(self, stop: threading.Event) -> None:
        while not stop.wait(LOOK_EVERY):
            self.mind()

    def end(self) -> None:
        for stage in reversed(self._stages):
            for child in stage:
                child.ask_to_end()
            for child in stage:
                child.end()
