"""From the JSON text of an event to a checked value, or to every reason why not."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import NoReturn

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from campaigns.incoming import tax_information
from campaigns.incoming.kinds import EVENTS, AgencyEventIn, model_of

MOST_PROBLEMS = 50
"""Nobody reads more, and an answer must not be far larger than what it answers."""


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One field that cannot be taken: where it stands (RFC 6901), and what is wrong with it."""

    pointer: str
    detail: str


class MalformedEventError(Exception):
    """The text is not JSON. The message says where it breaks, never what it says."""


class EventRefusedError(Exception):
    """The event cannot be taken. Carries every problem, none of the values."""

    def __init__(self, problems: Iterable[FieldProblem]) -> None:
        self.problems = tuple(islice(problems, MOST_PROBLEMS))
        super().__init__(f"{len(self.problems)} field(s) cannot be taken")


def read_event(raw: str) -> AgencyEventIn:
    """Raises `MalformedEventError` or `EventRefusedError`."""
    document = _document(raw)
    if not isinstance(document, dict):
        raise EventRefusedError([FieldProblem("", "must be a JSON object")])
    if irs := list(tax_information.marked(document)):
        raise EventRefusedError(FieldProblem(at, tax_information.WHY) for at in irs)
    model = _model(document.get("type"))
    try:
        # From the text again: only then do strict rules know a date from a number.
        return model.model_validate_json(raw)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False, include_context=False)
        if details[0]["type"] == "json_invalid":
            raise MalformedEventError(details[0]["msg"]) from None
        raise EventRefusedError(_problem(one) for one in details) from None


def _document(raw: str) -> object:
    try:
        return json.loads(raw, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise MalformedEventError(
            f"{error.msg} (line {error.lineno}, column {error.colno})"
        ) from None
    except RecursionError:
        raise MalformedEventError("it is nested too deeply") from None
    except ValueError as error:
        raise MalformedEventError(str(error)) from None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _model(type_name: object) -> type[AgencyEventIn]:
    model = model_of(type_name) if isinstance(type_name, str) else None
    if model is None:
        known = ", ".join(EVENTS)
        raise EventRefusedError(
            [
                FieldProblem(
                    "/type", f"is not a known event type; use one of {known}, or your own x.…"
                )
            ]
        )
    return model


WORDS: Mapping[str, str] = {
    "missing": "is required",
    "string_type": "must be a text in quotes",
    "string_too_short": "must not be empty",
    "timezone_aware": "needs a time zone, such as -06:00 or Z",
    "tuple_type": "must be a list",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
    "string_pattern_mismatch": "is not a language code; write it as en or es",
}
"""Plain words for what pydantic finds; anything else is told in its own."""


def _problem(one: ErrorDetails) -> FieldProblem:
    message = one["msg"].replace("Input should", "should").replace("String should", "should")
    pointer = "".join(f"/{part}" for part in one["loc"])
    return FieldProblem(pointer, WORDS.get(one["type"], message))
