"""Experiments on pages: planned with their number told first, started, ended, and read. In paths
one is called by the campaign it tries."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, status
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import ValidationError

from campaigns.definition import Campaign
from campaigns.experiments import planning, running
from campaigns.experiments.design import HELD_OUT, Design
from campaigns.experiments.results import Comparison, Standing
from campaigns.experiments.running import ExperimentError, Refused
from campaigns.loading import load_campaigns
from campaigns.models.experiment import Closed, Experiment
from campaigns.reports.tables import By
from messaging.directory.access import Viewer
from web.catalogue import N_
from web.dependencies import RuntimeDep
from web.rendering import html
from web.report_names import Names
from web.staff.inbox_list import counts
from web.staff.sessions import RunnerDep, RunningDep
from web.voice import Voice

router = APIRouter(prefix="/experiments")

WHOLE_AGENCY = N_("Experiments are for those who see the whole agency.")
WHY_CLOSED: Mapping[Closed | None, str] = MappingProxyType(
    {
        None: N_("Taking parents in"),
        Closed.ENOUGH: N_("Full: as many take part as were planned"),
        Closed.END_DATE: N_("Its time to take parents in is over"),
        Closed.STOPPED: N_("Ended early by a person"),
    }
)

WHY_REFUSED: Mapping[Refused, str] = MappingProxyType(
    {
        Refused.REQUIRED_BY_LAW: N_(
            "The law requires this campaign: nobody may be held out of it."
        ),
        Refused.NO_GOAL: N_(
            "This campaign has no goal to count. Give it one in its file: [goal] on."
        ),
        Refused.NO_EXPERIMENT: N_("This campaign's file has no [experiment]. Add one first."),
        Refused.UNDER_WAY: N_(
            "An experiment with this campaign is under way already. End that one first."
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Card:
    """One experiment as a page shows it."""

    campaign: str
    key: str
    since: str
    state: str
    open: bool
    arms: list[tuple[str, int]]
    apart: int
    wanted: int
    counted: int
    readable: str
    """When it can be read; empty while that is not known, or once it can."""
    told: list[str]
    """What it found, in sentences; empty until it may be told."""


def card(row: Experiment, now: Standing, names: Names, voice: Voice) -> Card:
    waits = now.readable_at is not None and not now.is_readable
    return Card(
        campaign=names(By.CAMPAIGN, (row.campaign,))[0],
        key=row.campaign,
        since=voice.within(row.started_at),
        state=voice.say(WHY_CLOSED[row.closed_because]),
        open=row.closed_at is None,
        arms=[(names(By.ARM, (row.campaign, arm))[1], n) for arm, n in now.by_arm.items()],
        apart=now.apart,
        wanted=row.wanted,
        counted=now.counted,
        readable=voice.day(now.readable_at) if waits and now.readable_at else "",
        told=[text for one in now.comparisons for text in _told(one, row, names, voice)],
    )


def _told(one: Comparison, row: Experiment, names: Names, voice: Voice) -> Iterator[str]:
    def arm(name: str | None) -> str:
        return names(By.ARM, (row.campaign, name))[1] if name else voice.say(N_("Reminded"))

    for name, sample in ((one.told, one.sample), (one.control, one.against)):
        yield voice.say(
            N_("%(group)s: %(done)s of %(size)s reached the goal (%(share)s)."),
            group=arm(name), done=sample.done, size=sample.size,
            share=voice.percent(sample.share) if sample.size else "–",
        )  # fmt: skip
    if one.effect is None:
        yield voice.say(N_("Too few take part to say more."))
        return
    effect = one.effect
    yield voice.say(
        N_(
            "Difference: %(difference)s, between %(low)s and %(high)s with %(sure)s confidence "
            "(p = %(p)s)."
        ),
        difference=voice.percent(effect.difference), low=voice.percent(effect.low),
        high=voice.percent(effect.high), sure=voice.percent(effect.confidence),
        p=f"{effect.p_value:.2g}",
    )  # fmt: skip
    if effect.number_needed and one.control == HELD_OUT:
        yield voice.say(
            N_("Parents who must be reminded for one more to reach the goal: %(number)s."),
            number=effect.number_needed,
        )
    elif not effect.is_clear:
        yield voice.say(N_("It is not clear that there is a difference."))


@router.get("/{experiment}")
def plan(
    runtime: RuntimeDep,
    person: RunnerDep,
    experiment: str,
    holdout: float | None = None,
    baseline: float | None = None,
    effect: float | None = None,
    alike: str = "",
) -> HTMLResponse:
    """Percentages as people write them. How many must take part, and how long that takes, is told
    before there is a button to start."""
    viewer, voice = person.viewer, person.voice
    one, proposed = _known(experiment, viewer)
    with runtime.reading() as session:
        lately = running.lately(session, viewer.agency_id, one.key, voice.now)
        known = lately.share if lately.share is not None else proposed.baseline
        given = {
            "holdout": holdout if holdout is not None else proposed.holdout * 100,
            "baseline": baseline if baseline is not None else round(known * 100, 1),
            "effect": effect if effect is not None else proposed.smallest_effect * 100,
            "alike": alike or proposed.alike,
        }
        design, wrong = _design(proposed, given)
        wanted = planning.wanted(design) if design else None
        days = planning.days_needed(wanted, lately.per_day) if wanted else None
        return html(
            "staff/experiment.html",
            voice.language,
            person=person,
            counts=counts(session, viewer, person.voice.now),
            campaign=one,
            given=given,
            lately=lately,
            wrong=wrong,
            wanted=wanted,
            days=days,
            longest=proposed.longest_days,
            place="reports",
        )


@router.post("/{experiment}")
def start(
    runtime: RuntimeDep,
    person: RunningDep,
    experiment: str,
    holdout: Annotated[float, Form()],
    baseline: Annotated[float, Form()],
    effect: Annotated[float, Form()],
    alike: Annotated[str, Form()],
) -> RedirectResponse:
    one, proposed = _known(experiment, person.viewer)
    design, _ = _design(
        proposed,
        {"holdout": holdout, "baseline": baseline, "effect": effect, "alike": alike},
    )
    if design is None:
        raise HTTPException(status.HTTP_422_UNPROCESSABLE_CONTENT)
    try:
        with runtime.unit() as unit:
            running.start(unit, person.viewer.agency_id, one, design, person.viewer.actor)
    except ExperimentError as error:
        why = person.voice.say(WHY_REFUSED[error.why])
        raise HTTPException(status.HTTP_409_CONFLICT, why) from None
    return RedirectResponse("/staff/reports", status.HTTP_303_SEE_OTHER)


@router.post("/{experiment}/end")
def end(runtime: RuntimeDep, person: RunningDep, experiment: str) -> RedirectResponse:
    """Early, by a person; nobody has seen an effect."""
    _known(experiment, person.viewer)
    with runtime.unit() as unit:
        running.stop(unit, person.viewer.agency_id, experiment, person.viewer.actor)
    return RedirectResponse("/staff/reports", status.HTTP_303_SEE_OTHER)


def _known(campaign: str, viewer: Viewer) -> tuple[Campaign, Design]:
    """With the design that its file proposes."""
    if viewer.bounded:
        raise HTTPException(status.HTTP_403_FORBIDDEN, WHOLE_AGENCY)
    found = load_campaigns().get(campaign)
    if found is None or found.experiment is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND)
    return found, found.experiment


def _design(proposed: Design, given: Mapping[str, object]) -> tuple[Design | None, bool]:
    """From percentages; and whether they make no sense."""
    numbers = {name: float(str(given[name])) / 100 for name in ("holdout", "baseline", "effect")}
    try:
        return Design.model_validate(
            {
                **proposed.model_dump(),
                "holdout": numbers["holdout"],
                "baseline": numbers["baseline"],
                "smallest_effect": numbers["effect"],
                "alike": given["alike"],
                "parents_per_case": max(2.0, proposed.parents_per_case)
                if given["alike"] == "case"
                else proposed.parents_per_case,
            }
        ), False
    except ValidationError:
        return None, True
