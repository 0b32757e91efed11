"""What an experiment must be beyond its form."""

from collections.abc import Iterator

from campaigns.definition import Campaign
from campaigns.experiments.arms import variants
from campaigns.findings import Finding
from templates.library import Library


def experiment_is_sound(campaign: Campaign, _library: Library) -> Iterator[Finding]:
    design = campaign.experiment
    if design is None:
        return
    if campaign.required_by_law:
        yield "the law requires it, so nobody may be held out", "take out [experiment]"
    if campaign.goal is None:
        yield "an experiment needs something to count", "say what it is for: [goal] on"
    if design.holdout and all(step.required_by_law for step in campaign.steps):
        yield "every step is required by law, so nobody can be held out", "leave out holdout"
    keys = {step.key for step in campaign.steps}
    for name, arm in design.arms.items():
        for step in sorted(arm.steps - keys):
            yield f"arm {name} changes step {step}, which is not there", "name a step it has"
    try:
        list(variants(campaign))
    except ValueError:
        yield "an arm makes a step's time impossible", "give an hour from 9 to 19 and one day"
