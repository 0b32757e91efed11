"""How much is begun at once of what has to be begun before it is sent.

Were its worker killed, nobody could say of these whether they went. So no more are begun than will
be sent until the next turn, and each turn first writes down the answers to those before. Nothing
here knows of tables.
"""

from collections import deque
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Window(Generic[Item]):
    """What is begun and whose answer is not written down: from `least` on, and as far as `most`
    where the provider is that quick."""

    def __init__(self, least: int, most: int) -> None:
        self._least, self._most = least, most
        self._behind: deque[Item] = deque()
        self._open = 0
        self._answered = 0
        self._asked = 0

    def __len__(self) -> int:
        """How many wait to be begun."""
        return len(self._behind)

    def add(self, item: Item) -> None:
        self._behind.append(item)

    def clear(self) -> None:
        """What waits is not wanted any more."""
        self._behind.clear()

    def answered(self) -> bool:
        """There is an answer to one more. Whether that is news: it is the first since the last
        turn, or the one by which the window runs low."""
        ran_low = self.runs_low
        self._answered += 1
        return self._answered == 1 or self.runs_low is not ran_low

    @property
    def runs_low(self) -> bool:
        """More than half of what is begun is answered: by the time that a turn is done there may be
        nothing left to send. Only a provider quicker than the window is wide comes to this."""
        return bool(self._behind) and 2 * self._answered > self._open

    @property
    def wants_a_turn(self) -> bool:
        return self._answered > 0 or bool(self._behind and self._open < self._least)

    def turn(self) -> list[Item]:
        """All answers are about to be written down. What is to be begun with that: as many again
        are answered by the next turn, and then this turn's commit takes its time."""
        self._open -= self._answered
        size = min(self._most, self._least + 2 * self._answered)
        self._answered = 0
        room = max(size - self._open, 0)
        group = [self._behind.popleft() for _ in range(min(room, len(self._behind)))]
        self._open += len(group)
        self._asked = len(group)
        return group

    def turned(self, begun: int) -> None:
        """It is done, and so many were begun; the others were not to be after all."""
        self._open -= self._asked - begun
