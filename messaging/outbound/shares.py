"""Fair shares of a batch. Pure: nobody's campaign stands before another agency's few messages."""

from collections.abc import Callable, Sequence
from typing import TypeVar

One = TypeVar("One")
Item = TypeVar("Item")


def share_out(
    those: Sequence[One], room: int, take: Callable[[One, int], Sequence[Item]]
) -> list[Item]:
    """Fill `room` from all of `those` alike: `take(one, most)` fetches the next few of one.

    Who has less than their share leaves the rest to the others, round after round, until the room
    is full or nobody has more. The shares of two who both have enough differ by one at most.
    """
    found: list[Item] = []
    hungry = list(those)
    while hungry and room > 0:
        share = max(room // len(hungry), 1)
        still = []
        for one in hungry:
            if room <= 0:
                break
            got = take(one, share)
            found.extend(got)
            room -= len(got)
            if len(got) == share:
                still.append(one)
        hungry = still
    return found
