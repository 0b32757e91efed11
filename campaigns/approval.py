"""A version on its way from draft to in force, whatever it is of: each step by whom it is open to,
one at a time in an agency, on record, and told to those whom it concerns."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from campaigns import second_person
from campaigns.models.version import CampaignVersion
from messaging.directory import approving, audit
from messaging.directory.access import Viewer, require
from messaging.directory.approving import RULES, Move, Stage, after
from messaging.models.agency import Agency
from messaging.models.own_wording import OwnWording
from messaging.platform.ids import new_id
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime

Version = TypeVar("Version", CampaignVersion, OwnWording)
DONE: Mapping[Move, str] = {
    Move.SAVE: "saved",
    Move.PROPOSE: "proposed",
    Move.APPROVE: "approved",
    Move.REFUSE: "refused",
    Move.DISCARD: "discarded",
    Move.RETIRE: "retired",
}
"""As the audit calls it."""


class NotFoundError(Exception):
    """There is no such version for this viewer, or nothing of which it could be one."""


@dataclass(frozen=True, slots=True)
class _Named:
    word: str
    kind: str
    detail: Mapping[str, Any]
    page: str


def lock(unit: Unit, viewer: Viewer, move: Move) -> Agency:
    """One at a time writes or approves in an agency; messages of it go on being written. Raises
    `ForbiddenError`."""
    require(viewer, RULES[move].act)
    return unit.session.get_one(
        Agency, viewer.agency_id, with_for_update={"key_share": True}, populate_existing=True
    )


def one(session: Session, kind: type[Version], *which: ColumnElement[bool]) -> Version | None:
    """As it stands now."""
    found = select(kind).where(*which).execution_options(populate_existing=True)
    return session.scalars(found).one_or_none()


def allow(viewer: Viewer, move: Move, row: Version, seen: int | None = None) -> Stage:
    """What the rules say (`messaging/directory/approving.py`); `seen` is the revision that stood
    before whoever acts. Raises `ForbiddenError` or `ApprovalError`."""
    return after(viewer, move, row.stage, author_id=row.author_id, revision=row.revision, seen=seen)


def next_number(session: Session, kind: type[Version], *which: ColumnElement[bool]) -> int:
    return (session.scalar(select(func.max(kind.version)).where(*which)) or 0) + 1


def keep(
    unit: Unit, viewer: Viewer, row: Version, actor: str, saved_as: str | None = None
) -> Version:
    """The open draft says something else, or there is one from now on. `actor`: a key, where it is
    not the viewer themselves who acts; else empty. `saved_as` names this very act, for a key."""
    if row not in unit.session:
        row.id, row.agency_id, row.created_at, row.revision = (
            new_id(), viewer.agency_id, unit.now, 0
        )  # fmt: skip
        unit.session.add(row)
    row.stage, row.revision = Stage.DRAFT, row.revision + 1
    row.author_id, row.changed_at, row.saved_as = viewer.staff_id, unit.now, saved_as
    second_person.settled(unit, row)
    _note(unit, viewer, Move.SAVE, row, actor)
    unit.session.flush()
    return row


def take(
    unit: Unit,
    runtime: Runtime,
    viewer: Viewer,
    move: Move,
    row: Version,
    *,
    said: str = "",
    actor: str = "",
) -> Version:
    """Take the step that was allowed; `said` is what should change, for a refusal."""
    if move is Move.REFUSE:
        row.reason = approving.reason(said)
    row.stage = RULES[move].to
    if RULES[move].by_another:
        row.decided_by_id, row.decided_at = viewer.staff_id, unit.now
    if row.stage is Stage.RETIRED:
        row.retired_at = unit.now
    _note(unit, viewer, move, row, actor)
    unit.session.flush()
    second_person.tell(unit, move, row, runtime.settings.public_url + _named(row).page)
    return row


def _note(
    unit: Unit, viewer: Viewer, move: Move, row: CampaignVersion | OwnWording, actor: str
) -> None:
    named = _named(row)
    action = f"{named.word}.{DONE[move]}"
    audit.note(
        unit,
        row.agency_id,
        actor or viewer.actor,
        action,
        named.kind,
        row.id,
        version=row.version,
        revision=row.revision,
        **named.detail,
    )


def _named(row: CampaignVersion | OwnWording) -> _Named:
    if isinstance(row, CampaignVersion):
        detail = {"campaign": row.campaign}
        return _Named("campaign", "campaign_version", detail, f"/staff/campaigns/{row.campaign}")
    detail = {"template": row.template, "language": row.language}
    return _Named("wording", "wording", detail, f"/staff/wording/{row.template}")
