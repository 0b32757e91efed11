"""What people do with an agency's own versions of its campaigns: one writes, another approves, and
from then on whoever is newly enrolled is enrolled under it (`campaigns/own.py`)."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from campaigns import approval, own, sound
from campaigns.approval import NotFoundError
from campaigns.definition import Campaign
from campaigns.loading import load_campaigns
from campaigns.models.experiment import Experiment
from campaigns.models.version import CampaignVersion
from messaging.directory import own_fields
from messaging.directory.access import Viewer
from messaging.directory.approving import CHANGED, OPEN, ApprovalError, Move, Stage
from messaging.models.agency import Agency, Branch
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime

EXPERIMENT_RUNS = (
    "An experiment with this campaign takes parents in. What they hear must not change meanwhile: "
    "end it first."
)
NO_CHANGE = "This says what is in force already. Change something first."
REFUSALS = (EXPERIMENT_RUNS, NO_CHANGE, CHANGED)
"""What an `ApprovalError` says here, each in the catalogue of pages."""

_OPEN = CampaignVersion.stage.in_(sorted(OPEN))
_IN_FORCE = CampaignVersion.stage == Stage.APPROVED


def base(key: str) -> Campaign:
    """The shipped file. Raises `NotFoundError`."""
    found = load_campaigns().get(key)
    if found is None:
        raise NotFoundError
    return found


def of_campaign(session: Session, agency_id: UUID, key: str) -> Sequence[CampaignVersion]:
    """The newest first."""
    return session.scalars(
        select(CampaignVersion).where(*_of(agency_id, key)).order_by(CampaignVersion.version.desc())
    ).all()


def find(session: Session, agency_id: UUID, key: str, version: int) -> CampaignVersion:
    """Raises `NotFoundError`."""
    which = CampaignVersion.version == version
    row = approval.one(session, CampaignVersion, *_of(agency_id, key), which)
    if row is None:
        raise NotFoundError
    return row


def open_one(session: Session, agency_id: UUID, key: str) -> CampaignVersion | None:
    """The one that is being written or waits for a second person."""
    return approval.one(session, CampaignVersion, *_of(agency_id, key), _OPEN)


def open_ones(session: Session, agency_id: UUID) -> Sequence[CampaignVersion]:
    """Of every campaign."""
    return session.scalars(
        select(CampaignVersion).where(CampaignVersion.agency_id == agency_id, _OPEN)
    ).all()


def as_campaign(row: CampaignVersion) -> Campaign:
    """What a version says. Raises pydantic's `ValidationError` for one of another time."""
    return Campaign.model_validate({**row.definition, "key": row.campaign, "version": row.version})


def save(
    unit: Unit,
    runtime: Runtime,
    viewer: Viewer,
    key: str,
    definition: Mapping[str, Any],
    *,
    seen: int | None = None,
    actor: str = "",
    saved_as: str | None = None,
) -> CampaignVersion:
    """Write the open draft anew, or begin one. `seen` is the revision that stood before whoever
    writes; None where they began from what is in force.

    Raises `ForbiddenError`, `NotFoundError`, `ApprovalError` or `sound.DefinitionError`; then
    nothing was changed.
    """
    agency = approval.lock(unit, viewer, Move.SAVE)
    shipped = base(key)
    row = open_one(unit.session, agency.id, key)
    if (row is None) is not (seen is None):
        # A colleague began one, or theirs was decided, since the page was opened.
        raise ApprovalError(CHANGED)
    if row is not None:
        approval.allow(viewer, Move.SAVE, row, seen)
    campaign = _read(unit, runtime, agency, shipped, definition)
    if row is None:
        number = approval.next_number(unit.session, CampaignVersion, *_of(agency.id, key))
        row = CampaignVersion(campaign=key, version=number)
    row.definition, row.proposed_at = sound.stored(campaign), None
    return approval.keep(unit, viewer, row, actor, saved_as)


def act(
    unit: Unit,
    runtime: Runtime,
    viewer: Viewer,
    move: Move,
    key: str,
    version: int,
    *,
    seen: int | None = None,
    said: str = "",
    actor: str = "",
) -> CampaignVersion:
    """Any other step. Approved, whoever is newly enrolled or moved to another date is so under it
    from now on; refused, with what should change (`said`); retired, back to the shipped file.
    Raises as `save`."""
    agency = approval.lock(unit, viewer, move)
    row = find(unit.session, agency.id, key, version)
    approval.allow(viewer, move, row, seen)
    if move in (Move.PROPOSE, Move.APPROVE):
        wanted = _read(unit, runtime, agency, base(key), row.definition)
        if move is Move.PROPOSE:
            _says_something_else(unit, agency.id, wanted)
            row.proposed_at = unit.now
    if move in (Move.APPROVE, Move.RETIRE):
        _no_experiment(unit, row)
    if move is Move.APPROVE:
        _make_room(unit, agency.id, key)
        row.approved_at = unit.now
    return approval.take(unit, runtime, viewer, move, row, said=said, actor=actor)


def _read(
    unit: Unit, runtime: Runtime, agency: Agency, shipped: Campaign, definition: Mapping[str, Any]
) -> Campaign:
    """Against the words and the fields of the agency, whose lock lets no field rest meanwhile."""
    library = runtime.library_of(unit.session, agency)
    fields = own_fields.with_words(own_fields.of_agency(unit.session, agency.id))
    branches = unit.session.scalars(select(Branch.code).where(Branch.agency_id == agency.id)).all()
    return sound.read(shipped, definition, library, fields, branches)


def _says_something_else(unit: Unit, agency_id: UUID, wanted: Campaign) -> None:
    in_force = own.of_agency(unit.session, agency_id).in_force[wanted.key]
    if sound.stored(wanted) == sound.stored(in_force):
        raise ApprovalError(NO_CHANGE)


def _make_room(unit: Unit, agency_id: UUID, key: str) -> None:
    former = approval.one(unit.session, CampaignVersion, *_of(agency_id, key), _IN_FORCE)
    if former is not None:
        former.stage, former.retired_at = Stage.RETIRED, unit.now
        # One is in force at a time, and the database sees to it.
        unit.session.flush()


def _of(agency_id: UUID, key: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return CampaignVersion.agency_id == agency_id, CampaignVersion.campaign == key


def _no_experiment(unit: Unit, row: CampaignVersion) -> None:
    runs = unit.session.scalar(
        select(
            exists().where(
                Experiment.agency_id == row.agency_id,
                Experiment.campaign == row.campaign,
                Experiment.closed_at.is_(None),
            )
        )
    )
    if runs:
        raise ApprovalError(EXPERIMENT_RUNS)
