"""When an agency's offices work and what they promise: what `kinline agency office` changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from messaging.directory import office_setting
from messaging.directory.office import office_hours
from messaging.directory.office_setting import OfficeError
from messaging.models.agency import Agency, Branch
from messaging.platform.unit_of_work import Unit
from service.accounts import ACTOR, AccountError, branch_called

OFFICE = (
    "opens_hour", "closes_hour", "answer_work_days", "sends_receipts", "tells_new_worker"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OfficeChange:
    """What is to be otherwise; None leaves it as it is."""

    opens_hour: int | None = None
    closes_hour: int | None = None
    closed: Sequence[str] = ()
    works: Sequence[str] = ()
    answer_work_days: int | None = None
    sends_receipts: bool | None = None
    tells_new_worker: bool | None = None


def change_office(unit: Unit, agency: Agency, change: OfficeChange) -> None:
    """Raises `AccountError`; then nothing is changed. What was promised before stays promised."""
    agency.closed_days = _days(agency.closed_days, change)
    for name in OFFICE:
        wanted = getattr(change, name)
        if wanted is not None:
            setattr(agency, name, wanted)
    _settle(unit, agency)


def change_branch_office(
    unit: Unit, agency: Agency, code: str, change: OfficeChange, *, as_agency: bool = False
) -> Branch:
    """Hours and days off of one branch; `as_agency` takes its own hours back first. Raises
    `AccountError`; then nothing is changed."""
    branch = branch_called(unit, agency, code)
    branch.closed_days = _days(branch.closed_days, change)
    if as_agency:
        branch.opens_hour = branch.closes_hour = None
    for name in ("opens_hour", "closes_hour"):
        wanted = getattr(change, name)
        if wanted is not None:
            setattr(branch, name, wanted)
    _settle(unit, agency, branch)
    return branch


def _settle(unit: Unit, agency: Agency, branch: Branch | None = None) -> None:
    try:
        office_setting.settle(unit, ACTOR, agency, branch)
    except OfficeError as error:
        raise AccountError(str(error)) from None


def _days(before: Sequence[str], change: OfficeChange) -> list[str]:
    days = {_day(day) for day in change.closed} | set(before)
    return sorted(days - {_day(day) for day in change.works})


def branch_office_in_words(agency: Agency, branch: Branch) -> Sequence[str]:
    """What holds in a branch, a line each."""
    hours = office_hours(agency, branch)
    days = ", ".join(day.isoformat() for day in sorted(hours.closed))
    return (
        f"Open              {hours.opens}:00 to {hours.closes}:00, {hours.zone}",
        f"Days off          {days or 'only public holidays'}",
    )


def office_in_words(agency: Agency) -> Sequence[str]:
    """What holds, a line each."""
    return (
        f"Open              {agency.opens_hour}:00 to {agency.closes_hour}:00, {agency.time_zone}",
        f"Days off          {', '.join(agency.closed_days) or 'only public holidays'}",
        f"Answers within    {agency.answer_work_days} working days",
        f"Receipts          {'out of hours' if agency.sends_receipts else 'none'}",
        f"New worker        {'the parent is told' if agency.tells_new_worker else 'not told'}",
    )


def _day(day: str) -> str:
    try:
        return date.fromisoformat(day).isoformat()
    except ValueError:
        raise AccountError(f"{day!r} is no day: write 2026-12-24") from None
