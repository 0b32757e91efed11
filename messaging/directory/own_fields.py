"""The fields of an agency's own: what they are, and what administrators do with them.

Nothing is taken away: a field and a choice have values, so they are called otherwise or rest.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from messaging.compliance import field_words
from messaging.directory import audit
from messaging.directory.own_settings import NotFoundError, SettingError, line
from messaging.models.agency import Agency
from messaging.models.own_field import FieldKind, OwnField
from messaging.platform.unit_of_work import Unit

MOST_FIELDS, MOST_CHOICES = 30, 50
LONGEST_LABEL, LONGEST_CHOICE = 60, 60
KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
CHOICE_KEY = re.compile(r"[a-z0-9_]{1,40}")
YES, NO = "yes", "no"

NO_KEY = "A key has small letters, digits and _ only, up to 40, and begins with a letter."
NO_LABEL = "Give the field a name, up to 60 characters."
NO_CHOICES = "Write the choices one a line, as key = name or as the name alone."
TOO_MANY_CHOICES = "A field has at most 50 choices, those that rest among them."
TOO_MANY_FIELDS = "An agency has at most 30 fields. Let one rest that nobody needs."
TAKEN = "There is a field of that key already."
REFUSALS = (
    NO_KEY, NO_LABEL, NO_CHOICES, TOO_MANY_CHOICES, TOO_MANY_FIELDS, TAKEN, *field_words.REFUSALS
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    key: str
    label: str
    rests: bool = False
    """It is offered no more; who has it keeps it."""


@dataclass(frozen=True, slots=True)
class Field:
    """One as it is defined."""

    id: UUID
    key: str
    label: str
    kind: FieldKind
    choices: tuple[Choice, ...]
    rests: bool
    """Nothing more is noted in it, and no list asks for it."""

    @property
    def has_words(self) -> bool:
        """Whether its values are among a few, so that lists, campaigns and reports can use them."""
        return self.kind in (FieldKind.CHOICE, FieldKind.YES_NO)

    @property
    def words(self) -> tuple[str, ...]:
        """Every word it can hold, those that rest among them."""
        if self.kind is FieldKind.YES_NO:
            return (YES, NO)
        return tuple(one.key for one in self.choices)


Fields = Mapping[str, Field]
"""By key."""


def of_agency(session: Session, agency_id: UUID) -> Fields:
    """In the order of their labels."""
    rows = session.scalars(
        select(OwnField)
        .where(OwnField.agency_id == agency_id)
        .order_by(OwnField.label, OwnField.key)
    )
    return {row.key: _read(row) for row in rows}


def in_use(session: Session, agency_id: UUID) -> Fields:
    """Those that do not rest."""
    return {key: one for key, one in of_agency(session, agency_id).items() if not one.rests}


def with_words(fields: Fields) -> Mapping[str, tuple[str, ...]]:
    """What lists and campaigns may ask for: the words of each field in use, by its key."""
    return {key: one.words for key, one in fields.items() if one.has_words and not one.rests}


def add(
    unit: Unit,
    agency_id: UUID,
    actor: str,
    key: str,
    label: str,
    kind: FieldKind,
    choices: str = "",
) -> OwnField:
    """`choices` as somebody typed them, one a line. Raises `SettingError`; `key` is what the
    agency's systems call it, and stays, as does the kind."""
    key = key.strip()
    if not KEY.fullmatch(key):
        raise SettingError(NO_KEY)
    _decent(key)
    row = OwnField(agency_id=agency_id, key=key, label=_label(label), kind=kind, choices=[])
    if kind is FieldKind.CHOICE:
        row.choices = _stored(_choices(choices, ()))
    known = _locked(unit, agency_id)
    if key in known:
        raise SettingError(TAKEN)
    _room(known)
    unit.session.add(row)
    unit.session.flush()
    audit.note(unit, agency_id, actor, "field.added", "own_field", row.id)
    return row


def change(
    unit: Unit,
    agency_id: UUID,
    actor: str,
    field_id: UUID,
    label: str,
    choices: str = "",
    *,
    rests: bool,
) -> bool:
    """Another name, other choices (one that is left out rests), and whether it rests; whether
    anything is otherwise now. Raises `SettingError` and `NotFoundError`."""
    known = _locked(unit, agency_id)
    row = unit.session.scalars(
        select(OwnField).where(OwnField.agency_id == agency_id, OwnField.id == field_id)
    ).one_or_none()
    if row is None:
        raise NotFoundError
    before = _read(row)
    wanted = _choices(choices, before.choices) if row.kind is FieldKind.CHOICE else ()
    label = _label(label)
    if before.rests and not rests:
        _room(known)
    if (label, wanted) != (before.label, before.choices):
        row.label, row.choices = label, _stored(wanted)
        audit.note(unit, agency_id, actor, "field.changed", "own_field", row.id)
    if rests is not before.rests:
        row.rests_since = unit.now if rests else None
        done = "field.retired" if rests else "field.resumed"
        audit.note(unit, agency_id, actor, done, "own_field", row.id)
    return (label, wanted, rests) != (before.label, before.choices, before.rests)


def typed(choices: Sequence[Choice]) -> str:
    """Choices as somebody would type them; those that rest are left out."""
    return "\n".join(f"{one.key} = {one.label}" for one in choices if not one.rests)


def _locked(unit: Unit, agency_id: UUID) -> Fields:
    # One after the other, or two might add the same.
    unit.session.get_one(Agency, agency_id, with_for_update=True)
    return of_agency(unit.session, agency_id)


def _room(known: Fields) -> None:
    if sum(not one.rests for one in known.values()) >= MOST_FIELDS:
        raise SettingError(TOO_MANY_FIELDS)


def _read(row: OwnField) -> Field:
    choices = tuple(
        Choice(str(one["key"]), str(one["label"]), bool(one.get("rests"))) for one in row.choices
    )
    return Field(row.id, row.key, row.label, row.kind, choices, row.rests_since is not None)


def _stored(choices: Sequence[Choice]) -> list[dict[str, str | bool]]:
    return [asdict(one) for one in choices]


def _choices(text: str, before: Sequence[Choice]) -> tuple[Choice, ...]:
    """What was typed, and behind it what of `before` rests from now on."""
    found: dict[str, Choice] = {}
    by_label = {one.label.casefold(): one.key for one in before}
    for each in filter(str.strip, text.splitlines()):
        head, equals, tail = each.partition("=")
        label = line(tail if equals else head, LONGEST_CHOICE, NO_CHOICES)
        key = head.strip().casefold() if equals else by_label.get(label.casefold()) or slug(label)
        if not CHOICE_KEY.fullmatch(key) or key in found:
            raise SettingError(NO_CHOICES)
        _decent(key)
        _decent(label)
        found[key] = Choice(key, label)
    if not found:
        raise SettingError(NO_CHOICES)
    resting = [Choice(one.key, one.label, rests=True) for one in before if one.key not in found]
    if len(found) + len(resting) > MOST_CHOICES:
        raise SettingError(TOO_MANY_CHOICES)
    return (*found.values(), *resting)


def slug(label: str) -> str:
    """`North office` is `north_office`."""
    return "_".join(re.findall(r"[a-z0-9]+", label.casefold()))[:40]


def _label(text: str) -> str:
    label = line(text, LONGEST_LABEL, NO_LABEL)
    _decent(label)
    return label


def _decent(name: str) -> None:
    if why := field_words.not_a_field(name):
        raise SettingError(why)
