"""The forms that staff can ask a parent to fill in. A form is a row here; its page and what staff
read follow from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from web.catalogue import N_

LONGEST_LINE = 200
LONGEST_TEXT = 2_000


class Asks(StrEnum):
    LINE = "line"
    PHONE = "phone"
    EMAIL = "email"
    TEXT = "text"
    DAY = "day"
    CHOICE = "choice"

    @property
    def input(self) -> str:
        """The kind of `<input>`, which also says what it is for (WCAG 1.3.5). Nothing is kept to be
        filled in again: others may use that phone."""
        return {Asks.PHONE: "tel", Asks.EMAIL: "email", Asks.DAY: "date"}.get(self, "text")


@dataclass(frozen=True, slots=True)
class Field:
    key: str
    label: str
    asks: Asks = Asks.LINE
    required: bool = False
    choices: Sequence[str] = ()
    hint: str = ""

    @property
    def longest(self) -> int:
        return LONGEST_TEXT if self.asks is Asks.TEXT else LONGEST_LINE

    def problem(self, said: str) -> str:
        """What is wrong with what was filled in, or nothing."""
        if not said:
            return NEEDED if self.required else ""
        if len(said) > self.longest:
            return TOO_LONG
        if self.asks is Asks.DAY and not _is_day(said):
            return NO_DAY
        if self.asks is Asks.CHOICE and said not in self.choices:
            return NOT_OFFERED
        return ""


@dataclass(frozen=True, slots=True)
class Form:
    name: str
    """As staff choose it, and as it heads what they read."""
    title: str
    """As the parent reads it: it tells a stranger nothing about them."""
    intro: str
    fields: Sequence[Field]
    files: bool = False
    """Whether pictures and files may come with it."""

    def problems(self, said: Mapping[str, str]) -> dict[str, str]:
        """By field."""
        found = {field.key: field.problem(said.get(field.key, "")) for field in self.fields}
        return {key: words for key, words in found.items() if words}

    def read(self, fields: Mapping[str, str]) -> dict[str, str]:
        """What its fields say; a line is one line, so that it looks like no other field."""
        asked = {field.key: (field, fields.get(field.key, "").strip()) for field in self.fields}
        return {
            key: words if field.asks is Asks.TEXT else " ".join(words.split())
            for key, (field, words) in asked.items()
        }

    def written_in(self, said: Mapping[str, str]) -> bool:
        return any(said.get(field.key) for field in self.fields)

    def written(self, said: Mapping[str, str]) -> str:
        """What staff read: a line for each field that was filled in."""
        filled = [(field.label, said.get(field.key, "")) for field in self.fields]
        lines = [f"{label}: {words}" for label, words in filled if words]
        return "\n".join([f"Form: {self.name}", *lines])


MARKED = N_("Please look at what is marked below. Nothing is sent yet.")
NOTHING = N_("Please fill in something first.")
NEEDED = N_("Please fill this in.")
TOO_LONG = N_("That is too long. Please make it shorter.")
NO_DAY = N_("That is not a day. Choose one, such as 2026-03-06.")
NOT_OFFERED = N_("Please choose one of these.")
YES_NO = (N_("Yes"), N_("No"))

FORMS: Mapping[str, Form] = MappingProxyType(
    {
        "contact": Form(
            N_("How to reach you"),
            N_("How can we reach you?"),
            N_("Tell us the best way to reach you. Fill in only what has changed."),
            (
                Field("phone", N_("Phone number"), Asks.PHONE),
                Field("private", N_("Are you the only one who reads texts on it?"), Asks.CHOICE,
                      choices=YES_NO),
                Field("email", N_("Email address"), Asks.EMAIL),
                Field("when", N_("Good times to reach you")),
                Field("more", N_("Anything else we should know"), Asks.TEXT),
            ),
        ),
        "work": Form(
            N_("Your work"),
            N_("A few questions about work"),
            N_("Fill in what you know. You can leave the rest empty."),
            (
                Field("employer", N_("Where you work now"), required=True),
                Field("since", N_("Since when"), Asks.DAY),
                Field("hours", N_("Hours a week, about")),
                Field("change", N_("What has changed, or is about to"), Asks.TEXT),
            ),
            files=True,
        ),
        "tell_us": Form(
            N_("Something we should know"),
            N_("What should we know?"),
            N_("Only your worker's office reads this. It is not shown on this page again, and it is"
               " not passed on to anybody on your case."),
            (
                Field("words", N_("In your own words"), Asks.TEXT, required=True,
                      hint=N_("In danger right now? Call 911.")),
                Field("links", N_("Web pages or names that may help us"), Asks.TEXT),
            ),
            files=True,
        ),
    }
)  # fmt: skip


def _is_day(said: str) -> bool:
    try:
        date.fromisoformat(said)
    except ValueError:
        return False
    return True
