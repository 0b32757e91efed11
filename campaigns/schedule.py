"""When each step is due: fixed times, computed once, on the clock where the parent is. Days off
entered later move nothing (docs/decisions/0026-working-days-are-counted-once.md)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from campaigns.definition import Campaign, Step
from messaging.compliance.office_hours import OfficeHours

BREATHING_SPACE = timedelta(hours=12)
"""Two messages about one thing never come closer than this."""
ONE_DAY = timedelta(days=1)


class Skip(StrEnum):
    """Why a step does not apply."""

    TIME_PASSED = "time_passed"
    AFTER_EVENT = "after_event"
    JUST_TOLD = "just_told"
    ANSWERED_OTHERWISE = "answered_otherwise"
    """It is for those who gave another answer, or none."""
    HELD_OUT = "held_out"
    """They are in the group that is compared with, and hear nothing of it."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One step with its absolute times, in UTC."""

    step: str
    due_at: datetime
    expires_at: datetime
    skip: Skip | None = None


def anchor_at(anchor: date | datetime, zone: ZoneInfo) -> datetime:
    """The instant of the event; a day begins at its local midnight."""
    if isinstance(anchor, datetime):
        return anchor.astimezone(UTC)
    return local_time(anchor, time(0), zone)


def useful_until(
    campaign: Campaign, anchor: date | datetime, zone: ZoneInfo, office: OfficeHours
) -> datetime:
    """From then on its messages are of no use: the event has begun, or its day is over. However
    many holidays follow it, the day of each step by working days is still waited for."""
    days = campaign.useful_days_after
    if isinstance(anchor, datetime) and not days:
        return anchor.astimezone(UTC)
    day = _day(anchor, zone)
    dated = [one for one in campaign.steps if one.work_days_after and not one.after_answer]
    counted = [_day_of(one, day, office) for one in dated]
    return local_time(max([day + days * ONE_DAY, *counted]) + ONE_DAY, time(0), zone)


def plan(
    campaign: Campaign,
    anchor: date | datetime,
    zone: ZoneInfo,
    now: datetime,
    office: OfficeHours,
    *,
    already_told: bool = False,
) -> list[Planned]:
    """Every step of the campaign, those in order first that wait for no answer; the others are due
    when it is too late for one. `zone` is the parent's; `office` says which days are working days.
    `already_told`: the parent has just heard the date."""
    until = useful_until(campaign, anchor, zone, office)
    day = _day(anchor, zone)
    told = [step for step in campaign.steps if not step.after_answer]
    steps = [_timed(step, _day_of(step, day, office), zone, now, until) for step in told]
    if already_told:
        now_steps = {step.key for step in told if step.at_once}
        steps = [replace(s, skip=Skip.JUST_TOLD) if s.step in now_steps else s for s in steps]
    elif campaign.catch_up:
        made_up = {step.key: _made_up_at(step, zone, now, office) for step in told}
        steps = _caught_up(steps, made_up, until)
    late = Skip.AFTER_EVENT if now >= until else None
    following = [Planned(one.key, until, until, late) for one in campaign.steps if one.after_answer]
    return [*_spaced(steps), *following]


def after_answer(
    step: Step, at: datetime, zone: ZoneInfo, until: datetime, office: OfficeHours
) -> datetime:
    """When a step is due that follows an answer given `at`; never later than `until`, when it is
    of no use any more."""
    if step.at_once:
        return min(at, until)
    day = _day_of(step, at.astimezone(zone).date(), office)
    return min(local_time(day, time(step.hour or 0), zone), until)


def local_time(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """That time of that day in `zone`, in UTC. An hour that clocks skip is counted from before the
    jump (so it comes out one later); of an hour that comes twice, the first is meant."""
    return datetime.combine(day, clock, zone).astimezone(UTC)


def _day(anchor: date | datetime, zone: ZoneInfo) -> date:
    return anchor.astimezone(zone).date() if isinstance(anchor, datetime) else anchor


def _day_of(step: Step, day: date, office: OfficeHours) -> date:
    """Of a step, where the event is on `day`."""
    return office.working_day(day, step.days) if step.by_work_days else day + step.days * ONE_DAY


def _made_up_at(step: Step, zone: ZoneInfo, now: datetime, office: OfficeHours) -> datetime:
    """When a step that was missed can go: now, or where it counts working days on the next one."""
    today = now.astimezone(zone).date()
    if not step.by_work_days or office.works_on(today):
        return now
    return local_time(office.working_day(today, 0), time(step.hour or 0), zone)


def _timed(step: Step, day: date, zone: ZoneInfo, now: datetime, until: datetime) -> Planned:
    if step.at_once:
        return Planned(step.key, now, until, Skip.AFTER_EVENT if now >= until else None)
    due = local_time(day, time(step.hour or 0), zone)
    skip = Skip.AFTER_EVENT if due >= until else Skip.TIME_PASSED if due < now else None
    return Planned(step.key, due, until, skip)


def _caught_up(
    steps: Sequence[Planned], made_up: Mapping[str, datetime], until: datetime
) -> list[Planned]:
    """The last step whose time has passed goes out late, unless the next one follows soon."""
    missed = [s for s in steps if s.skip is Skip.TIME_PASSED]
    coming = [s.due_at for s in steps if s.skip is None]
    at = made_up[missed[-1].step] if missed else until
    if at >= until or any(due - at < BREATHING_SPACE for due in coming):
        return list(steps)
    return [replace(s, due_at=at, skip=None) if s is missed[-1] else s for s in steps]


def _spaced(steps: Sequence[Planned]) -> list[Planned]:
    kept: list[Planned] = []
    last: datetime | None = None
    for step in steps:
        close = last is not None and step.due_at - last < BREATHING_SPACE
        kept.append(replace(step, skip=Skip.JUST_TOLD) if close and step.skip is None else step)
        last = step.due_at if kept[-1].skip is None else last
    return kept
