"""A message's way from accepted to its end, one step at a time."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from zlib import crc32

from sandbox.carrier.callbacks import Callbacks
from sandbox.carrier.profiles import behaviour
from sandbox.records import Text
from sandbox.store import Store

_Step = tuple[str, int | None]


class Lifecycle:
    """Moves texts along at the configured pace."""

    def __init__(
        self, store: Store, callbacks: Callbacks, pace: timedelta, service_numbers: Sequence[str]
    ) -> None:
        self._store = store
        self._callbacks = callbacks
        self._pace = pace.total_seconds()
        self._service_numbers = service_numbers

    def begin(self, text: Text) -> None:
        """Take a text in; its first status gets no callback, the others do."""
        self._store.add_text(text)
        self._later(text, _plan(text, self._store.profile(text.to)))

    def _later(self, text: Text, steps: list[_Step]) -> None:
        if steps:
            # A timer per step, not a task per message: thousands may be on their way at once.
            asyncio.get_running_loop().call_later(self._pace, self._take, text, steps)

    def _take(self, text: Text, steps: list[_Step]) -> None:
        (status, error), rest = steps[0], steps[1:]
        if text.sender is None:
            self._store.assign_sender(text, self._sticky_sender(text.to))
        self._store.move_text(text, status, error)
        self._callbacks.report(text)
        self._later(text, rest)

    def _sticky_sender(self, to: str) -> str:
        """A messaging service keeps writing to a parent from the same number."""
        return self._service_numbers[crc32(to.encode()) % len(self._service_numbers)]


def _plan(text: Text, profile: str | None) -> list[_Step]:
    """The statuses ahead, each with its error code; only the last can be an error."""
    behaves = behaviour(profile)
    *before, last = behaves.ending
    ahead = ["queued", *before] if text.status == "accepted" else before
    return [*((status, None) for status in ahead), (last, behaves.error_code)]
