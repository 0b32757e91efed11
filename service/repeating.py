"""Work that a process does again and again beside what it is there for, on a thread of its own."""

import threading
from types import TracebackType
from typing import Self

LEAVE_SECONDS = 10.0


class Repeating:
    """A context that starts and ends the thread. Subclasses say what is done each time."""

    def __init__(self, name: str, every: float) -> None:
        """`every`: seconds between the end of one time and the next."""
        self._every = every
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        # What hangs on a database or a provider ends with the process; it holds nothing meanwhile.
        self._thread.join(LEAVE_SECONDS)

    def _run(self) -> None:
        while not self._over.wait(self._every):
            self._once()

    def _once(self) -> None:
        """One time; an error that leaves it ends the thread."""
        raise NotImplementedError
