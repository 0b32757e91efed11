"""How long one transaction may take. SQLite lets one writer in at a time, and a parent's text waits
for its turn meanwhile, so long work lets go between short turns."""

import time

LONGEST_SECONDS = 1.0


class Turn:
    """One transaction's share of the database, from now on."""

    def __init__(self, seconds: float = LONGEST_SECONDS) -> None:
        self._ends = time.monotonic() + seconds

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self._ends
