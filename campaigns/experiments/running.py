"""Starting an agency's experiment, and ending it. What counts is decided at the start: how many,
or until when. Nobody sees an effect before that, so nobody can stop when it happens to look good
(docs/decisions/0015-experiments.md)."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from campaigns.definition import Campaign
from campaigns.experiments import planning
from campaigns.experiments.assignment import new_key
from campaigns.experiments.design import Design
from campaigns.models.enrollment import Enrollment
from campaigns.models.experiment import Closed, Experiment, Outcome
from messaging.directory import audit
from messaging.platform.ids import new_id
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime

LOOK_BACK = timedelta(days=90)
"""How far back is counted how many are enrolled, and how many reached the goal."""


class Refused(StrEnum):
    """Why an experiment cannot be started, and what to do."""

    REQUIRED_BY_LAW = "The law requires this campaign: nobody may be held out of it."
    NO_GOAL = "This campaign has no goal to count. Give it one in its file: [goal] on."
    NO_EXPERIMENT = "This campaign's file has no [experiment]. Add one first."
    UNDER_WAY = "An experiment with this campaign is under way already. End that one first."


class ExperimentError(Exception):
    """It cannot be started; the message is that of `why`."""

    def __init__(self, why: Refused) -> None:
        super().__init__(why.value)
        self.why = why


def start(
    unit: Unit, agency_id: UUID, campaign: Campaign, design: Design, actor: str
) -> Experiment:
    """From now on those newly enrolled take part. Raises `ExperimentError`."""
    if campaign.required_by_law:
        raise ExperimentError(Refused.REQUIRED_BY_LAW)
    if campaign.goal is None:
        raise ExperimentError(Refused.NO_GOAL)
    if campaign.experiment is None:
        raise ExperimentError(Refused.NO_EXPERIMENT)
    made = Experiment(
        id=new_id(),
        agency_id=agency_id,
        campaign=campaign.key,
        design=design.model_dump(mode="json"),
        wanted=planning.wanted(design),
        started_at=unit.now,
        started_by=actor,
        ends_at=unit.now + timedelta(days=design.longest_days),
    )
    made.key = new_key()
    try:
        with unit.session.begin_nested():
            unit.session.add(made)
    except IntegrityError:
        raise ExperimentError(Refused.UNDER_WAY) from None
    _note(unit, made, "experiment.started", actor)
    return made


def stop(unit: Unit, agency_id: UUID, campaign: str, actor: str) -> bool:
    """Nobody new takes part; False when none was open. What has begun is counted to its end."""
    row = unit.session.scalars(
        select(Experiment)
        .where(
            Experiment.agency_id == agency_id,
            Experiment.campaign == campaign,
            Experiment.closed_at.is_(None),
        )
        .with_for_update()
    ).one_or_none()
    if row is None:
        return False
    _close(unit, row, Closed.STOPPED, actor)
    return True


def close_due(runtime: Runtime, _runner: asyncio.Runner) -> int:
    """For the clock: end those that have as many as were planned, or whose time is up."""
    with runtime.reading() as session:
        due = [
            row.id for row in session.scalars(_open()) if _why_closed(session, row, runtime.clock())
        ]
    for experiment_id in due:
        with runtime.unit() as unit:
            row = unit.session.get_one(Experiment, experiment_id, with_for_update=True)
            why = _why_closed(unit.session, row, unit.now)
            if why and row.closed_at is None:
                _close(unit, row, why, "system")
    return 0


@dataclass(frozen=True, slots=True)
class Lately:
    """How a campaign fared of late, for planning."""

    per_day: float
    """Newly enrolled."""
    share: float | None
    """Of those whose time to reach the goal is over; None when there are none yet."""


def lately(session: Session, agency_id: UUID, campaign: str, now: datetime) -> Lately:
    over = Enrollment.counts_until <= now
    enrolled, first, counted, done = session.execute(
        select(
            func.count(),
            func.min(Enrollment.created_at),
            func.count().filter(over),
            func.count().filter(over, reached()),
        )
        .select_from(Enrollment)
        .outerjoin(Outcome, Outcome.enrollment_id == Enrollment.id)
        .where(
            Enrollment.agency_id == agency_id,
            Enrollment.campaign == campaign,
            Enrollment.created_at >= now - LOOK_BACK,
        )
    ).one()
    days = max(1.0, (now - first) / timedelta(days=1)) if enrolled else 1.0
    return Lately(enrolled / days, done / counted if counted else None)


def reached() -> ColumnElement[bool]:
    """Whether an enrollment's outcome (joined) came in time to count."""
    return and_(Outcome.at >= Enrollment.created_at, Outcome.at <= Enrollment.counts_until)


def taking_part(session: Session, row: Experiment) -> int:
    return (
        session.scalar(
            select(func.count()).where(
                Enrollment.agency_id == row.agency_id,
                Enrollment.experiment_id == row.id,
                Enrollment.arm.is_not(None),
            )
        )
        or 0
    )


def of_agency(session: Session, agency_id: UUID) -> Sequence[Experiment]:
    """The latest first."""
    return session.scalars(
        select(Experiment)
        .where(Experiment.agency_id == agency_id)
        .order_by(Experiment.started_at.desc(), Experiment.id)
    ).all()


def _open() -> Select[Experiment]:
    return select(Experiment).where(Experiment.closed_at.is_(None))


def _why_closed(session: Session, row: Experiment, now: datetime) -> Closed | None:
    if now >= row.ends_at:
        return Closed.END_DATE
    return Closed.ENOUGH if taking_part(session, row) >= row.wanted else None


def _close(unit: Unit, row: Experiment, why: Closed, actor: str) -> None:
    row.closed_at, row.closed_because = unit.now, why
    _note(unit, row, "experiment.closed", actor)


def _note(unit: Unit, row: Experiment, act: str, actor: str) -> None:
    audit.note(unit, row.agency_id, actor, act, "experiment", row.id, campaign=row.campaign)
