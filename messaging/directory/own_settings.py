"""What an agency's administrators set themselves: how it is called, where it is, its branches.

Nothing here takes anything away: a branch has cases and history, so it is renamed or rests.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from messaging.compliance import frequency
from messaging.directory import audit
from messaging.models.agency import Agency, Branch
from messaging.platform.unit_of_work import Unit
from messaging.platform.zones import UnknownZoneError, known_zone

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
STATE = re.compile(r"[A-Z]{2}")
CAP = re.compile(r"[0-9]{1,3}")
LONGEST_NAME, LONGEST_NEUTRAL, LONGEST_PHONE, LONGEST_BRANCH = 60, 40, 20, 80
PHONE = re.compile(rf"(?=(?:\D*\d){{3}})[0-9+() .-]{{3,{LONGEST_PHONE}}}")

NO_NAME = "Give a name, up to 60 characters."
NO_NEUTRAL = "Give a name without the program, up to 40 characters."
NO_PHONE = "Write the phone number as parents dial it, such as (312) 555-0100."
NO_ZONE = "That is not a time zone; write it as America/Chicago."
NO_STATE = "Write the state with two letters, such as IL."
NO_CODE = "A code has letters, digits, - and _ only, up to 40, as your systems write it."
NO_BRANCH_NAME = "Give the branch a name, up to 80 characters."
NO_CAP = "Write how many reminders a week are enough, 1 to 50, or leave it empty."
TAKEN = "There is a branch of that code already."
REFUSALS = (
    NO_NAME, NO_NEUTRAL, NO_PHONE, NO_ZONE, NO_STATE, NO_CODE, NO_BRANCH_NAME, NO_CAP,
    TAKEN,
)  # fmt: skip


class SettingError(Exception):
    """Why it was not set, in words for the person. Nothing was changed."""


class NotFoundError(Exception):
    """There is no such branch at this agency."""


@dataclass(frozen=True, slots=True)
class Own:
    """How an agency is called and where it is, as somebody typed it."""

    name: str
    """Opens its texts."""
    neutral_name: str
    """Gives no program away."""
    phone: str
    time_zone: str
    state: str
    reminder_cap: str
    """How many reminders a week are enough for one parent; empty: as many as there are."""


def change(unit: Unit, agency_id: UUID, actor: str, wanted: Own) -> bool:
    """Whether anything is otherwise now. Messages that are laid out keep their words and times.
    Raises `SettingError`."""
    agency = unit.session.get_one(Agency, agency_id, with_for_update=True)
    checked = _checked(wanted)
    changed = [name for name, value in checked.items() if getattr(agency, name) != value]
    for name in changed:
        setattr(agency, name, checked[name])
    if changed:
        audit.note(
            unit, agency_id, actor, "agency.changed", "agency", agency_id, fields=changed
        )  # fmt: skip
    return bool(changed)


def add_branch(unit: Unit, agency_id: UUID, actor: str, code: str, name: str) -> Branch:
    """Raises `SettingError`. `code` is what the agency's systems call it, and stays."""
    code = code.strip()
    if not CODE.fullmatch(code):
        raise SettingError(NO_CODE)
    branch = Branch(agency_id=agency_id, code=code, name=_branch_name(name))
    # One after the other, or two might add the same.
    unit.session.get_one(Agency, agency_id, with_for_update=True)
    known = select(Branch.id).where(Branch.agency_id == agency_id, Branch.code == code)
    if unit.session.scalar(known) is not None:
        raise SettingError(TAKEN)
    unit.session.add(branch)
    unit.session.flush()
    audit.note(unit, agency_id, actor, "branch.added", "branch", branch.id)
    return branch


def change_branch(
    unit: Unit, agency_id: UUID, actor: str, branch_id: UUID, name: str, *, enabled: bool
) -> None:
    """Another name, and whether anything is sent for its cases. Raises `SettingError`,
    `NotFoundError`."""
    branch = unit.session.scalars(
        select(Branch)
        .where(Branch.agency_id == agency_id, Branch.id == branch_id)
        .with_for_update()
    ).one_or_none()
    if branch is None:
        raise NotFoundError
    name = _branch_name(name)
    if branch.name != name:
        branch.name = name
        audit.note(unit, agency_id, actor, "branch.renamed", "branch", branch.id)
    if branch.enabled is not enabled:
        branch.enabled = enabled
        done = "branch.resumed" if enabled else "branch.paused"
        audit.note(unit, agency_id, actor, done, "branch", branch.id)


def _checked(wanted: Own) -> Mapping[str, str | int | None]:
    """By column."""
    try:
        zone = known_zone(wanted.time_zone.strip())
    except UnknownZoneError:
        raise SettingError(NO_ZONE) from None
    phone, state = wanted.phone.strip(), wanted.state.strip().upper()
    if not PHONE.fullmatch(phone):
        raise SettingError(NO_PHONE)
    if not STATE.fullmatch(state):
        raise SettingError(NO_STATE)
    return {
        "name": line(wanted.name, LONGEST_NAME, NO_NAME),
        "neutral_name": line(wanted.neutral_name, LONGEST_NEUTRAL, NO_NEUTRAL),
        "phone": phone,
        "time_zone": zone,
        "state": state,
        "reminder_cap": _cap(wanted.reminder_cap.strip()),
    }


def _cap(text: str) -> int | None:
    if not text:
        return None
    if not CAP.fullmatch(text) or not 1 <= int(text) <= frequency.MOST:
        raise SettingError(NO_CAP)
    return int(text)


def _branch_name(text: str) -> str:
    return line(text, LONGEST_BRANCH, NO_BRANCH_NAME)


def line(text: str, longest: int, otherwise: str) -> str:
    """One line that can be read, without the blanks around it."""
    text = text.strip()
    unreadable = any(unicodedata.category(letter)[0] == "C" for letter in text)
    if not text or len(text) > longest or unreadable:
        raise SettingError(otherwise)
    return text
