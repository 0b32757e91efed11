"""What a page asks to be done to a version that takes two people."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from fastapi import Depends, Form

from messaging.directory.approving import Move


class Deed(StrEnum):
    PROPOSE = "propose"
    APPROVE = "approve"
    REFUSE = "refuse"
    DISCARD = "discard"
    RETIRE = "retire"


@dataclass(frozen=True, slots=True)
class Asked:
    move: Move
    seen: int | None
    """The revision that stood before whoever acts; taking something away needs none."""
    said: str


def asked(
    move: Deed,
    seen: Annotated[int, Form(ge=0)] = 0,
    reason: Annotated[str, Form(max_length=2_000)] = "",
) -> Asked:
    taken_away = move in (Deed.DISCARD, Deed.RETIRE)
    return Asked(Move(move), None if taken_away else seen, reason)


AskedDep = Annotated[Asked, Depends(asked)]
