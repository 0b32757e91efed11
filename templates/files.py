"""The files of a wording library, as an editor writes them, and reading them strictly."""

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from templates.errors import Problem
from templates.fields import FieldUse


class Topic(StrEnum):
    """What a message is about: what a parent can choose to hear of."""

    RENEWAL = "renewal"
    PAYMENT = "payment"
    APPOINTMENT = "appointment"
    CHAT = "chat"
    SERVICE = "service"
    """Answers to keywords and to what a parent just wrote."""
    SAFETY = "safety"
    STAFF_REPLY = "staff_reply"
    """A worker's own words. No template has it; the gate's rules name it."""


class Role(StrEnum):
    """Whom a role-specific template may go to: a party's role on the case."""

    CUSTODIAL = "custodial"
    NONCUSTODIAL = "noncustodial"
    GUARDIAN = "guardian"
    OTHER = "other"


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DeclaredFields(_File):
    """The fields one channel of a template uses."""

    fields: tuple[str, ...]
    optional: tuple[str, ...] = ()
    """Those of them that may have no value."""

    @property
    def use(self) -> FieldUse:
        optional = frozenset(self.optional)
        return FieldUse(frozenset(self.fields) - optional, optional)


class Declaration(_File):
    """`declarations/<key>.v<version>.toml`."""

    version: int = Field(ge=1)
    topic: Topic
    purpose: str = Field(min_length=1)
    generic: bool
    """Safe for a shared phone: names no program, person or role."""
    roles: tuple[Role, ...]
    """Empty: any role."""
    sms: DeclaredFields | None = None
    email: DeclaredFields | None = None

    @property
    def uses(self) -> dict[str, FieldUse]:
        declared = {"sms": self.sms, "email": self.email}
        return {channel: part.use for channel, part in declared.items() if part}


class SmsText(_File):
    text: str = Field(min_length=1)


class EmailText(_File):
    subject: str = Field(min_length=1)
    why: str = Field(min_length=1)
    body: str = Field(min_length=1)


class WordingFile(_File):
    """`<language>/<key>.v<version>.toml`."""

    sms: SmsText | None = None
    email: EmailText | None = None


class FooterFile(_File):
    """`<language>/email.toml`."""

    footer: str = Field(min_length=1)


Schema = TypeVar("Schema", bound=BaseModel)


def read_toml(path: Path, name: str, problems: list[Problem]) -> Mapping[str, object] | None:
    """The file's tables; None, with a problem noted, when it cannot be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        problems.append(Problem(name, "the file is missing", "add it"))
    except UnicodeDecodeError:
        problems.append(Problem(name, "it is not UTF-8", "save it as UTF-8"))
    except tomllib.TOMLDecodeError as error:
        problems.append(Problem(name, f"it is not TOML: {error}", "mend that line"))
    return None


def read_as(schema: type[Schema], path: Path, name: str, problems: list[Problem]) -> Schema | None:
    """The file as a value; None, with every problem noted, when it is not as it should be."""
    table = read_toml(path, name, problems)
    return None if table is None else validate(schema, table, name, problems)


def validate(
    schema: type[Schema], table: object, name: str, problems: list[Problem]
) -> Schema | None:
    try:
        return schema.model_validate(table)
    except ValidationError as error:
        for one in error.errors(include_url=False, include_input=False):
            place = ".".join(str(part) for part in one["loc"]) or "the file"
            problems.append(Problem(name, f"{place}: {one['msg']}", f"mend {place}"))
        return None
