"""The kinds of value an agency's event is made of, each with a limit."""

import unicodedata
from datetime import date, datetime
from typing import Annotated
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    PlainValidator,
    StringConstraints,
)
from pydantic_core import PydanticCustomError

EARLIEST = date(2000, 1, 1)
LATEST = date(2100, 1, 1)
LONGEST_TOLD = 1_000
"""Of what stands in a field of the agency's own; its kind says less."""
_ZONES = frozenset(available_timezones())


class Incoming(BaseModel):
    """Unknown fields are left to the stored original. Says nothing of itself in a log."""

    model_config = ConfigDict(
        extra="ignore", frozen=True, strict=True, hide_input_in_errors=True, allow_inf_nan=False
    )

    def __repr__(self) -> str:
        return f"{type(self).__name__}(…)"

    __str__ = __repr__


def _printable(text: str) -> str:
    # PostgreSQL refuses NUL in a text, and no name or number has any other control character.
    if any(unicodedata.category(letter) == "Cc" for letter in text):
        raise PydanticCustomError("printable", "has a character that cannot be printed")
    return text


def _sensible_day(day: date) -> date:
    if not EARLIEST <= day < LATEST:
        raise PydanticCustomError("sensible_day", "must lie between the years 2000 and 2099")
    return day


def _sensible_moment(moment: datetime) -> datetime:
    _sensible_day(moment.date())
    return moment


def _zone(name: str) -> str:
    if name not in _ZONES:
        raise PydanticCustomError("zone", "is not a time zone; write it as America/Chicago")
    return name


def _told(value: object) -> str | bool | None:
    if value is None or isinstance(value, bool):
        return value
    if not isinstance(value, str) or len(value) > LONGEST_TOLD:
        raise PydanticCustomError("told", "must be a text, true, false or null")
    return _printable(value.strip())


def _text(longest: int, *, least: int = 1) -> object:
    return StringConstraints(strip_whitespace=True, min_length=least, max_length=longest)


Key = Annotated[str, _text(40), AfterValidator(_printable)]
"""A case number, a program, a branch: no longer than its column."""
ExternalId = Annotated[str, _text(80), AfterValidator(_printable)]
"""The agency's own number for a person or a thing."""
Name = Annotated[str, _text(80, least=0), AfterValidator(_printable)]
Place = Annotated[str, _text(80), AfterValidator(_printable)]
"""As long as the wording library lets a place be."""
Note = Annotated[str, _text(80), AfterValidator(_printable)]
Told = Annotated[str | bool | None, PlainValidator(_told)]
"""What stands in a field of the agency's own; what kind that is, the agency says."""
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z]{2,4})?$")]
Zone = Annotated[str, _text(40), AfterValidator(_zone)]
Day = Annotated[date, AfterValidator(_sensible_day)]
Moment = Annotated[AwareDatetime, AfterValidator(_sensible_moment)]
