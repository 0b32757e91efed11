"""CSV to take away. What a spreadsheet would run is kept from running."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from messaging.platform.spreadsheets import safe


def lines(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The file, piece by piece."""
    yield _line(heading)
    for row in rows:
        yield _line(row)


def _line(row: Sequence[str]) -> str:
    text = StringIO()
    csv.writer(text).writerow([safe(cell) for cell in row])
    return text.getvalue()
