"""A doorbell that remembers who rang."""

from uuid import UUID

from messaging.platform.lanes import Lane


class RecordingDoorbell:
    def __init__(self) -> None:
        self.rung: list[Lane] = []
        self.heard: list[Lane] = []
        """The lanes a worker has answered."""
        self.touched: list[tuple[UUID, str]] = []

    def ring(self, lane: Lane) -> None:
        self.rung.append(lane)

    def answered(self, lane: Lane) -> None:
        self.heard.append(lane)

    def touch(self, agency_id: UUID, topic: str) -> None:
        self.touched.append((agency_id, topic))

    def forget(self) -> None:
        for heard in (self.rung, self.heard, self.touched):
            heard.clear()
