"""The designs that experiments were started with, whatever the campaign's file says by now."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.experiments.design import Design
from campaigns.models.experiment import Experiment


def designs(session: Session, experiment_ids: Iterable[UUID | None]) -> Mapping[UUID, Design]:
    """By experiment; asks nothing for none."""
    known = {each for each in experiment_ids if each}
    if not known:
        return {}
    rows = session.execute(
        select(Experiment.id, Experiment.design).where(Experiment.id.in_(sorted(known)))
    )
    return {row_id: Design.model_validate(design) for row_id, design in rows}
