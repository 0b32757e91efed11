"""Who takes part in which running experiment, as which arm; looked up for many at once."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from campaigns.definition import Campaign
from campaigns.experiments.assignment import arm_of
from campaigns.experiments.design import HELD_OUT, Design
from campaigns.models.experiment import Experiment
from campaigns.schedule import Planned, Skip
from messaging.models.case import Party
from messaging.models.person import Person
from messaging.platform.bulk import among
from messaging.platform.unit_of_work import Unit

IN_CRISIS = "in_crisis"


@dataclass(frozen=True, slots=True)
class Part:
    """One enrollment's part in an experiment."""

    experiment_id: UUID
    arm: str | None
    """None: they are left apart, and reminded as ever."""
    apart_because: str | None


@dataclass(frozen=True, slots=True, repr=False)
class _Running:
    id: UUID
    key: bytes
    design: Design
    ends_at: datetime


class TakingPart:
    """Asks the database at `load` only."""

    def __init__(self, unit: Unit, agency_id: UUID) -> None:
        self._unit, self._agency_id = unit, agency_id
        self._running: dict[str, _Running] = {}
        self._in_crisis: set[UUID] = set()
        self._records: dict[UUID, list[UUID]] = {}
        """By person, all the records that are one human's, where there are several."""

    def load(self, campaigns: Iterable[Campaign], person_ids: Collection[UUID]) -> None:
        """What concerns these campaigns and people."""
        able = [one.key for one in campaigns if one.experiment and not one.required_by_law]
        if not able:
            return
        rows = self._unit.session.scalars(
            select(Experiment).where(
                Experiment.agency_id == self._agency_id,
                Experiment.campaign.in_(sorted(able)),
                Experiment.closed_at.is_(None),
            )
        )
        self._running = {
            row.campaign: _Running(row.id, row.key, Design.model_validate(row.design), row.ends_at)
            for row in rows
        }
        if self._running:
            self._in_crisis = self._paused(person_ids)
            self._records = self._joined(person_ids)

    def part(self, campaign: str, person_id: UUID, case_id: UUID) -> Part | None:
        """None while no experiment runs with the campaign."""
        running = self._running.get(campaign)
        if running is None or self._unit.now >= running.ends_at:
            return None
        if person_id in self._in_crisis:
            return Part(running.id, None, IN_CRISIS)
        if running.design.alike == "case":
            drawn = [case_id]
        else:
            drawn = [person_id, *self._records.get(person_id, ())]
        arms = [arm_of(running.key, running.design.shares, who) for who in drawn]
        # Whoever was held out as one of their records stays held out.
        return Part(running.id, HELD_OUT if HELD_OUT in arms else arms[0], None)

    def _joined(self, person_ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
        found: dict[UUID, list[UUID]] = {}
        for record_id, person_id in self._unit.session.execute(
            select(Person.id, Person.one_with_id).where(
                Person.agency_id == self._agency_id,
                among(self._unit.session, Person.one_with_id, set(person_ids)),
            )
        ):
            if person_id is not None:
                found.setdefault(person_id, []).append(record_id)
        return found

    def _paused(self, person_ids: Collection[UUID]) -> set[UUID]:
        """Whom a crisis keeps from campaigns on any case of theirs (`messaging/inbound/alarm.py`).
        Whoever asked for a pause themselves is among them: they are not tried upon either."""
        return set(
            self._unit.session.scalars(
                select(Party.person_id).where(
                    Party.agency_id == self._agency_id,
                    among(self._unit.session, Party.person_id, set(person_ids)),
                    Party.paused_until > self._unit.now,
                )
            )
        )


def still_said(campaign: Campaign, arm: str | None, steps: Sequence[Planned]) -> list[Planned]:
    """What of the plan is left for `arm`: of those held out, what the law requires."""
    if arm != HELD_OUT:
        return list(steps)
    law = {step.key for step in campaign.steps if step.required_by_law}
    return [
        replace(one, skip=one.skip or Skip.HELD_OUT) if one.step not in law else one
        for one in steps
    ]
