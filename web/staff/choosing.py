"""Choosing a colleague or an office in a form: from a list where there are few; by writing what
they are called, with matches offered meanwhile, where there are many. Without script the words that
were written are enough."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import Select, func, or_
from sqlalchemy.orm import Session

from messaging.directory.access import Viewer
from messaging.directory.colleagues import offices, offices_called, people_called, writers
from messaging.models.agency import Branch
from messaging.models.staff import Staff
from web.catalogue import N_
from web.dependencies import RuntimeDep
from web.rendering import html
from web.staff.sessions import TaskReaderDep

router = APIRouter(prefix="/choices")

FEW = 30
"""So many stand in a list; more are found by name."""
BETWEEN = " · "
NO_SUCH = N_("Nothing here is called that. Write part of the name, and choose.")
SEVERAL = N_("Several are called that. Choose one of those offered, or write more of the name.")


class ChoiceError(Exception):
    """Why what was written leads to nobody, in words for the person."""


class Of(StrEnum):
    COLLEAGUES = "colleagues"
    """Who answers parents, of the branches that the reader sees."""
    OFFICES = "offices"


@dataclass(frozen=True, slots=True)
class Choice:
    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Choices:
    """What a form offers."""

    of: Of
    few: Sequence[Choice] | None
    """None: too many for a list."""


Found = Select[UUID, str, str]
"""Id, name, and what tells it from another of the same name: an email, a code."""
ALL: Mapping[Of, Callable[[Viewer], Found]] = MappingProxyType(
    {
        Of.COLLEAGUES: lambda viewer: writers(viewer.agency_id, viewer.branch_id).with_only_columns(
            Staff.id, Staff.name, Staff.email
        ),
        Of.OFFICES: lambda viewer: offices(viewer).with_only_columns(
            Branch.id, Branch.name, Branch.code
        ),
    }
)


def choices(found: Sequence[Staff] | Sequence[Branch], of: Of) -> Choices:
    """Of up to `FEW` + 1 of them."""
    return Choices(of, [Choice(row.id, row.name) for row in found] if len(found) <= FEW else None)


def label(row: Staff | Branch, among: Choices) -> str:
    """What the form says where this one is chosen."""
    if among.few is not None:
        return str(row.id)
    return BETWEEN.join((row.name, row.email if isinstance(row, Staff) else row.code))


def meant(session: Session, viewer: Viewer, of: Of, written: str) -> UUID:
    """Who is meant by an id, or by what they are called. Whether they may have what is asked is for
    the act to say. Raises `ChoiceError`."""
    try:
        return UUID(written)
    except ValueError:
        pass
    whole, last = written.strip(), written.rpartition(BETWEEN)[2].strip()
    found = ALL[of](viewer)
    _, name, further = found.selected_columns
    exactly = found.where(
        or_(func.lower(name) == whole.lower(), func.lower(further) == last.lower())
    )
    for such in (exactly, _called(found, of, whole)) if whole else ():
        rows = session.execute(such.limit(2)).all()
        if len(rows) > 1:
            raise ChoiceError(SEVERAL)
        if rows:
            return rows[0][0]
    raise ChoiceError(NO_SUCH)


@router.get("/{of}")
def offered(
    request: Request,
    runtime: RuntimeDep,
    person: TaskReaderDep,
    of: Of,
    field: Annotated[str, Query(max_length=40)] = "",
) -> HTMLResponse:
    """Matches of what is being written in `field`."""
    words = request.query_params.get(field, "")[:100].rpartition(BETWEEN)[2].strip()
    found = _called(ALL[of](person.viewer), of, words).limit(FEW)
    with runtime.reading() as session:
        rows = session.execute(found).all() if words else []
    labels = [f"{name}{BETWEEN}{further}" for _, name, further in rows]
    return html("staff/choices.html", person.voice.language, labels=labels)


def _called(found: Found, of: Of, words: str) -> Found:
    return offices_called(found, words) if of is Of.OFFICES else people_called(found, words)
