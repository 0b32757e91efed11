"""Who is told that an urgent task waits, and when they are told again. It ends when someone takes
it, and not before: the last step is repeated for ever."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Rung(StrEnum):
    """Whom a step reaches; each reaches those before it as well."""

    COVERING = "covering"
    """Who has the case, and who covers for them; where nobody could act, all caseworkers of its
    branch."""
    SUPERVISORS = "supervisors"
    ADMINISTRATORS = "administrators"


RUNGS = tuple(Rung)


@dataclass(frozen=True, slots=True)
class Step:
    rung: Rung
    wait: timedelta
    """Until the next step."""


def _minutes(rung: Rung, *waits: int) -> Sequence[Step]:
    return [Step(rung, timedelta(minutes=wait)) for wait in waits]


STEPS = (
    *_minutes(Rung.COVERING, 5),
    *_minutes(Rung.SUPERVISORS, 5),
    *_minutes(Rung.ADMINISTRATORS, 10, 10, 15, 15, 30),
)
"""At once, after 5, 10, 20, 30, 45 and 60 minutes, then every half hour, day and night."""


def step(number: int) -> Step:
    """The `number`th, from 0."""
    return STEPS[min(number, len(STEPS) - 1)]


def within(rung: Rung) -> Collection[Rung]:
    """The rungs that one reaches."""
    return RUNGS[: RUNGS.index(rung) + 1]
