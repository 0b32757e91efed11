"""What people do with an agency's own versions of its campaigns: one writes, another approves, and
from then on whoever is newly enrolled is enrolled under it (`campaigns/own.py`)."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from campaigns import own, sound
from campaigns.definition import Campaign
from campaigns.loading import load_campaigns
from campaigns.models.experiment import Experiment
from campaigns.models.version import CampaignVersion
from messaging.directory import approving, audit
from messaging.directory.access import Viewer, require
from messaging.directory.approving import (
    CHANGED,
    OPEN,
    RULES,
    ApprovalError,
    Move,
    Stage,
    after,
)
from messaging.models.agency import Agency
from messaging.platform.ids import new_id
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from templates.library import Library

EXPERIMENT_RUNS = (
    "An experiment with this campaign takes parents in. What they hear must not change meanwhile: "
    "end it first."
)
NO_CHANGE = "This says what is in force already. Change something first."
REFUSALS = (EXPERIMENT_RUNS, NO_CHANGE, CHANGED)
"""What an `ApprovalError` says here, each in the catalogue of pages."""

_OPEN = CampaignVersion.stage.in_(sorted(OPEN))
_IN_FORCE = CampaignVersion.stage == Stage.APPROVED


class NotFoundError(Exception):
    """There is no such campaign, or no such version of it."""


def base(key: str) -> Campaign:
    """The shipped file. Raises `NotFoundError`."""
    found = load_campaigns().get(key)
    if found is None:
        raise NotFoundError
    return found


def of_campaign(session: Session, agency_id: UUID, key: str) -> Sequence[CampaignVersion]:
    """The newest first."""
    return session.scalars(
        select(CampaignVersion)
        .where(CampaignVersion.agency_id == agency_id, CampaignVersion.campaign == key)
        .order_by(CampaignVersion.version.desc())
    ).all()


def find(session: Session, agency_id: UUID, key: str, version: int) -> CampaignVersion:
    """Raises `NotFoundError`."""
    row = session.scalars(
        select(CampaignVersion).where(
            CampaignVersion.agency_id == agency_id,
            CampaignVersion.campaign == key,
            CampaignVersion.version == version,
        )
    ).one_or_none()
    if row is None:
        raise NotFoundError
    return row


def open_one(session: Session, agency_id: UUID, key: str) -> CampaignVersion | None:
    """The one that is being written or waits for a second person."""
    return session.scalars(
        select(CampaignVersion).where(
            CampaignVersion.agency_id == agency_id,
            CampaignVersion.campaign == key,
            _OPEN,
        )
    ).one_or_none()


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
    actor: str | None = None,
) -> CampaignVersion:
    """Write the open draft anew, or begin one. `seen` is the revision that stood before whoever
    writes; None where they began from what is in force.

    Raises `ForbiddenError`, `NotFoundError`, `ApprovalError` or `sound.DefinitionError`; then
    nothing was changed.
    """
    require(viewer, RULES[Move.SAVE].act)
    shipped = base(key)
    row = _one_locked(unit, viewer.agency_id, key, _OPEN)
    if (row is None) is not (seen is None):
        # A colleague began one, or theirs was decided, since the page was opened.
        raise ApprovalError(CHANGED)
    if row is not None:
        _moved(viewer, Move.SAVE, row, seen)
    campaign = sound.read(shipped, definition, _library(unit, runtime, viewer))
    if row is None:
        row = _begin(unit, viewer, key, campaign)
    else:
        row.stage, row.proposed_at = Stage.DRAFT, None
        row.definition, row.revision = sound.stored(campaign), row.revision + 1
        row.author_id, row.changed_at = viewer.staff_id, unit.now
    _note(unit, viewer, actor, row, "campaign.saved")
    return row


def propose(
    unit: Unit,
    runtime: Runtime,
    viewer: Viewer,
    key: str,
    version: int,
    *,
    seen: int | None = None,
    actor: str | None = None,
) -> CampaignVersion:
    """Send it to a second person. Raises as `save`, and where it changes nothing."""
    row = _locked(unit, viewer, Move.PROPOSE, key, version)
    stage = _moved(viewer, Move.PROPOSE, row, seen)
    wanted = sound.read(base(key), row.definition, _library(unit, runtime, viewer))
    in_force = own.of_agency(unit.session, viewer.agency_id).in_force[key]
    if sound.stored(wanted) == sound.stored(in_force):
        raise ApprovalError(NO_CHANGE)
    row.stage, row.proposed_at = stage, unit.now
    _note(unit, viewer, actor, row, "campaign.proposed")
    return row


def approve(
    unit: Unit,
    runtime: Runtime,
    viewer: Viewer,
    key: str,
    version: int,
    *,
    seen: int | None = None,
    actor: str | None = None,
) -> CampaignVersion:
    """From now on whoever is newly enrolled, or moved to another date, is so under it. Raises as
    `save`; never open to whoever wrote it."""
    row = _locked(unit, viewer, Move.APPROVE, key, version)
    stage = _moved(viewer, Move.APPROVE, row, seen)
    sound.read(base(key), row.definition, _library(unit, runtime, viewer))
    _no_experiment(unit, row)
    former = _one_locked(unit, viewer.agency_id, key, _IN_FORCE)
    if former is not None:
        former.stage, former.retired_at = Stage.RETIRED, unit.now
        # One is in force at a time, and the database sees to it.
        unit.session.flush()
    row.stage, row.approved_at = stage, unit.now
    _decided(unit, viewer, row)
    _note(unit, viewer, actor, row, "campaign.approved")
    unit.session.flush()
    return row


def refuse(
    unit: Unit,
    viewer: Viewer,
    key: str,
    version: int,
    reason: str,
    *,
    seen: int | None = None,
    actor: str | None = None,
) -> CampaignVersion:
    """With what should change. Raises as `approve`."""
    row = _locked(unit, viewer, Move.REFUSE, key, version)
    stage = _moved(viewer, Move.REFUSE, row, seen)
    row.stage, row.reason = stage, approving.reason(reason)
    _decided(unit, viewer, row)
    _note(unit, viewer, actor, row, "campaign.refused")
    return row


def discard(
    unit: Unit, viewer: Viewer, key: str, version: int, *, actor: str | None = None
) -> CampaignVersion:
    """Give up a draft, or what waits for approval. Raises as `save`."""
    row = _locked(unit, viewer, Move.DISCARD, key, version)
    row.stage, row.retired_at = _moved(viewer, Move.DISCARD, row, None), unit.now
    _note(unit, viewer, actor, row, "campaign.discarded")
    return row


def retire(
    unit: Unit, viewer: Viewer, key: str, version: int, *, actor: str | None = None
) -> CampaignVersion:
    """Back to the shipped file. Raises as `save`."""
    row = _locked(unit, viewer, Move.RETIRE, key, version)
    stage = _moved(viewer, Move.RETIRE, row, None)
    _no_experiment(unit, row)
    row.stage, row.retired_at = stage, unit.now
    _note(unit, viewer, actor, row, "campaign.retired")
    return row


def _library(unit: Unit, runtime: Runtime, viewer: Viewer) -> Library:
    """With the words of the agency."""
    return runtime.library_of(unit.session, unit.session.get_one(Agency, viewer.agency_id))


def _begin(unit: Unit, viewer: Viewer, key: str, campaign: Campaign) -> CampaignVersion:
    last = unit.session.scalar(
        select(func.max(CampaignVersion.version)).where(
            CampaignVersion.agency_id == viewer.agency_id, CampaignVersion.campaign == key
        )
    )
    row = CampaignVersion(
        id=new_id(),
        agency_id=viewer.agency_id,
        campaign=key,
        version=(last or 0) + 1,
        stage=Stage.DRAFT,
        definition=sound.stored(campaign),
        revision=1,
        author_id=viewer.staff_id,
        created_at=unit.now,
        changed_at=unit.now,
    )
    try:
        with unit.session.begin_nested():
            unit.session.add(row)
    except IntegrityError:
        raise ApprovalError(CHANGED) from None
    return row


def _locked(unit: Unit, viewer: Viewer, move: Move, key: str, version: int) -> CampaignVersion:
    require(viewer, RULES[move].act)
    row = _one_locked(unit, viewer.agency_id, key, CampaignVersion.version == version)
    if row is None:
        raise NotFoundError
    return row


def _one_locked(
    unit: Unit, agency_id: UUID, key: str, which: ColumnElement[bool]
) -> CampaignVersion | None:
    return unit.session.scalars(
        select(CampaignVersion)
        .where(
            CampaignVersion.agency_id == agency_id,
            CampaignVersion.campaign == key,
            which,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()


def _moved(viewer: Viewer, move: Move, row: CampaignVersion, seen: int | None) -> Stage:
    return after(viewer, move, row.stage, author_id=row.author_id, revision=row.revision, seen=seen)


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


def _decided(unit: Unit, viewer: Viewer, row: CampaignVersion) -> None:
    row.decided_by_id, row.decided_at = viewer.staff_id, unit.now


def _note(unit: Unit, viewer: Viewer, actor: str | None, row: CampaignVersion, act: str) -> None:
    audit.note(
        unit,
        row.agency_id,
        actor or viewer.actor,
        act,
        "campaign_version",
        row.id,
        campaign=row.campaign,
        version=row.version,
        revision=row.revision,
    )
