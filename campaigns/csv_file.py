"""A table as spreadsheets and systems write it: a header, and numbered rows of cells.

CSV with commas, semicolons or tabs, or a JSON object a line; in UTF-8, UTF-16, or the one-byte
encoding that older Windows programs use.
"""

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from itertools import chain
from pathlib import Path
from typing import IO, BinaryIO, NamedTuple

from campaigns.csv_columns import FIELD, Shape
from campaigns.csv_encodings import encoding_of
from messaging.platform.spreadsheets import plain

DELIMITERS = ",;\t"
NOT_JSON = 'this line is no JSON object; each line is one, such as {"case_number": "CS-1"}'
NOT_PLAIN = "a value in this line is a list or an object; give plain values"

Source = Path | Callable[[], BinaryIO]
"""A file, or whatever gives its bytes from the beginning, each time it is asked."""


class Numbered(NamedTuple):
    """A row with its number as a spreadsheet shows it: the header is 1. Lines of JSON count from
    1, since they have none."""

    number: int
    cells: list[str]
    problem: str = ""
    """Why it is no row; then its one cell is the whole line."""


class CsvRunError(Exception):
    """The file cannot be run at all. The message says what to do."""


@dataclass(frozen=True, slots=True)
class Table:
    header: list[str]
    rows: Iterator[Numbered]
    encoding: str
    """As Python calls it."""


def count_rows(source: Source) -> int:
    """Rows below the header, for a progress bar. Raises `CsvRunError`."""
    with opened(source) as table:
        return sum(1 for _ in table.rows)


@contextmanager
def opened(source: Source) -> Iterator[Table]:
    """The table, which is read as it is asked for. Raises `CsvRunError`."""
    with in_words(source):
        with _binary(source) as binary:
            encoding = encoding_of(binary)
        with _binary(source) as binary, _text(binary, encoding) as text:
            yield _table(text, encoding, source)


@contextmanager
def in_words(source: Source) -> Iterator[None]:
    """What goes wrong while it is read, as a `CsvRunError`."""
    name = str(source) if isinstance(source, Path) else "the file"
    try:
        yield
    except OSError as error:
        raise CsvRunError(f"{name} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise CsvRunError(f"{name} breaks off or is damaged; save it as “CSV UTF-8”") from None
    except csv.Error as error:
        raise CsvRunError(f"{name} is not a CSV file: {error}") from None


def checked(header: Sequence[str], shape: Shape) -> tuple[str, ...]:
    """The columns nobody reads. Raises `CsvRunError` for those that are missing."""
    if missing := [name for name in shape.needed if name not in header]:
        raise CsvRunError(f"the file has no column {', '.join(missing)}; the first line names them")
    if twice := sorted({name for name in header if name and header.count(name) > 1}):
        raise CsvRunError(f"the file has two columns {', '.join(twice)}")
    return tuple(
        name for name in header if name and name not in shape.columns and not name.startswith(FIELD)
    )


def _binary(source: Source) -> BinaryIO:
    return source.open("rb") if isinstance(source, Path) else source()


def _text(binary: BinaryIO, encoding: str) -> TextIOWrapper:
    return TextIOWrapper(binary, encoding=encoding, newline="")


def _table(text: IO[str], encoding: str, source: Source) -> Table:
    first = text.readline()
    if first.lstrip().startswith("{"):
        with _binary(source) as again, _text(again, encoding) as lines:
            header = list(_keys(lines))
        return Table(header, _objects(chain([first], text), header), encoding)
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(chain([first], text), delimiter=delimiter, strict=True)
    header = [name.strip().casefold() for name in next(reader, [])]
    numbered = enumerate(reader, start=2)
    rows = (Numbered(n, [plain(cell) for cell in cells]) for n, cells in numbered if any(cells))
    return Table(header, rows, encoding)


def _keys(lines: Iterator[str]) -> dict[str, None]:
    """Every name in the file, in the order of their first coming."""
    names: dict[str, None] = {}
    for line in lines:
        found = _object(line)
        if found is not None:
            names |= dict.fromkeys(name.strip().casefold() for name in found)
    return names


def _objects(lines: Iterator[str], header: Sequence[str]) -> Iterator[Numbered]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        found = _object(line)
        if found is None:
            yield Numbered(number, [line.strip()], NOT_JSON)
            continue
        cells = {name.strip().casefold(): value for name, value in found.items()}
        if any(isinstance(value, dict | list) for value in cells.values()):
            yield Numbered(number, [line.strip()], NOT_PLAIN)
        else:
            yield Numbered(number, [_cell(cells.get(name)) for name in header])


def _object(line: str) -> dict[str, object] | None:
    try:
        # Numbers as they are written: a case number has leading digits to lose.
        found = json.loads(line, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _cell(value: object) -> str:
    if value is None:
        return ""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
