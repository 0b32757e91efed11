"""Counts beside a list: exact while they help, and never dearer than the page they stand on."""

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

MOST = 100
"""A thousand unread messages tell nobody more than "100+" does, and take ten times as long."""


def tally(session: Session, *parts: Select[*tuple[object, ...]]) -> int:
    """How many rows the parts have together; `MOST` + 1 stands for any number above."""
    found = 0
    for part in parts:
        some = part.limit(MOST + 1 - found).subquery()
        found += session.scalar(select(func.count()).select_from(some)) or 0
        if found > MOST:
            break
    return found


def shown(count: int) -> str:
    """What a page says of it, in any language."""
    return f"{MOST}+" if count > MOST else str(count)
