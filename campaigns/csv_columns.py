"""What the columns of a campaign's CSV file mean, and a row as the event it stands for.

docs/campaign-files.md explains the columns to the people who fill them in.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from campaigns.incoming.reading import FieldProblem

Cells = Mapping[str, str]
Convert = Callable[[str, ZoneInfo], object]

US_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(.*)")
YES_NO: Mapping[str, bool] = MappingProxyType(
    {"yes": True, "no": False, "true": True, "false": False, "1": True, "0": False}
)


def _plain(text: str, _zone: ZoneInfo) -> object:
    return text


def _iso_day(text: str, _zone: ZoneInfo) -> object:
    match = US_DAY.fullmatch(text)
    return f"{match[3]}-{int(match[1]):02}-{int(match[2]):02}{match[4]}" if match else text


def _moment(text: str, zone: ZoneInfo) -> object:
    """A local time gets the agency's zone; what is no time is left for the checks to name."""
    written = str(_iso_day(text, zone))
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return text
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).isoformat()


def _yes_no(text: str, _zone: ZoneInfo) -> object:
    return YES_NO.get(text.casefold(), text)


SHORTENED = re.compile(r"\d([.,]\d+)?e\+\d+", re.IGNORECASE)
"""What a spreadsheet makes of a long number: `1.3125550123E+10`."""
LOST = (
    "the spreadsheet has shortened this number to its scientific form, and digits may be lost: "
    "format the column as text, enter the number again and save"
)


@dataclass(frozen=True, slots=True)
class Column:
    """Where a cell goes in the event, and how it is turned."""

    path: tuple[str, ...]
    convert: Convert = _plain


COLUMNS: Mapping[str, Column] = MappingProxyType(
    {
        "case_number": Column(("case", "number")),
        "program": Column(("case", "program")),
        "branch": Column(("case", "branch")),
        "external_id": Column(("party", "external_id")),
        "role": Column(("party", "role"), lambda text, _zone: text.casefold()),
        "first_name": Column(("party", "first_name")),
        "last_name": Column(("party", "last_name")),
        "language": Column(("party", "language")),
        "time_zone": Column(("party", "time_zone")),
        "nondisclosure": Column(("party", "nondisclosure"), _yes_no),
    }
)
FIELD = "field:"
"""Begins the column of a field of the agency's own, whose key follows."""
NEEDED = ("case_number", "program", "branch", "external_id", "role")
NUMBERS = frozenset({"case_number", "external_id", "phone"})
"""They look like numbers, and are names."""
CONTACTS: Mapping[str, str] = MappingProxyType({"phone": "sms", "email": "email"})
CONSENT: Mapping[str, Column] = MappingProxyType(
    {"consent_source": Column(("source",)), "consent_at": Column(("at",), _moment)}
)


@dataclass(frozen=True, slots=True)
class Thing:
    """The columns of what an event is about."""

    name: str
    columns: Mapping[str, Column]
    needed: tuple[str, ...]
    date: str
    """The column that tells when."""
    id_column: str


def _thing(name: str, needed: tuple[str, ...], date_column: str, **others: Convert) -> Thing:
    id_column = f"{name}_id"
    columns = {id_column: Column((name, "id"))}
    columns |= {column: Column((name, column), turn) for column, turn in others.items()}
    return Thing(name, columns, needed, date_column, id_column)


THINGS: Mapping[str, Thing] = MappingProxyType(
    {
        "renewal.due": _thing("renewal", ("due_on",), "due_on", due_on=_iso_day),
        "payment.due": _thing("payment", ("payment_id", "due_on"), "due_on", due_on=_iso_day),
        "payment.posted": _thing(
            "payment", ("payment_id", "posted_on"), "posted_on", posted_on=_iso_day
        ),
        "appointment.scheduled": _thing(
            "appointment",
            ("appointment_id", "starts_at", "place"),
            "starts_at",
            starts_at=_moment,
            place=_plain,
        ),
    }
)
"""By the event type a campaign starts on. One with another type cannot be run from a file."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a file may have in it."""

    needed: tuple[str, ...]
    columns: frozenset[str]


