"""Another Python process that answers questions: one JSON line each way."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from service.orphans import END_WITH_PARENT

ROOT = Path(__file__).parent.parent
Answer = dict[str, Any]


class ChildFailedError(Exception):
    """It ended instead of answering; what it said stands on our standard error."""


class Child:
    """The parent's end."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.greeting = self._heard()
        """What it said when it was ready."""

    @property
    def pid(self) -> int:
        return self._process.pid

    def ask(self, **question: Any) -> Answer:
        """Raises ChildFailedError."""
        self.tell(**question)
        return self.hear()

    def tell(self, **question: Any) -> None:
        """Ask, and `hear` later: several children can be at work at once."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()

    def hear(self) -> Answer:
        return self._heard()

    def _heard(self) -> Answer:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise ChildFailedError(f"exit code {self._process.wait(30)}")
        answer: Answer = json.loads(line)
        return answer


@contextmanager
def child(module: str, *arguments: str, **environment: str) -> Iterator[Child]:
    """`python -m module` in a process of its own, ready; ended at the end."""
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", module, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        preexec_fn=END_WITH_PARENT,
    )
    try:
        yield Child(process)
    finally:
        process.terminate()
        process.communicate()


def answer_questions(answer: Callable[..., Answer], **greeting: Any) -> None:
    """The child's end: greet, then answer until nobody asks any more."""
    say(**greeting)
    for line in sys.stdin:
        say(**answer(**json.loads(line)))


def say(**words: Any) -> None:
    """One line to the parent."""
    print(json.dumps(words), flush=True)
