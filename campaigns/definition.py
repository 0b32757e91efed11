"""A campaign as its file says it: who hears what, when, and what an answer does."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from campaigns.experiments.design import Design, Goal
from channels.values import ChannelKind
from messaging.compliance.gate import Purpose
from messaging.models.case import PartyRole
from messaging.platform.lanes import Lane

EARLIEST_HOUR = 9
LATEST_HOUR = 19
"""Steps stay within the narrowest quiet hours, so that none is held only for its own hour."""
COUNTED = ("days_before", "days_after", "work_days_before", "work_days_after")
"""How far a step is from its date; each has one, unless it goes at once."""

FAREWELL = "farewell"
"""The step that a stop may add; no file may call one of its own so."""


ONE_LEFT = "slot_taken"
NONE_LEFT = "slots_taken"
"""The wording for a parent whose picked time somebody else has: with another to offer, or none."""


class HelpKind(StrEnum):
    """What a parent's answer can ask a worker for. Each is a kind of task."""

    CALL_BACK = "call_back"
    INCOME_CHANGE = "income_change"
    BOOK_APPOINTMENT = "book_appointment"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Audience(_Part):
    """Empty means any."""

    roles: frozenset[PartyRole] = frozenset()
    programs: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    branches: frozenset[str] = frozenset()
    """By code. Only an agency's own version has some."""
    fields: Mapping[str, frozenset[str]] = {}
    """Of fields of the agency's own, by key: the words of which one must be known. Only an
    agency's own version has some."""

    def leaves_out(
        self, role: PartyRole, program: str, language: str, branch: str, own: Mapping[str, str]
    ) -> str | None:
        """Why a party, of whom `own` is known by field, does not belong to it, or None."""
        checks = (("role", role, self.roles), ("program", program, self.programs),
                  ("language", language, self.languages),
                  ("branch", branch, self.branches))  # fmt: skip
        for what, theirs, wanted in checks:
            if wanted and theirs not in wanted:
                return f"not_for_this_{what}"
        if any(own.get(key) not in wanted for key, wanted in self.fields.items()):
            return "not_for_this_field"
        return None


class Answer(_Part):
    """One thing a parent may say back, and what follows."""

    words: Mapping[str, str]
    """The word the message offers, by language."""
    reply: str | None = None
    """The template that answers at once."""
    task: HelpKind | None = None
    within_work_days: int = Field(2, ge=1, le=10)
    """When the task is due, which is also what the reply promises."""
    books: str | None = None
    """The event's value (a moment) that becomes the appointment's new time."""
    ends: bool = False
    """The campaign goes no further."""
    stays_open: bool = False
    """The parent may change their mind and answer once more."""


class Step(_Part):
    key: str = Field(pattern=r"^[a-z0-9_]{1,40}$")
    days_before: int | None = Field(None, ge=0, le=365)
    days_after: int | None = Field(None, ge=1, le=365)
    work_days_before: int | None = Field(None, ge=1, le=60)
    work_days_after: int | None = Field(None, ge=1, le=60)
    """Of the office that has the case: neither weekends nor holidays nor its days off count."""
    at_once: bool = False
    """As soon as the event is known."""
    after_answer: tuple[str, ...] = ()
    """Only to who gave one of these answers, such as `renewal.later`: days and hour are counted
    from it."""
    unless_answered: tuple[str, ...] = ()
    """Not to who gave one of these answers by then."""
    hour: int | None = Field(None, ge=EARLIEST_HOUR, le=LATEST_HOUR)
    """On the clock where the parent is."""
    template: str
    template_when_moved: str | None = None
    """Said instead when the event only got another date."""
    send_by: tuple[Literal[ChannelKind.SMS, ChannelKind.EMAIL], ...] = Field(min_length=1)
    """Each of them gets it."""
    fall_back_to: tuple[Literal[ChannelKind.SMS, ChannelKind.EMAIL], ...] = ()
    """Tried in this order when nothing of `send_by` arrives."""
    question: str | None = None
    required_by_law: bool = False
    """It is said also to those whom an experiment holds out."""

    @model_validator(mode="after")
    def says_when_once(self) -> Self:
        counted = (getattr(self, name) for name in COUNTED)
        if sum(number is not None for number in counted) + self.at_once != 1:
            raise ValueError(f"give one of {', '.join(COUNTED)}, at_once")
        if self.at_once is (self.hour is not None):
            raise ValueError(f"give hour with {' or '.join(COUNTED)}, and only there")
        if self.after_answer and self.days < 0:
            raise ValueError("after_answer counts days_after or work_days_after, or at_once")
        return self

    @property
    def by_work_days(self) -> bool:
        return self.work_days_before is not None or self.work_days_after is not None

    @property
    def days(self) -> int:
        """From the event's date, negative before it: working days where it is counted so."""
        after = self.days_after or self.work_days_after
        return after or -(self.days_before or self.work_days_before or 0)

    @property
    def span(self) -> tuple[int, int]:
        """From the event's date, the first and the last calendar day it may be, no holiday meant:
        of working days, those from a Saturday on take the fewest and those to a Monday the most."""
        if not self.by_work_days:
            return self.days, self.days
        number = abs(self.days)
        near, far = number + (number - 1) // 5 * 2, number + (number + 4) // 5 * 2
        return (near, far) if self.days > 0 else (-far, -near)

    def surely_after(self, earlier: Self) -> bool:
        """Whatever day the event falls on. Two that count the same days keep their order always;
        of two that do not, holidays may still bring the days before an event nearer together."""
        if self.by_work_days is earlier.by_work_days:
            return (self.days, self.hour or 0) > (earlier.days, earlier.hour or 0)
        return (self.span[0], self.hour or 0) > (earlier.span[1], earlier.hour or 0)

    @property
    def templates(self) -> tuple[str, ...]:
        return tuple(name for name in (self.template, self.template_when_moved) if name)

    def not_for(self, answers: Mapping[str, str]) -> bool:
        """Whether it is for others than who answered so: the answer by question."""
        given = {f"{question}.{answer}" for question, answer in answers.items()}
        wanted = not self.after_answer or not given.isdisjoint(self.after_answer)
        return not (wanted and given.isdisjoint(self.unless_answered))

    def wording(self, *, moved: bool) -> str:
        return (moved and self.template_when_moved) or self.template


