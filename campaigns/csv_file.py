"""A CSV file as spreadsheets write it: a header, and numbered rows of cells."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from campaigns.csv_columns import Shape

DELIMITERS = ",;\t"

Numbered = tuple[int, list[str]]
"""A row with its number as a spreadsheet shows it: the header is 1."""


class CsvRunError(Exception):
    """The file cannot be run at all. The message says what to do."""


@dataclass(frozen=True, slots=True)
class Table:
    header: list[str]
    rows: Iterator[Numbered]


def count_rows(path: Path) -> int:
    """Rows below the header, for a progress bar. Raises `CsvRunError`."""
    with opened(path) as table:
        return sum(1 for _ in table.rows)


@contextmanager
def opened(path: Path) -> Iterator[Table]:
    """UTF-8, with or without the mark that Excel puts in front; commas, semicolons or tabs."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield _table(file)
    except OSError as error:
        raise CsvRunError(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise CsvRunError(f"{path} is not UTF-8; save it as “CSV UTF-8”") from None
    except csv.Error as error:
        raise CsvRunError(f"{path} is not a CSV file: {error}") from None


def checked(header: Sequence[str], shape: Shape) -> tuple[str, ...]:
    """The columns nobody reads. Raises `CsvRunError` for those that are missing."""
    if missing := [name for name in shape.needed if name not in header]:
        raise CsvRunError(f"the file has no column {', '.join(missing)}; the first line names them")
    if twice := sorted({name for name in header if name and header.count(name) > 1}):
        raise CsvRunError(f"the file has two columns {', '.join(twice)}")
    return tuple(name for name in header if name and name not in shape.columns)


def _table(file: TextIO) -> Table:
    first = file.readline()
    file.seek(0)
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(file, delimiter=delimiter, strict=True)
    header = [name.strip().casefold() for name in next(reader, [])]
    numbered = enumerate(reader, start=2)
    return Table(header, ((number, cells) for number, cells in numbered if any(cells)))
