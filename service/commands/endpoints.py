"""`kinline endpoint …`: an agency's secret for its own events, and where it hears of ours."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Annotated
from uuid import UUID

import typer
from sqlalchemy import select

from messaging.platform.events import FactType
from messaging.platform.sealing import SealError
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from outgoing import endpoints, registering
from outgoing.catalogue import TOLD
from outgoing.models import Endpoint
from outgoing.models.delivery import DeliveryState
from outgoing.models.endpoint import PauseReason
from outgoing.sending import Answer, HttpSender
from outgoing.wording import pause_words, problem_words, unreadable_words
from service import accounts
from service.accounts import AccountError
from service.commands.house import WRONG, console, fail, runtime, table_by_id

app = typer.Typer(
    help="Secrets an agency signs its events with, and where it hears of ours.",
    no_args_is_help=True,
)

AgencyOption = Annotated[str, typer.Option(help="the agency's slug")]
KeepOption = Annotated[
    int, typer.Option(help="how long earlier secrets stay valid", min=0, max=24 * 365)
]
IdArgument = Annotated[UUID, typer.Argument(help="as `kinline endpoint list` shows it")]


@app.command("add")
def add(
    agency: AgencyOption,
    url: Annotated[
        str | None, typer.Option(help="https address of the agency's system that hears of ours")
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option("--type", help="only these types of event, once per type")
    ] = None,
    keep_old_hours: KeepOption = 72,
) -> None:
    """With --url: send the agency's system what happens here, from now on; prints the secret to
    check our signature with. Without: rotate in another secret for the events it sends to us."""
    if url is None:
        _rotate_incoming(agency, keep_old_hours)
        return
    types = [_type(name) for name in only or TOLD]
    with runtime() as made:
        kept = registering.allowed(url, local=made.settings.local_endpoints)
        with made.unit() as unit:
            owner = accounts.agency_called(unit, agency)
            endpoint, secret = endpoints.add(unit, owner.id, kept, types)
    console.print(f"Added endpoint {endpoint.id}.", highlight=False, soft_wrap=True)
    _show(secret)


@app.command("list")
def show(agency: AgencyOption) -> None:
    """What there is, and how each fares."""
    with runtime() as made, made.unit() as unit:
        owner = accounts.agency_called(unit, agency)
        table = table_by_id("address", "state", "waiting", "given up")
        for endpoint in unit.session.scalars(
            select(Endpoint).where(endpoints.of_agency(owner.id)).order_by(Endpoint.id)
        ):
            table.add_row(
                str(endpoint.id),
                endpoint.readable_url or "cannot be read: a key is gone (OLD_SECRET_KEYS)",
                _state(endpoint),
                str(endpoints.count(unit.session, endpoint, DeliveryState.WAITING)),
                str(endpoints.count(unit.session, endpoint, DeliveryState.GIVEN_UP)),
            )
    console.print(table if table.row_count else "There is none. Add one with: --url")


@app.command("pause")
def pause(agency: AgencyOption, endpoint: IdArgument) -> None:
    """Send nothing there; what happens meanwhile waits, for three days."""
    with _one(agency, endpoint) as (_, unit, found):
        endpoints.pause(unit, found, PauseReason.BY_HAND)
    console.print("Paused.")


@app.command("resume")
def resume(agency: AgencyOption, endpoint: IdArgument) -> None:
    """Send there again; what waited goes first, in its order."""
    with _one(agency, endpoint) as (_, unit, found):
        endpoints.resume(unit, found)
    console.print("Resumed.")


@app.command("remove")
def remove(agency: AgencyOption, endpoint: IdArgument) -> None:
    """Send nothing there ever again; what waits is given up."""
    with _one(agency, endpoint) as (_, unit, found):
        endpoints.remove(unit, found)
    console.print("Removed.")


@app.command("rotate")
def rotate(agency: AgencyOption, endpoint: IdArgument, keep_old_hours: KeepOption = 72) -> None:
    """Another secret for our signature; until the earlier ones lapse, both sign."""
    with _one(agency, endpoint) as (_, unit, found):
        secret = endpoints.add_secret(unit, found, keep_old_for=timedelta(hours=keep_old_hours))
    _show(secret)


@app.command("test")
def test(agency: AgencyOption, endpoint: IdArgument) -> None:
    """Send it an event of the type endpoint.test now, and say what came of it."""
    with _one(agency, endpoint) as (made, unit, found):
        try:
            url, secrets = endpoints.ready_to_test(unit, found)
        except SealError:
            fail(unreadable_words(), WRONG)
    answer = asyncio.run(_ping(made, url, secrets))
    if answer.problem is not None:
        fail(problem_words(answer.problem), WRONG)
    console.print(f"It took the event ({answer.http_status}).", highlight=False)


async def _ping(made: Runtime, url: str, secrets: Sequence[str]) -> Answer:
    sender = HttpSender(local=made.settings.local_endpoints)
    try:
        return await registering.ping(sender, url, secrets, made.clock())
    finally:
        await sender.aclose()


@contextmanager
def _one(agency: str, endpoint_id: UUID) -> Iterator[tuple[Runtime, Unit, Endpoint]]:
    with runtime() as made, made.unit() as unit:
        owner = accounts.agency_called(unit, agency)
        found = endpoints.found(unit, owner.id, endpoint_id)
        if found is None:
            raise AccountError(f"{agency} has no such endpoint; see: kinline endpoint list")
        yield made, unit, found


def _rotate_incoming(agency: str, keep_old_hours: int) -> None:
    with runtime() as made, made.unit() as unit:
        owner = accounts.agency_called(unit, agency)
        secret = accounts.add_secret(unit, owner, keep_old_for=timedelta(hours=keep_old_hours))
    console.print(secret, highlight=False, soft_wrap=True)
    console.print(f"It is shown only now. Earlier ones are valid for {keep_old_hours} hours more.")


def _show(secret: str) -> None:
    console.print(secret, highlight=False, soft_wrap=True)
    console.print("The secret is shown only now: keep it where the agency's system can read it.")


def _type(name: str) -> FactType:
    found = next((each for each in TOLD if each.value == name), None)
    if found is None:
        raise typer.BadParameter(f"{name!r} is not told; there is {', '.join(TOLD)}")
    return found


def _state(endpoint: Endpoint) -> str:
    if endpoint.paused_because is not None:
        return pause_words(endpoint.paused_because)
    return "failing" if endpoint.failing_since else "well"
