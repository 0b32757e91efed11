"""A doorbell that remembers who rang."""

from collections.abc import Collection
from uuid import UUID

from messaging.platform.lanes import Lane, Topic


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

    def touch_all(self, topics: Collection[Topic]) -> None:
        self.touched.extend(topics)

    def forget(self) -> None:
        for heard in (self.rung, self.heard, self.touched):
            heard.clear()
