"""Values as a reader sees them: cleaned, checked against their declaration, written out."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from babel.numbers import format_decimal
from markupsafe import Markup, escape

from templates.fields import Channel, FieldSpec, FieldType, FieldValue
from templates.gsm import gsm_spelling
from templates.languages import Form, Language
from templates.segments import count
from templates.wording import Literal, Slot, Wording

LINK = re.compile(
    r"(https?://[a-z0-9.\-\[\]:]+|[a-z0-9.-]+\.[a-z]{2,}(:\d+)?)([/?#][^\s<>\"']*)?", re.IGNORECASE
)
"""A whole address, on whatever host serves it, or a bare domain as people write it."""
PHONE = re.compile(r"\+?[0-9(][0-9 ().-]*[0-9]")
MOST = 9999
BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
DEFAULT_FORM: Mapping[FieldType, Form] = {FieldType.DATE: "date", FieldType.DATETIME: "moment"}
ALLOWED_FORMS: Mapping[FieldType, frozenset[Form]] = {
    FieldType.DATE: frozenset({"date", "weekday"}),
    FieldType.DATETIME: frozenset({"date", "weekday", "moment", "slot", "until"}),
}


class Target(StrEnum):
    """What the words are written for."""

    TEXT = "text"
    HTML = "html"


class ValueRefused(ValueError):  # noqa: N818 - says what happened to the value
    """A value does not fit its field. The message never repeats it."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes fields for one channel in one language."""

    fields: Mapping[str, FieldSpec]
    language: Language
    channel: Channel

    def write(
        self, wording: Wording, values: Mapping[str, FieldValue | None], target: Target
    ) -> str:
        """Fill a wording in. In HTML every word is escaped, the editor's and the values'.

        Raises `FieldRefused` for a missing value or one that does not fit.
        """
        return "".join(
            self._words(piece.text, target)
            if isinstance(piece, Literal)
            else self._slot(piece, values.get(piece.field), target)
            for piece in wording.pieces
        )

    def _words(self, words: str, target: Target) -> str:
        return str(escape(words)) if target is Target.HTML else words

    def _slot(self, slot: Slot, value: FieldValue | None, target: Target) -> str:
        if value is None or value == "":
            if slot.may_be_missing:
                return ""
            raise FieldRefused(slot.field, "it has no value")
        spec = self.fields[slot.field]
        try:
            plain = self._plain(spec, slot, value)
        except ValueRefused as error:
            raise FieldRefused(slot.field, str(error)) from None
        before = slot.after or ""
        if target is Target.HTML:
            return str(escape(before) + _html(spec.type, plain, slot.label))
        return f"{before}{slot.label}: {plain}" if slot.label else f"{before}{plain}"

    def _plain(self, spec: FieldSpec, slot: Slot, value: FieldValue) -> str:
        if spec.type in ALLOWED_FORMS:
            form = slot.form or DEFAULT_FORM[spec.type]
            day = _date(value) if spec.type is FieldType.DATE else _moment(value)
            return self._narrow(self.language.write_day(day, form, self.channel))
        if spec.type is FieldType.NUMBER:
            return str(format_decimal(_number(value), locale=self.language.locale))
        if spec.type is FieldType.WORKDAYS:
            return self._narrow(self.language.count.work_days(_number(value)))
        return CHECKS[spec.type](_text(value, spec.longest))

    def _narrow(self, words: str) -> str:
        # "sábado" alone would turn a one-part text into three
        if self.channel != "sms":
            return words
        narrow = gsm_spelling(words)
        return words if count(narrow).offenders else narrow


class FieldRefused(Exception):  # noqa: N818 - becomes a RenderError, which names the template
    """A field could not be filled in."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


def clean(value: str) -> str:
    """One line of visible characters: no line break, control or direction mark survives, so that
    a value can never add a header, a paragraph, or turn the words around it."""
    visible = "".join(
        character
        for character in " ".join(unicodedata.normalize("NFC", value).split())
        if unicodedata.category(character) not in ("Cc", "Cs") and character not in BIDI_CONTROLS
    )
    return " ".join(visible.split())


def _text(value: FieldValue, longest: int) -> str:
    if not isinstance(value, str):
        raise ValueRefused("a text is wanted")
    text = clean(value)
    if not text:
        raise ValueRefused("it is blank")
    if len(text) > longest:
        raise ValueRefused(f"it is longer than {longest} characters")
    return text


def _link(text: str) -> str:
    if not LINK.fullmatch(text):
        raise ValueRefused("it is no web address")
    return text


def _phone(text: str) -> str:
    if not PHONE.fullmatch(text):
        raise ValueRefused("it is no phone number")
    return text


CHECKS: Mapping[FieldType, Callable[[str], str]] = {
    FieldType.TEXT: str,
    FieldType.LINK: _link,
    FieldType.PHONE: _phone,
}


def _number(value: FieldValue) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueRefused("a whole number is wanted")
    if not 0 <= value <= MOST:
        raise ValueRefused(f"it is not between 0 and {MOST}")
    return value


def _date(value: FieldValue) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ValueRefused("a date without a time is wanted")
    return value


def _moment(value: FieldValue) -> datetime:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise ValueRefused("a time in the reader's own zone is wanted")
    return value


def _html(kind: FieldType, plain: str, label: str | None) -> Markup:
    if kind is FieldType.LINK:
        address = plain if "://" in plain else f"https://{plain}"
        return Markup('<a href="{}">{}</a>').format(address, label or plain)
    if kind is FieldType.PHONE:
        digits = "".join(character for character in plain if character in "+0123456789")
        return Markup('<a href="tel:{}">{}</a>').format(_dialled(digits), plain)
    return escape(plain)


def _dialled(digits: str) -> str:
    # RFC 3966 wants the country; ten digits alone are a North American number
    return f"+1{digits}" if len(digits) == 10 and digits[0] != "+" else digits


LONGEST_MOMENT = datetime(2028, 9, 27, 22, 30, tzinfo=UTC)
"""A Wednesday in September: the longest day words of the shipped languages."""


def longest_values(fields: Mapping[str, FieldSpec]) -> Mapping[str, FieldValue]:
    """For each field the value that makes a message longest, in the encoding that holds least."""
    return {name: _longest(spec) for name, spec in fields.items()}


def _longest(spec: FieldSpec) -> FieldValue:
    values: Mapping[FieldType, FieldValue] = {
        FieldType.TEXT: "ž" * spec.longest,
        FieldType.LINK: "a.example/".ljust(spec.longest, "a"),
        FieldType.PHONE: "5" * spec.longest,
        FieldType.NUMBER: MOST,
        FieldType.WORKDAYS: MOST,
        FieldType.DATE: LONGEST_MOMENT.date(),
        FieldType.DATETIME: LONGEST_MOMENT,
    }
    return values[spec.type]
