"""`kinline simulate`."""

import logging
import tempfile
from pathlib import Path
from typing import Annotated

import structlog
import typer
from rich.progress import Progress

from messaging.platform.logs import configure_logging
from service.commands.house import WRONG, console, fail
from service.simulate import agency, days, summary
from service.simulate.families import AREA_CODES, LINES, parents
from service.simulate.house import NotEmptyError, running
from service.simulate.plan import MORNING, Plan, SimulatedClock
from service.simulate.reckoning import Reckoning, reckon

MOST = len(AREA_CODES) * LINES


def simulate(
    number: Annotated[int, typer.Option("--parents", min=20, max=MOST)] = 5_000,
    length: Annotated[int, typer.Option("--days", min=20, max=120)] = 60,
    holdout: Annotated[float, typer.Option(min=0.05, max=0.5, help="share not reminded")] = 0.1,
    effect: Annotated[
        float, typer.Option(min=0.01, max=0.3, help="the true effect of being reminded")
    ] = 0.08,
    seed: Annotated[int, typer.Option(help="another one plays another life")] = 1,
    database_url: Annotated[
        str | None, typer.Option(help="an empty database; else one of its own, thrown away")
    ] = None,
) -> None:
    """Play an agency's renewals with an experiment through simulated days, and check the report.

    Everything is real but the clock and the people: database, web app, sandbox, signed events.
    Ends with 1 when our figures differ from the sandbox's log or from what was played.
    """
    plan = Plan(parents=number, days=length, holdout=holdout, effect=effect, seed=seed)
    try:
        found = _play(plan, database_url)
    except NotEmptyError:
        fail("This database is not empty: give one without any table, or none.", WRONG)
    summary.show(console, plan, found)
    if found.differences:
        raise typer.Exit(WRONG)


def _play(plan: Plan, database_url: str | None) -> Reckoning:
    clock = SimulatedClock(plan.at(0, MORNING))
    played = parents(plan)
    with (
        tempfile.TemporaryDirectory(prefix="kinline-simulate-") as folder,
        running(Path(folder), clock, database_url) as house,
        Progress(console=console) as bar,
    ):
        configure_logging(house.runtime.settings)
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
        task = bar.add_task("simulated days", total=plan.days)
        viewer, secret, experiment = agency.set_up(house.runtime, plan)
        ledger = days.live(house, plan, secret, played, lambda _: bar.advance(task))
        return reckon(house, viewer, experiment, plan, played, ledger)
