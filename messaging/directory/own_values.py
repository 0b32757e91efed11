"""What is known of parties in the fields of an agency's own: told, read, noted by staff."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from datetime import date
from functools import cached_property
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from messaging.compliance import field_words
from messaging.directory import audit, own_fields
from messaging.directory.access import Act, Viewer, require, visible_threads
from messaging.directory.own_fields import NO, YES, Field, Fields
from messaging.models.case import Case, Party
from messaging.models.own_field import FieldKind, OwnValue
from messaging.models.thread import Thread
from messaging.platform import bulk
from messaging.platform.bulk import among
from messaging.platform.ids import new_id
from messaging.platform.unit_of_work import Unit

Value = str | date
"""A word of a choice or of yes and no, a day, or a text, as the kind of its field says."""
Told = Mapping[str, str | bool | None]
"""By the key of a field, as a system wrote it. None: what was known holds no more."""

LONGEST_TEXT = 200
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
US_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
SAID: Mapping[str, str] = MappingProxyType(
    {"yes": YES, "true": YES, "1": YES, "no": NO, "false": NO, "0": NO}
)

NO_FIELD = "your agency has no such field; an administrator adds it on the page Settings"
NO_WORD = "is none of its choices"
NO_YES = "is neither yes nor no"
NO_DAY = "is no day between 2000 and 2099; write it as 2026-03-14"
NO_TEXT = f"is no line of at most {LONGEST_TEXT} characters"


class UnfitValueError(Exception):
    """Why it cannot stand in that field. Never says the value."""


class UnfitNotesError(Exception):
    """What somebody noted does not fit; nothing of it is kept."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(*problems.values())
        self.problems = problems
        """Why, by the key of the field; never the value."""


class NotFoundError(Exception):
    """There is no such thread for this viewer, or no such field."""


def parsed(field: Field, told: str | bool) -> Value:
    """Raises `UnfitValueError`. A choice may be told by its key or its name, in any case; also one
    that rests, so that a system that does not know yet is not turned away."""
    text = ("yes" if told else "no") if isinstance(told, bool) else told.strip()
    return _PARSE[field.kind](field, text)


def _choice(field: Field, text: str) -> Value:
    wanted = text.casefold()
    for one in field.choices:
        if wanted in (one.key, one.label.casefold()):
            return one.key
    raise UnfitValueError(NO_WORD)


def _yes_no(_field: Field, text: str) -> Value:
    said = SAID.get(text.casefold())
    if said is None:
        raise UnfitValueError(NO_YES)
    return said


def _day(_field: Field, text: str) -> Value:
    match = US_DAY.fullmatch(text)
    try:
        day = (
            date(int(match[3]), int(match[1]), int(match[2])) if match else date.fromisoformat(text)
        )
    except ValueError:
        raise UnfitValueError(NO_DAY) from None
    if not EARLIEST <= day < LATEST:
        raise UnfitValueError(NO_DAY)
    return day


def _text(_field: Field, text: str) -> Value:
    if not text or len(text) > LONGEST_TEXT or any(unicodedata.category(c)[0] == "C" for c in text):
        raise UnfitValueError(NO_TEXT)
    if why := field_words.not_a_value(text):
        raise UnfitValueError(why)
    return text


_PARSE = MappingProxyType(
    {
        FieldKind.CHOICE: _choice,
        FieldKind.YES_NO: _yes_no,
        FieldKind.DATE: _day,
        FieldKind.TEXT: _text,
    }
)


