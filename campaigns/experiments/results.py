"""What an experiment found, once it may be told: its number is full (or its time up), and the time
of the last who takes part is over. Until then, counts of who takes part and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from campaigns.experiments.design import HELD_OUT, Design
from campaigns.experiments.estimate import CONFIDENCE, Effect, Sample, effect
from campaigns.experiments.running import reached
from campaigns.models.enrollment import Enrollment
from campaigns.models.experiment import Experiment, Outcome
from messaging.models.case import Party


@dataclass(frozen=True, slots=True)
class Comparison:
    """One arm, or all who are reminded, against another."""

    told: str | None
    """None: everybody who is reminded."""
    control: str
    sample: Sample
    against: Sample
    effect: Effect | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How an experiment stands."""

    design: Design
    by_arm: Mapping[str, int]
    """How many take part in each."""
    apart: int
    """How many were left apart, such as people in crisis."""
    counted: int
    """Of how many the time to reach the goal is over."""
    readable_at: datetime | None
    """From when on its result is told; None while that is still open."""
    comparisons: Sequence[Comparison]
    """Empty until then."""

    @property
    def taking_part(self) -> int:
        return sum(self.by_arm.values())

    @property
    def is_readable(self) -> bool:
        return bool(self.comparisons)


def standing(session: Session, row: Experiment, now: datetime) -> Standing:
    """Asks for outcomes only once the result may be told."""
    design = Design.model_validate(row.design)
    of_it = (Enrollment.agency_id == row.agency_id, Enrollment.experiment_id == row.id)
    counts = session.execute(
        select(
            Enrollment.arm,
            func.count(),
            func.count().filter(Enrollment.counts_until <= now),
            func.max(Enrollment.counts_until),
        )
        .where(*of_it)
        .group_by(Enrollment.arm)
    ).all()
    found = {arm: number for arm, number, _, _ in counts}
    last = max((until for arm, _, _, until in counts if arm and until), default=row.started_at)
    readable_at = max(last, row.closed_at) if row.closed_at else None
    told = readable_at is not None and now >= readable_at
    samples = _samples(session, row, design) if told else {}
    return Standing(
        design=design,
        by_arm={arm: found.get(arm, 0) for arm in design.shares},
        apart=found.get(None, 0),
        counted=sum(over for arm, _, over, _ in counts if arm),
        readable_at=readable_at,
        comparisons=compared(samples) if told else (),
    )


def compared(samples: Mapping[str, Sample]) -> list[Comparison]:
    """With a holdout: all who are reminded against it first, which is the question that was
    planned for. Then each arm against the first one, at a confidence that holds for all of them
    together (Bonferroni)."""
    made = []
    told = {arm: sample for arm, sample in samples.items() if arm != HELD_OUT}
    if HELD_OUT in samples:
        control, everybody = samples[HELD_OUT], _together(list(told.values()))
        found = effect(everybody, control)
        made.append(Comparison(None, HELD_OUT, everybody, control, found))
    first, *others = told
    for arm in others:
        confidence = 1 - (1 - CONFIDENCE) / len(others)
        found = effect(told[arm], told[first], confidence)
        made.append(Comparison(arm, first, told[arm], told[first], found))
    return made


def _samples(session: Session, row: Experiment, design: Design) -> dict[str, Sample]:
    """Each arm by the people (or cases) that were drawn."""
    drawn = Party.case_id if design.alike == "case" else Party.person_id
    done = func.sum(case((reached(), 1), else_=0))
    clusters: dict[str, list[tuple[int, int]]] = {arm: [] for arm in design.shares}
    rows = session.execute(
        select(Enrollment.arm, func.count(), done)
        .join(Party, Party.id == Enrollment.party_id)
        .outerjoin(Outcome, Outcome.enrollment_id == Enrollment.id)
        .where(
            Enrollment.agency_id == row.agency_id,
            Enrollment.experiment_id == row.id,
            Enrollment.arm.is_not(None),
        )
        .group_by(Enrollment.arm, drawn)
    )
    for arm, number, reached_it in rows:
        clusters.setdefault(arm, []).append((number, reached_it))
    return {arm: Sample.of(pairs) for arm, pairs in clusters.items()}


def _together(samples: Sequence[Sample]) -> Sample:
    return Sample(
        *(sum(getattr(one, name) for one in samples) for name in Sample.__dataclass_fields__)
    )
