"""For commands that work while nothing else runs: the clock rings once it does."""

from collections.abc import Collection

from messaging.platform.lanes import Lane, Topic


class QuietDoorbell:
    """Rings nobody. No work is lost by it: what is due stands in the database."""

    def ring(self, lane: Lane) -> None: ...

    def answered(self, lane: Lane) -> None: ...

    def touch_all(self, topics: Collection[Topic]) -> None: ...
