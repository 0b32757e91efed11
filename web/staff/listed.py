"""Long lists of offices and colleagues: a page of them at a time, and finding one by its name. The
words may stand in an address, since no parent is called by them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import urlencode

from fastapi import Depends, Query
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

Row = TypeVar("Row")
Shown = TypeVar("Shown")


Words = Annotated[str, Query(max_length=100)]
Number = Annotated[int, Query(ge=1, le=10_000)]


@dataclass(frozen=True, slots=True)
class Sought:
    """As the address of the page says it."""

    words: str = ""
    page: int = 1
    names: tuple[str, str] = ("find", "page")
    """By which the two are called there: two lists of one page go by different ones."""

    @property
    def query(self) -> str:
        """For the address that comes back to the same place in the list."""
        asked = zip(self.names, (self.words, self.page if self.page > 1 else ""), strict=True)
        return urlencode({name: value for name, value in asked if value})

    def on(self, page: int) -> "Sought":
        return replace(self, page=page)


def _sought(find: Words = "", page: Number = 1) -> Sought:
    return Sought(find.strip(), page)


SoughtDep = Annotated[Sought, Depends(_sought)]


@dataclass(frozen=True, slots=True, repr=False)
class Listed(Generic[Row]):
    """One page of a list, and where it stands in the whole."""

    rows: Sequence[Row]
    sought: Sought
    size: int
    number: int
    """Of all that are called so."""

    @property
    def long(self) -> bool:
        """Whether it needs finding and leafing through."""
        return bool(self.sought.words) or self.number > self.size

    @property
    def first(self) -> int:
        return (self.sought.page - 1) * self.size + 1

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1

    @property
    def here(self) -> str:
        return self.sought.query

    @property
    def back(self) -> str | None:
        page = self.sought.page
        return self.sought.on(page - 1).query if page > 1 else None

    @property
    def further(self) -> str | None:
        page = self.sought.page
        return self.sought.on(page + 1).query if page * self.size < self.number else None


def listed(
    session: Session,
    found: Select[Row],
    called: Callable[[Select[Row], str], Select[Row]],
    sought: Sought,
    size: int,
) -> Listed[Row]:
    """The page of `found` that is sought; the last one where there are not so many."""
    such = called(found, sought.words)
    number = session.scalar(select(func.count()).select_from(such.order_by(None).subquery())) or 0
    here = _within(sought, size, number)
    rows: Any = session.scalars(such.limit(size).offset((here.page - 1) * size)).all()
    return Listed(rows, here, size, number)


def leafed(
    rows: Sequence[Row], called: Callable[[Row], str], sought: Sought, size: int
) -> Listed[Row]:
    """Likewise, of rows that are read already; `called` says by what each can be found."""
    words = sought.words.casefold().split()
    such = [row for row in rows if all(word in called(row).casefold() for word in words)]
    here = _within(sought, size, len(such))
    return Listed(such[(here.page - 1) * size : here.page * size], here, size, len(such))


def shown_as(lines: Sequence[Shown], of: Listed[Any]) -> Listed[Shown]:
    """The same page, with each row as the page says it."""
    return Listed(lines, of.sought, of.size, of.number)


def _within(sought: Sought, size: int, number: int) -> Sought:
    return sought.on(max(1, min(sought.page, -(-number // size))))