class Stop(_Part):
    """What ends the campaign before its last step."""

    on: tuple[str, ...] = Field(min_length=1)
    """Event types."""
    whole_case: bool = False
    """It ends for every party on the case, whoever the event names."""
    tell: str | None = None
    """The template that says so at once to those who had been told."""


class PauseRule(_Part):
    """When the campaign stops itself, because too much of it fails."""

    tried_at_least: int = Field(default=20, ge=5, le=10_000)
    """Below this, no share of failures means anything."""
    failed_share: float = Field(default=0.3, gt=0, lt=1)
    within_minutes: int = Field(default=60, ge=5, le=1440)
    """How far back is looked."""


Question = Mapping[str, Answer]
"""Its answers by key."""


class Kind(StrEnum):
    REMINDER = "reminder"
    NOTICE = "notice"

    @property
    def purpose(self) -> Purpose:
        return Purpose(self.value)


class CampaignFile(_Part):
    """One file of `campaigns/library/`."""

    name: str = Field(min_length=1, max_length=80)
    purpose: str = Field(min_length=1, max_length=200)
    """In one sentence, for a supervisor."""
    kind: Kind
    """A reminder of something to come, or a notice of something that happened."""
    lane: Literal[Lane.REMINDERS, Lane.BULK]
    starts_on: tuple[str, ...] = Field(min_length=1)
    moved_by: tuple[str, ...] = ()
    """Those of `starts_on` that say the date is another one now, even of what had ended."""
    catch_up: bool = False
    """When the event comes late, the last step it missed goes out at once."""
    useful_days_after: int = Field(0, ge=0, le=60)
    """How long after the event's date its messages still help; 0: no longer than until then."""
    without_date: HelpKind | None = None
    """What a worker is asked to do when the event brings no date to write about."""
    audience: Audience = Audience()
    steps: tuple[Step, ...] = Field(min_length=1)
    questions: Mapping[str, Question] = {}
    stops: tuple[Stop, ...] = ()
    pause: PauseRule = PauseRule()
    required_by_law: bool = False
    """Nobody is ever held out of it."""
    goal: Goal | None = None
    experiment: Design | None = None
    """What an agency may start (`campaigns/experiments/running.py`); nobody takes part before."""


class Campaign(CampaignFile):
    key: str
    """The file's name."""
    version: int = 0
    """Which of an agency's own (`campaigns/own.py`); 0: the file as it is shipped."""

    def step(self, key: str) -> Step | None:
        return next((step for step in self.steps if step.key == key), None)

    def purpose_of(self, step_key: str) -> Purpose:
        """What the law requires is no reminder that a parent may have had enough of."""
        step = self.step(step_key)
        by_law = self.required_by_law or (step is not None and step.required_by_law)
        return Purpose.NOTICE if by_law else self.kind.purpose

    def stop_on(self, event_type: str) -> Stop | None:
        return next((stop for stop in self.stops if event_type in stop.on), None)

    def concerned_by(self, event_type: str) -> bool:
        """Whether it starts, stops or reaches its goal with such an event."""
        hoped = self.goal.on if self.goal else ()
        return event_type in (*self.starts_on, *hoped) or self.stop_on(event_type) is not None

    def question(self, step_key: str) -> Question | None:
        step = self.step(step_key)
        return self.questions.get(step.question) if step and step.question else None


def choices(question: Question, language: str) -> tuple[str, ...]:
    """The words the message in `language` offers; English where that has none."""
    return tuple(answer.words.get(language) or answer.words["en"] for answer in question.values())


def answer_for(question: Question, word: str) -> tuple[str, Answer] | None:
    """What the parent said, by any of its words, with its key."""
    wanted = word.casefold()
    return next(
        (one for one in question.items() if wanted in map(str.casefold, one[1].words.values())),
        None,
    )
