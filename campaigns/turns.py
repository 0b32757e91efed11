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


class Pace:
    """How many rows fit into one turn, learnt from how long the last ones took."""

    FIRST = 200

    def __init__(self, most: int, seconds: float = LONGEST_SECONDS, least: int = 1) -> None:
        self._most, self._seconds, self._least = most, seconds, least
        self.rows = min(most, max(least, self.FIRST))

    def took(self, seconds: float) -> None:
        """The last `rows` took so long."""
        # At most twice as many: a quiet moment says little of the next.
        fitting = self.rows * min(2.0, self._seconds / max(seconds, 0.001))
        self.rows = min(self._most, max(self._least, int(fitting)))
