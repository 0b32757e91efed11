"""`kinline doctor`: what is wrong and how to mend it."""

import asyncio
from collections.abc import Iterator

import typer

from messaging.inbound.spooled import Spools
from messaging.platform.settings import Settings, SettingsError
from service import checks
from service.checks import Check
from service.commands.house import WRONG, console, runtime, settings
from service.compose import connect_redis


def doctor() -> None:
    """Check settings and every connection; exit code 1 when something is wrong."""
    found = settings()
    well = True
    for check in [Check("settings"), *_every(found)]:
        well = well and check.problem is None
        mark = "[green]ok   [/]" if check.problem is None else "[red]wrong[/]"
        console.print(f"{mark} {check.part}", highlight=False)
        if check.problem is not None:
            console.print(f"      {check.problem}", markup=False, highlight=False)
            console.print(f"      mend it: {check.mend}", markup=False, highlight=False)
    if not well:
        raise typer.Exit(WRONG)


def _every(found: Settings) -> Iterator[Check]:
    with runtime() as made:
        database = checks.database(made.database)
        yield database
        yield from _redis(found)
        if database.problem is None:
            yield from checks.backlog(made)
            yield from checks.pauses(made)
            yield checks.audit(made)
            yield checks.endpoints(made)
        for spool in Spools.of(found).every:
            yield from checks.spool(spool)
        yield from asyncio.run(checks.channels(list(made.channels.values())))


def _redis(found: Settings) -> Iterator[Check]:
    try:
        client = connect_redis(found)
    except SettingsError as error:
        yield Check("redis", str(error), "kinline up")
        return
    with client as redis:
        yield checks.redis(redis)
        yield checks.clock(redis)
