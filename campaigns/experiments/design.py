"""What a campaign is to bring about, and how it is found out whether it does."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

HELD_OUT = "held_out"
"""The arm of those who are not reminded; no file may call one of its own so."""
USUAL = "usual"
"""The one arm beside it, where a file names none."""
MOST_HELD_OUT = 0.5
NAME = r"^[a-z][a-z0-9_]{0,39}$"
"""As an enrollment's row can hold it."""
Name = Annotated[str, StringConstraints(pattern=NAME)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Goal(_Part):
    """What the campaign hopes for, as an agency's system tells it."""

    on: tuple[str, ...] = Field(min_length=1)
    """Event types about the same thing; the first that happens counts, once."""
    within_days: int = Field(ge=0, le=180)
    counted_from: Literal["date", "start"] = "date"
    """From the event's date (its own day included), or from when the party was enrolled."""

    def counts_until(self, anchor_at: datetime, enrolled_at: datetime) -> datetime:
        """From then on it is too late to count."""
        if self.counted_from == "start":
            return enrolled_at + timedelta(days=self.within_days)
        return anchor_at + timedelta(days=self.within_days + 1)


class Arm(_Part):
    """One way of saying it; what is not named stays as the campaign has it. By step."""

    share: float = Field(default=1.0, gt=0, le=100)
    """Of those who are reminded, against the other arms' shares."""
    templates: Mapping[str, str] = {}
    hours: Mapping[str, int] = {}
    days_before: Mapping[str, int] = {}
    days_after: Mapping[str, int] = {}

    @property
    def steps(self) -> frozenset[str]:
        """Those it changes."""
        maps = (self.templates, self.hours, self.days_before, self.days_after)
        return frozenset(step for each in maps for step in each)


class Design(_Part):
    """An experiment as it is planned, before anybody takes part."""

    holdout: float = Field(default=0.0, ge=0, le=MOST_HELD_OUT)
    """The share that is not reminded."""
    arms: Mapping[Name, Arm] = {}
    alike: Literal["person", "case"] = "person"
    """Who surely gets the same arm: a person on all their cases, or both parents of a case."""
    baseline: float = Field(gt=0, lt=1)
    """The share that reaches the goal without it, as far as is known."""
    smallest_effect: float = Field(gt=0, lt=1)
    """The difference in shares that would be worth knowing of; with 80 % power it is found."""
    longest_days: int = Field(default=365, ge=7, le=1095)
    """No one new takes part after that, however many are still missing."""
    parents_per_case: float = Field(default=1.0, ge=1, le=4)
    likeness: float = Field(default=0.5, ge=0, le=1)
    """How alike the parents of one case end (the intraclass correlation); only for `case`."""

    @model_validator(mode="after")
    def compares_something(self) -> Self:
        if not self.holdout and len(self.arms) < 2:
            raise ValueError("give a holdout, or two arms or more")
        if HELD_OUT in self.arms:
            raise ValueError(f"{HELD_OUT} is the name of those who are not reminded")
        if self.baseline + self.smallest_effect >= 1:
            raise ValueError("baseline and smallest_effect add up to 1 or more")
        return self

    @property
    def shares(self) -> Mapping[str, float]:
        """Every arm's share of all, in the order of the file, the held out first; adds up to 1."""
        arms = self.arms or {USUAL: Arm()}
        whole = sum(arm.share for arm in arms.values())
        told = {name: (1 - self.holdout) * arm.share / whole for name, arm in arms.items()}
        return ({HELD_OUT: self.holdout} if self.holdout else {}) | told
