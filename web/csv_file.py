"""CSV to take away. What a spreadsheet would run is kept from running."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a cell must not begin with (OWASP, CSV injection): a spreadsheet takes it for a formula."""


def safe(cell: str) -> str:
    """As it is, or with an apostrophe before it, which spreadsheets take for "this is text"."""
    return f"'{cell}" if cell.lstrip(" ").startswith(RUNS) else cell


def lines(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The file, piece by piece."""
    yield _line(heading)
    for row in rows:
        yield _line(row)


def _line(row: Sequence[str]) -> str:
    text = StringIO()
    csv.writer(text).writerow([safe(cell) for cell in row])
    return text.getvalue()