PEOPLE = Shape(NEEDED, frozenset({*COLUMNS, *CONTACTS, *CONSENT}))
"""Of a file that only tells of people."""


def shape_of(thing: Thing) -> Shape:
    return Shape((*NEEDED, *thing.needed), PEOPLE.columns | thing.columns.keys())


@dataclass(frozen=True, slots=True, repr=False)
class Row:
    """One line of the file as an event's data, and which column each field came from."""

    data: Mapping[str, object]
    columns: Mapping[str, str]
    """Column by JSON pointer."""

    def column_of(self, problem: FieldProblem) -> str:
        return self.columns.get(problem.pointer, problem.pointer.removeprefix("/data/"))


def row_of(cells: Cells, thing: Thing | None, zone: ZoneInfo) -> Row:
    """Empty cells say nothing. Without a `thing` the row only tells of a person."""
    data: dict[str, dict[str, object]] = {"case": {}, "party": {}}
    pointers: dict[str, str] = {}
    if thing:
        data[thing.name] = {}
    for column, where in {**COLUMNS, **(thing.columns if thing else {})}.items():
        group, name = where.path
        pointers[f"/data/{group}/{name}"] = column
        if text := cells.get(column, "").strip():
            data[group][name] = where.convert(text, zone)
    if thing:
        data[thing.name].setdefault("id", data["case"].get("number", ""))
    data["party"]["contacts"] = _contacts(cells, zone, pointers)
    if fields := _fields(cells, pointers):
        data["party"]["fields"] = fields
    return Row(data, pointers)


def shortened(cells: Cells) -> list[str]:
    """The columns whose number a spreadsheet has shortened."""
    return [
        column
        for column, text in cells.items()
        if (column in NUMBERS or column.endswith("_id")) and SHORTENED.fullmatch(text.strip())
    ]


def identity(row: Row, thing: Thing, campaign: str) -> tuple[str, ...]:
    """What makes a row the same row in another file: campaign, case, party, thing and date."""
    place = (("case", "number"), ("party", "external_id"), (thing.name, "id"),
             thing.columns[thing.date].path)  # fmt: skip
    return (campaign, *(_at(row.data, group, name) for group, name in place))


def party_identity(row: Row) -> tuple[str, str]:
    """Case and person."""
    return _at(row.data, "case", "number"), _at(row.data, "party", "external_id")


def column_at(pointer: str) -> str:
    """The column that a value of the event stands in, of those no row is asked about."""
    *_, table, name = pointer.split("/")
    return f"{FIELD}{name}" if table == "fields" else name


def _fields(cells: Cells, pointers: dict[str, str]) -> dict[str, object]:
    """What a field is, the agency says; so its cells are taken as they are."""
    own = [column for column in cells if column.startswith(FIELD)]
    pointers |= {f"/data/party/fields/{column.removeprefix(FIELD)}": column for column in own}
    return {column.removeprefix(FIELD): text for column in own if (text := cells[column].strip())}


def _contacts(cells: Cells, zone: ZoneInfo, pointers: dict[str, str]) -> list[dict[str, object]]:
    consent = {
        where.path[0]: where.convert(text, zone)
        for column, where in CONSENT.items()
        if (text := cells.get(column, "").strip())
    }
    contacts: list[dict[str, object]] = []
    for column, kind in CONTACTS.items():
        if address := cells.get(column, "").strip():
            pointer = f"/data/party/contacts/{len(contacts)}"
            pointers[f"{pointer}/address"] = column
            pointers |= {f"{pointer}/consent/{w.path[0]}": c for c, w in CONSENT.items()}
            contact: dict[str, object] = {"kind": kind, "address": address}
            contacts.append({**contact, "consent": consent} if consent else contact)
    return contacts


def _at(data: Mapping[str, object], group: str, name: str) -> str:
    table = data.get(group)
    value = table.get(name, "") if isinstance(table, dict) else ""
    return value.isoformat() if isinstance(value, date) else str(value)
