"""Who is written to. Everyone's first name is a mark, which every text to them bears too.

Two agencies of one installation; parents of one case; phones that two share; and phones and
addresses that both agencies know, of different people.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from service.demo.cast import AGENCY, Parent
from tests.chaos.plan import Plan

OTHER_AGENCY, OTHER_BRANCH = "elm", "west"
SENDERS: Mapping[str, str] = {AGENCY: "+13125550100", OTHER_AGENCY: "+13125550101"}
"""The number that each agency texts from."""
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
    """Whom texts and mails are composed for, two on each case; some of them on landlines."""
    landlines: frozenset[str]
    """Phones."""
    told: Sequence[Parent]
    shared: Sequence[Parent]
    """Two on each phone, one after the other."""
    elsewhere: Sequence[Parent]
    """The other agency's, each with the phone and the address of one of `composed`."""

    @property
    def texted(self) -> Sequence[Parent]:
        """Whom texts are composed for."""
        return [*self.composed, *self.shared, *self.elsewhere]

    @property
    def mailed(self) -> Sequence[Parent]:
        return [parent for parent in (*self.composed, *self.elsewhere) if parent.email]

    def everyone(self) -> Iterator[tuple[str, Parent]]:
        """With the agency that knows them."""
        yield from ((AGENCY, parent) for parent in (*self.composed, *self.told, *self.shared))
        yield from ((OTHER_AGENCY, parent) for parent in self.elsewhere)

    def agency_of(self, parent: Parent) -> str:
        return OTHER_AGENCY if parent.branch == OTHER_BRANCH else AGENCY

    def may_read(self) -> Mapping[tuple[str, str], frozenset[str]]:
        """By agency and phone or address: the marks of whom alone it may tell. None of those who
        share a phone."""
        owners: dict[tuple[str, str], set[str]] = defaultdict(set)
        for agency, parent in self.everyone():
            for contact in filter(None, (parent.phone, parent.email)):
                owners[agency, contact].add(mark_of(parent))
        return {
            contact: frozenset(marks) if len(marks) == 1 else frozenset()
            for contact, marks in owners.items()
        }


def mark_of(parent: Parent) -> str:
    return parent.first_name


def text_id(parent: Parent, stream: str, place: int) -> str:
    return f"{mark_of(parent)}-{stream}{place:03}"


def cast(plan: Plan) -> Cast:
    numbers = count(2)
    phones = (f"+1{code}55501{line:02}" for line in range(2, 100) for code in AREA_CODES)

    def parent(phone: str, email: str | None = None, branch: str = "north") -> Parent:
        number = next(numbers)
        return Parent(
            family=number // 2,
            role="custodial" if number % 2 else "noncustodial",
            case=f"CS-{number // 2:05}",
            branch=branch,
            external_id=f"P-{number:05}",
            first_name=f"Q{number:04}Z",
            language="en",
            phone=phone,
            email=email,
        )

    composed = [
        parent(next(phones), f"parent{place}@example.org" if place < plan.mailed else None)
        for place in range(plan.parents)
    ]
    told = [parent(next(phones)) for _ in range(plan.told)]
    shared = [parent(phone) for _ in range(plan.shared) for phone in [next(phones)] * 2]
    # The first ones' phones may be landlines, where nothing arrives.
    twins = composed[plan.landlines : plan.landlines + plan.elsewhere]
    elsewhere = [parent(str(twin.phone), twin.email, OTHER_BRANCH) for twin in twins]
    landlines = frozenset(str(each.phone) for each in composed[: plan.landlines])
    return Cast(composed, landlines, told, shared, elsewhere)
