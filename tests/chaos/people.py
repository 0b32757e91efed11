"""Plainly made-up parents, each with a mark that must turn up on no other handset."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from service.demo.cast import Parent
from tests.chaos.plan import Plan

AREA_CODES = (
    312, 773, 217, 618, 847, 708, 630, 815, 309, 212, 213, 214, 215, 216, 303, 305, 313, 314, 402,
    404, 405, 412, 414, 415, 502, 503, 504, 505, 512, 513,
)  # fmt: skip
MARK = re.compile(r"Q\d{4}Z")
TEXT = re.compile(r"Q\d{4}Z-[a-z]\d{3}")
"""One text among all: its parent's mark, the stream it belongs to, its place in there."""


@dataclass(frozen=True, slots=True)
class Cast:
    composed: Sequence[Parent]
    """Whom texts are composed for; some of them on landlines."""
    landlines: frozenset[str]
    """Phones."""
    told: Sequence[Parent]
    shared: Sequence[Parent]
    """Two on each phone, one after the other."""

    @property
    def everyone(self) -> Sequence[Parent]:
        return [*self.composed, *self.told, *self.shared]


def mark_of(parent: Parent) -> str:
    return parent.first_name


def text_id(parent: Parent, stream: str, place: int) -> str:
    return f"{mark_of(parent)}-{stream}{place:03}"


def cast(plan: Plan) -> Cast:
    numbers = count(1)
    phones = (f"+1{code}55501{line:02}" for line in range(1, 100) for code in AREA_CODES)

    def parent(phone: str) -> Parent:
        number = next(numbers)
        return Parent(
            family=number,
            role="custodial",
            case=f"CS-{number:05}",
            branch="north",
            external_id=f"P-{number:05}",
            first_name=f"Q{number:04}Z",
            language="en",
            phone=phone,
            email=None,
        )

    composed = [parent(next(phones)) for _ in range(plan.parents)]
    told = [parent(next(phones)) for _ in range(plan.told)]
    shared = [parent(phone) for _ in range(plan.shared) for phone in [next(phones)] * 2]
    landlines = frozenset(str(each.phone) for each in composed[: plan.landlines])
    return Cast(composed, landlines, told, shared)
