"""Months in an address, `?from=2026-01&to=2026-03`: of a report on a page, in a file, over the
API."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Depends, HTTPException, Query, status

from campaigns.reports import periods
from campaigns.reports.periods import NotLeavingError, Span

MONTH = r"^(\d{4}-(0[1-9]|1[0-2]))?$"
NOT_LEAVING = "Only whole quarters that are over, of the last two years, can be taken away."


@dataclass(frozen=True, slots=True)
class Asked:
    """As it stands in the address; empty where nothing is asked."""

    first: str
    last: str

    def on_page(self, now: datetime, zone: str) -> Span:
        return periods.on_page(self.first, self.last, _today(now, zone))

    def in_files(self, now: datetime, zone: str) -> Span:
        """Raises 422 when nothing may leave of it."""
        try:
            return periods.in_files(self.first, self.last, _today(now, zone))
        except NotLeavingError:
            raise HTTPException(status.HTTP_422_UNPROCESSABLE_CONTENT, NOT_LEAVING) from None


def in_address(
    first: Annotated[str, Query(alias="from", pattern=MONTH)] = "",
    last: Annotated[str, Query(alias="to", pattern=MONTH)] = "",
) -> Asked:
    return Asked(first, last)


AskedDep = Annotated[Asked, Depends(in_address)]


def to_look_at(now: datetime, zone: str) -> Sequence[date]:
    """The latest first."""
    return periods.latest(_today(now, zone))


def to_take_away(now: datetime, zone: str) -> Sequence[Span]:
    """The latest first."""
    return periods.may_leave(_today(now, zone))


def _today(now: datetime, zone: str) -> date:
    return now.astimezone(ZoneInfo(zone)).date()
