"""For commands that work while nothing else runs: the clock rings once it does."""

from uuid import UUID

from messaging.platform.lanes import Lane


class QuietDoorbell:
    """Rings nobody. No work is lost by it: what is due stands in the database."""

    def ring(self, lane: Lane) -> None: ...

    def answered(self, lane: Lane) -> None: ...

    def touch(self, agency_id: UUID, topic: str) -> None: ...
