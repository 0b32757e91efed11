"""How many reminders one parent has had lately, whatever they were about.

Several campaigns and colleagues write to the same parent, none of them knowing of the others. An
agency may say how many reminders a week are enough; answers, notices, what the law requires and
what a colleague writes to one parent are not counted and not kept back (`purposes.py`).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

WITHIN = timedelta(days=7)
ONE_SAYING = timedelta(days=1)
"""What one campaign says so soon after, over another channel, says the same again."""
MOST = 50


@dataclass(frozen=True, slots=True)
class Gone:
    """A reminder that went to the parent."""

    campaign: str | None
    at: datetime


def counted(gone: Collection[Gone], campaign: str | None, now: datetime) -> list[datetime]:
    """When those of the last week went, earliest first, as far as they count against one more that
    `campaign` is about to send: not those that this one only says again."""
    found: list[datetime] = []
    began: dict[str, datetime] = {}
    for each in sorted(gone, key=lambda one: one.at):
        if not now - WITHIN < each.at:
            continue
        if each.campaign is not None:
            if each.campaign in began and each.at - began[each.campaign] < ONE_SAYING:
                continue
            began[each.campaign] = each.at
            if each.campaign == campaign and now - each.at < ONE_SAYING:
                continue
        found.append(each.at)
    return found


def frees_at(counted_at: list[datetime], cap: int) -> datetime | None:
    """When there is room for one more; None where there is now, or never will be."""
    if len(counted_at) < cap or cap < 1:
        return None
    return counted_at[len(counted_at) - cap] + WITHIN
