"""The parents who are played: what they would do, reminded or not. Plainly made up: 555-01xx
numbers, example.org addresses."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from service.simulate.plan import Plan

AREA_CODES: Sequence[int] = (
    201, 202, 203, 205, 206, 207, 208, 209, 210, 212, 213, 214, 215, 216, 217, 218, 219, 224, 225,
    228, 229, 231, 234, 239, 240, 248, 251, 252, 253, 254, 256, 260, 262, 267, 269, 270, 276, 281,
    301, 302, 303, 304, 305, 307, 308, 309, 310, 312, 313, 314, 315, 316, 317, 318, 319, 320, 321,
    323, 325, 330, 331, 334, 336, 337,
)  # fmt: skip
LINES = 100
"""555-0100 to 555-0199 of each."""
BRANCHES = ("north", "south")
IN_TIME_DAYS = 7
"""Until so many days after it is due, some renew of their own accord; fourteen count."""
TOO_LATE_DAYS = 16
OF = {"no phone": 0.1, "no email": 0.3, "dead phone": 0.04, "Spanish": 0.3, "late": 0.05,
      "answers": 0.08, "stops": 0.008}  # fmt: skip
"""How many are so."""


@dataclass(slots=True)
class Parent:
    number: int
    language: str
    branch: str
    phone: str | None
    phone_works: bool
    email: str | None
    enrolled_on: int
    """Days count from the first simulated one."""
    due_on: int
    renews_on: int | None
    """Of their own accord; None: only if reminded, or not at all."""
    needs_reminding: bool
    answer: str | None
    """What they text back to the first reminder."""
    heard: bool = False
    renewed_on: int | None = None

    @property
    def case(self) -> str:
        return f"SIM-{self.number:05}"

    @property
    def external_id(self) -> str:
        return f"P-{self.number:05}"

    @property
    def can_be_reached(self) -> bool:
        return bool(self.email) or (bool(self.phone) and self.phone_works)


def parents(plan: Plan) -> Sequence[Parent]:
    """The same for the same seed."""
    random = Random(plan.seed)  # noqa: S311 (a play, no secret)
    return [_parent(plan, random, number) for number in range(plan.parents)]


def _parent(plan: Plan, random: Random, number: int) -> Parent:
    area, line = divmod(number, LINES)
    no_phone = random.random() < OF["no phone"]
    no_email = not no_phone and random.random() < OF["no email"]
    enrolled = random.randrange(plan.enrolling_days)
    due = enrolled + plan.notice_days
    luck = random.random()
    by_itself = luck < plan.baseline
    needs_reminding = plan.baseline <= luck < plan.baseline + plan.effect
    late = not by_itself and not needs_reminding and random.random() < OF["late"]
    own_day = random.randint(enrolled + 1, due + IN_TIME_DAYS)
    said = random.random()
    return Parent(
        number=number,
        language="es" if random.random() < OF["Spanish"] else "en",
        branch=BRANCHES[number % 2],
        phone=None if no_phone else f"+1{AREA_CODES[area]}55501{line:02}",
        phone_works=random.random() >= OF["dead phone"],
        email=None if no_email else f"parent{number}@example.org",
        enrolled_on=enrolled,
        due_on=due,
        renews_on=own_day if by_itself else due + TOO_LATE_DAYS if late else None,
        needs_reminding=needs_reminding,
        answer=_answer(said),
    )


def _answer(said: float) -> str | None:
    if said < OF["stops"]:
        return "STOP"
    return ("YES" if said < OF["answers"] / 2 else "NO") if said < OF["answers"] else None
