"""What is wrong with a setting, for whoever sets up a server: the variable, its meaning, how it
could be."""

from pydantic import BaseModel, ValidationError


class SettingsError(Exception):
    """A setting is wrong. The message names the variable, what is wrong, and an example."""


PLAINLY = {
    "string_pattern_mismatch": "it is not written as it should be",
    "string_too_short": "it is too short; it needs at least {min_length} characters",
    "too_short": "it is too short; it needs at least {min_length} characters",
}
"""What pydantic says in its own terms, for whoever sets up a server."""


def complaints(cls: type[BaseModel], error: ValidationError) -> list[str]:
    """A line for each variable that is wrong."""
    lines = []
    for problem in error.errors():
        if not problem["loc"]:
            lines.append(str(problem["msg"]).removeprefix("Value error, "))
            continue
        name = str(problem["loc"][0])
        plain = PLAINLY.get(problem["type"], str(problem["msg"]).removeprefix("Value error, "))
        said = plain.format(**problem.get("ctx", {}))
        lines.append(f"{named(cls, name)}: {said}.{_example(cls, name)}")
    return lines


def missing(cls: type[BaseModel], *names: str) -> str:
    """One of `names` has to be set, now that another variable is."""
    any_of = " or ".join(named(cls, name) for name in names)
    return f"{any_of} must be set too.{_example(cls, names[-1])}"


def named(cls: type[BaseModel], name: str) -> str:
    return f"{name.upper()} ({cls.model_fields[name].description})"


def _example(cls: type[BaseModel], name: str) -> str:
    examples = cls.model_fields[name].examples
    return f" Example: {name.upper()}={examples[0]}" if examples else ""
