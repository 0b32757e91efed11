"""`kinline experiment …`."""

from typing import Annotated

import typer

from campaigns.definition import Campaign
from campaigns.experiments import planning, running
from campaigns.experiments.design import Design
from campaigns.experiments.results import Standing, standing
from campaigns.experiments.running import ExperimentError, Lately
from campaigns.loading import load_campaigns
from campaigns.models.experiment import Experiment
from service.accounts import agency_called, only_agency
from service.commands.campaign import AT_THE_KEYBOARD, Agency
from service.commands.house import WRONG, console, fail, runtime

app = typer.Typer(
    help="Experiments: does a campaign help? Some parents are not reminded, and both compared.",
    no_args_is_help=True,
)

Key = Annotated[str, typer.Argument(help="the campaign, as `kinline campaign list` shows it")]
Share = Annotated[float | None, typer.Option(help="a share from 0 to 1; else as the file has it")]


@app.command("plan")
def plan(
    campaign: Key,
    agency: Agency = None,
    holdout: Share = None,
    baseline: Share = None,
    smallest_effect: Share = None,
) -> None:
    """How many parents must take part, and how long that takes. Changes nothing."""
    known, proposed = _known(campaign)
    with runtime() as made:
        slug = agency or only_agency(made)
        with made.unit() as unit:
            agency_id = agency_called(unit, slug).id
            found = running.lately(unit.session, agency_id, known.key, unit.now)
    _tell_plan(_design(proposed, holdout, baseline, smallest_effect), found)


@app.command("start")
def start(
    campaign: Key,
    agency: Agency = None,
    holdout: Share = None,
    baseline: Share = None,
    smallest_effect: Share = None,
) -> None:
    """From now on those newly enrolled take part."""
    known, proposed = _known(campaign)
    design = _design(proposed, holdout, baseline, smallest_effect)
    with runtime() as made:
        slug = agency or only_agency(made)
        try:
            with made.unit() as unit:
                agency_id = agency_called(unit, slug).id
                found = running.lately(unit.session, agency_id, known.key, unit.now)
                running.start(unit, agency_id, known, design, AT_THE_KEYBOARD)
        except ExperimentError as error:
            fail(str(error), WRONG)
    console.print(f"Started with {campaign} of {slug}.")
    _tell_plan(design, found)


@app.command("end")
def end(campaign: Key, agency: Agency = None) -> None:
    """Take no more parents in. What has begun is counted to its end."""
    _known(campaign)
    with runtime() as made:
        slug = agency or only_agency(made)
        with made.unit() as unit:
            agency_id = agency_called(unit, slug).id
            open_ = running.stop(unit, agency_id, campaign, AT_THE_KEYBOARD)
    console.print("Nobody new takes part." if open_ else f"None was open with {campaign}.")


@app.command("show")
def show(agency: Agency = None) -> None:
    """Every experiment of an agency: who takes part, and what was found once it may be told."""
    with runtime() as made:
        slug = agency or only_agency(made)
        with made.unit() as unit:
            rows = running.of_agency(unit.session, agency_called(unit, slug).id)
            found = [(row, standing(unit.session, row, unit.now)) for row in rows]
    for row, now in found:
        _tell(row, now)
    if not found:
        console.print("No experiment yet.")


def _known(key: str) -> tuple[Campaign, Design]:
    found = load_campaigns().get(key)
    if found is None or found.experiment is None:
        able = ", ".join(one.key for one in load_campaigns().values() if one.experiment)
        fail(f"No experiment can be made with {key}; use one of: {able}", WRONG)
    return found, found.experiment


def _design(
    proposed: Design, holdout: float | None, baseline: float | None, smallest: float | None
) -> Design:
    given = {"holdout": holdout, "baseline": baseline, "smallest_effect": smallest}
    own = {name: value for name, value in given.items() if value is not None}
    try:
        return Design.model_validate({**proposed.model_dump(), **own})
    except ValueError:
        fail("These shares do not fit together: give a holdout up to 0.5, and a baseline and a "
             "smallest effect that add up to less than 1.", WRONG)  # fmt: skip


def _tell_plan(design: Design, lately: Lately) -> None:
    number = planning.wanted(design)
    days = planning.days_needed(number, lately.per_day)
    pace = f"about {days:,} days at the pace of the last 90" if days else "nobody was enrolled yet"
    _say(
        f"{number:,} parents must take part ({pace}; none after {design.longest_days} days), so "
        f"that a difference of {design.smallest_effect:.1%} from {design.baseline:.1%} is found "
        "four times out of five."
    )
    if lately.share is not None:
        _say(f"Of late {lately.share:.1%} reached the goal.")


def _tell(row: Experiment, now: Standing) -> None:
    arms = ", ".join(f"{arm} {number:,}" for arm, number in now.by_arm.items())
    state = row.closed_because.value if row.closed_because else "taking parents in"
    _say(
        f"{row.campaign}, since {row.started_at:%Y-%m-%d}, {state}: {arms}; planned {row.wanted:,}"
    )
    if not now.is_readable:
        when = f" before {now.readable_at:%Y-%m-%d}" if now.readable_at else ""
        _say(f"  Not yet{when}: for {now.counted:,} the time is over.")
    for one in now.comparisons:
        told = one.told or "reminded"
        shares = f"{told} {one.sample.share:.1%}, {one.control} {one.against.share:.1%}"
        found = one.effect
        _say(
            f"  {shares}: {found.difference:+.1%} ({found.low:+.1%} to {found.high:+.1%}, "
            f"p = {found.p_value:.2g})"
            if found
            else "  too few to say more"
        )


def _say(words: str) -> None:
    console.print(words, highlight=False, markup=False, soft_wrap=True)
