"""The campaign as those in one arm hear it."""

from collections.abc import Iterator

from campaigns.definition import COUNTED, Campaign, Step
from campaigns.experiments.design import Arm, Design


def as_heard(campaign: Campaign, design: Design | None, arm: str | None) -> Campaign:
    """`campaign` with the wording and the times that `arm` has in `design`; unchanged when that
    knows no such arm."""
    changes = design.arms.get(arm) if design and arm else None
    if changes is None or not changes.steps:
        return campaign
    return campaign.model_copy(
        update={"steps": tuple(_step(step, changes) for step in campaign.steps)}
    )


def variants(campaign: Campaign) -> Iterator[tuple[str, Campaign]]:
    """Every way it may be heard, by arm. Raises `ValueError` for a step that would be none."""
    design = campaign.experiment
    for name in design.arms if design else ():
        yield name, as_heard(campaign, design, name)


def _step(step: Step, arm: Arm) -> Step:
    if step.key not in arm.steps:
        return step
    changed = step.model_dump()
    if template := arm.templates.get(step.key):
        changed |= {"template": template}
    if (hour := arm.hours.get(step.key)) is not None:
        changed |= {"hour": hour}
    if (before := arm.days_before.get(step.key)) is not None:
        changed |= dict.fromkeys(COUNTED) | {"days_before": before}
    if (after := arm.days_after.get(step.key)) is not None:
        changed |= dict.fromkeys(COUNTED) | {"days_after": after}
    return Step.model_validate(changed)