class Book:
    """What is known of some parties: read once for all of them, told of one after the other, and
    written in a fixed number of statements. Whoever tells holds the cases of the parties locked."""

    def __init__(self, unit: Unit, agency_id: UUID) -> None:
        self._unit, self._agency_id = unit, agency_id
        self._rows: dict[tuple[UUID, UUID], OwnValue] = {}
        """By party and field."""
        self._loaded: set[UUID] = set()
        self._new: dict[tuple[UUID, UUID], OwnValue] = {}

    @cached_property
    def fields(self) -> Fields:
        """Read when something is told or asked for the first time."""
        return own_fields.of_agency(self._unit.session, self._agency_id)

    def problems(self, told: Told) -> dict[str, str]:
        """Why some of it cannot be taken, by the key of the field."""
        found: dict[str, str] = {}
        for key, value in told.items():
            field = self.fields.get(key)
            try:
                if field is None:
                    raise UnfitValueError(NO_FIELD)
                if value is not None and not field.rests:
                    parsed(field, value)
            except UnfitValueError as error:
                found[key] = str(error)
        return found

    def load(self, party_ids: Collection[UUID], *, new: Collection[UUID] = ()) -> None:
        """What is known of them; of `new` ones there is nothing to be found."""
        wanted = set(party_ids) - self._loaded
        self._loaded |= wanted
        if not (wanted := wanted - set(new)):
            return
        session = self._unit.session
        rows = session.scalars(
            select(OwnValue)
            .where(
                OwnValue.agency_id == self._agency_id,
                among(session, OwnValue.party_id, wanted),
            )
            .execution_options(populate_existing=True)
        )
        self._rows |= {(row.party_id, row.field_id): row for row in rows}

    def tell(self, party_id: UUID, told: Told) -> list[str]:
        """What is told of one that is loaded counts from here on: the keys of what is otherwise
        now. A field that rests is passed over, so that retiring one holds up nothing else.
        Raises `UnfitValueError`."""
        return [
            key
            for key, value in told.items()
            if (field := self.fields.get(key)) and not field.rests
            if self._set(party_id, field, None if value is None else parsed(field, value))
        ]

    def words(self, party_id: UUID) -> Mapping[str, str]:
        """Of one that is loaded: the words known, by the keys of their fields."""
        return {
            field.key: row.word
            for field in self.fields.values()
            if (row := self._rows.get((party_id, field.id))) and row.word is not None
        }

    def write(self) -> None:
        """Add what is new; nothing is told afterwards."""
        bulk.add(self._unit.session, list(self._new.values()), keep=False)
        self._new = {}

    def _set(self, party_id: UUID, field: Field, value: Value | None) -> bool:
        place = (party_id, field.id)
        row = self._rows.get(place)
        if (None if row is None else value_of(field, row)) == value:
            return False
        if value is None:
            del self._rows[place]
            if self._new.pop(place, None) is None and row is not None:
                self._unit.session.delete(row)
            return True
        if row is None:
            row = self._rows[place] = self._new[place] = bulk.made(
                OwnValue,
                id=new_id(),
                agency_id=self._agency_id,
                party_id=party_id,
                field_id=field.id,
                word=None,
                day=None,
                text_sealed=None,
            )
        _put(row, field, value)
        row.changed_at = self._unit.now
        return True


def _put(row: OwnValue, field: Field, value: Value) -> None:
    if isinstance(value, date):
        row.day = value
    elif field.kind is FieldKind.TEXT:
        row.text = value
    else:
        row.word = value


def value_of(field: Field, row: OwnValue) -> Value | None:
    if field.kind is FieldKind.DATE:
        return row.day
    return row.text if field.kind is FieldKind.TEXT else row.word


def of_party(session: Session, party: Party) -> Mapping[UUID, OwnValue]:
    """By the id of their fields."""
    rows = session.scalars(
        select(OwnValue).where(OwnValue.agency_id == party.agency_id, OwnValue.party_id == party.id)
    )
    return {row.field_id: row for row in rows}


def note(
    unit: Unit, viewer: Viewer, actor: str, thread_id: UUID, told: Mapping[str, str]
) -> list[str]:
    """What a worker knows of the party of that thread, an empty text for nothing; the keys of what
    is otherwise now. Raises `ForbiddenError`, `NotFoundError` and `UnfitNotesError`."""
    require(viewer, Act.WRITE)
    party = unit.session.scalar(
        visible_threads(viewer).where(Thread.id == thread_id).with_only_columns(Party)
    )
    if party is None:
        raise NotFoundError
    # As whoever registers does: what is told of one party is told one after the other.
    unit.session.get_one(Case, party.case_id, with_for_update={"key_share": True})
    book = Book(unit, viewer.agency_id)
    if any(key not in book.fields or book.fields[key].rests for key in told):
        raise NotFoundError
    noted = {key: text.strip() or None for key, text in told.items()}
    if problems := book.problems(noted):
        raise UnfitNotesError(problems)
    book.load([party.id])
    changed = book.tell(party.id, noted)
    book.write()
    if changed:
        audit.note(
            unit, viewer.agency_id, actor, "party.fields", "party", party.id, fields=changed
        )  # fmt: skip
        unit.touch(viewer.agency_id, str(thread_id))
    return changed
