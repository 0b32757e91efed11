"""The one table of everything a message may say about anyone: `library/fields.toml`.

A field is declared once, with how sensitive it is. What must never travel by text or email is
declared as `forbidden`, so that a template which asks for it does not load and says why
(45 CFR 303.21; IRS Publication 1075).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

FieldValue = str | int | date | datetime
Channel = str
"""`sms` or `email`."""
CHANNELS: tuple[Channel, ...] = ("sms", "email")


class Sensitivity(StrEnum):
    """Who may learn something from a field's value."""

    PUBLIC = "public"
    """Safe on a shared phone: names no program, person or role."""
    AGENCY = "agency"
    """Tells which program the parent deals with."""
    OWN = "own"
    """About the parent who reads it."""
    FORBIDDEN = "forbidden"
    """Never in a text or an email."""


class FieldType(StrEnum):
    """What kind of value a field takes, and so how it is written."""

    TEXT = "text"
    LINK = "link"
    PHONE = "phone"
    NUMBER = "number"
    WORKDAYS = "workdays"
    DATE = "date"
    DATETIME = "datetime"


class FieldSpec(BaseModel):
    """One table of `fields.toml`."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)

    meaning: str = Field(min_length=1)
    sensitivity: Sensitivity
    type: FieldType = FieldType.TEXT
    reason: str = ""
    """Why it is forbidden, in words an editor understands."""
    channels: tuple[Channel, ...] = CHANNELS
    longest: int = Field(default=60, ge=1, le=300)
    """Characters a text, link or phone may have at most; a longer value is refused."""
    names_agency: bool = False
    sample: str | int | date | datetime | None = None
    samples: Mapping[str, str] = Field(default_factory=dict)
    """Samples that differ by language."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.sensitivity is Sensitivity.FORBIDDEN:
            if not self.reason:
                raise ValueError("a forbidden field needs a reason")
        elif self.sample is None:
            raise ValueError("a field needs a sample, for previews and checks")
        if unknown := set(self.channels) - set(CHANNELS):
            raise ValueError(f"unknown channel {', '.join(sorted(unknown))}")
        return self


@dataclass(frozen=True, slots=True)
class FieldUse:
    """The fields one template uses on one channel."""

    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()

    @property
    def all(self) -> frozenset[str]:
        return self.required | self.optional

    def __or__(self, other: "FieldUse") -> "FieldUse":
        required = self.required | other.required
        return FieldUse(required, (self.optional | other.optional) - required)


def sample_values(fields: Mapping[str, FieldSpec], language: str) -> dict[str, FieldValue]:
    """A plainly sample value for every field that exists, for previews and checks."""
    return {
        name: spec.samples.get(language, spec.sample)
        for name, spec in fields.items()
        if spec.sample is not None
    }
