"""`kinline agency …` and `kinline branch …`."""

import re
from typing import Annotated

import typer

from service import accounts
from service.commands.house import console, runtime

app = typer.Typer(help="Agencies: who writes to parents.", no_args_is_help=True)
branches = typer.Typer(help="Branches: an agency's offices.", no_args_is_help=True)

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
WORDING = re.compile(r"([a-z_]+)(?:\.([a-z]{2}))?=(.+)")


def _slug(value: str) -> str:
    if len(value) > 40 or not SLUG.fullmatch(value):
        raise typer.BadParameter("use lower-case letters, digits and dashes, such as oak-county")
    return value


def _pairs(values: list[str], what: str) -> dict[str, str]:
    pairs = {}
    for value in values:
        code, separator, name = value.partition("=")
        if not separator or not name:
            raise typer.BadParameter(f"write {what}")
        pairs[_slug(code)] = name
    return pairs


def _wording(values: list[str]) -> dict[str, dict[str, str]]:
    wording: dict[str, dict[str, str]] = {}
    for value in values:
        match = WORDING.fullmatch(value)
        if match is None:
            raise typer.BadParameter('write FIELD=TEXT or FIELD.LANGUAGE=TEXT: "site.es=oak.gov"')
        name, language, text = match.groups()
        wording.setdefault(name, {})[language or "en"] = text
    return wording


@app.command("add")
def add(
    slug: Annotated[str, typer.Option(help="its name in addresses: oak-county", callback=_slug)],
    name: Annotated[str, typer.Option(help='opens every text: "Oak Co Child Support"')],
    neutral_name: Annotated[str, typer.Option(help='gives no program away: "Oak Co"')],
    phone: Annotated[str, typer.Option(help="the help line as messages show it")],
    time_zone: Annotated[str, typer.Option(help="America/Chicago")],
    state: Annotated[str, typer.Option(help="two letters: IL")],
    text_sender: Annotated[
        str | None, typer.Option(help="its own number or messaging service; else the default one")
    ] = None,
    branch: Annotated[
        list[str] | None, typer.Option(help='CODE=NAME, once per office: north="North office"')
    ] = None,
    wording: Annotated[
        list[str] | None,
        typer.Option(help='template field: office_hours="Mon-Fri 8-5", office_hours.es="…"'),
    ] = None,
) -> None:
    """Add an agency; prints the secret its systems sign their events with, once."""
    if not re.fullmatch(r"[A-Za-z]{2}", state):
        raise typer.BadParameter("--state has two letters, such as IL")
    new = accounts.NewAgency(
        slug=slug,
        name=name,
        neutral_name=neutral_name,
        phone=phone,
        time_zone=time_zone,
        state=state,
        text_sender=text_sender,
        wording=_wording(wording or []),
        branches=_pairs(branch or [], "CODE=NAME, such as north=North office"),
    )
    with runtime() as made, made.unit() as unit:
        _, secret = accounts.add_agency(unit, new)
        address = f"{made.settings.public_url}/webhooks/agency/{slug}"
    console.print(f"Added agency {slug}.", highlight=False)
    console.print(f"Its events go to   {address}", highlight=False)
    console.print(f"signed with        {secret}", highlight=False)
    console.print("The secret is shown only now: keep it where the agency's system can read it.")


@branches.command("add")
def add_branch(
    agency: Annotated[str, typer.Option(help="the agency's slug")],
    code: Annotated[str, typer.Option(help="as the agency's events name it", callback=_slug)],
    name: Annotated[str, typer.Option(help='"North office"')],
) -> None:
    """Add an office."""
    with runtime() as made, made.unit() as unit:
        accounts.add_branch(unit, accounts.agency_called(unit, agency), code, name)
    console.print(f"Added branch {code} to {agency}.", highlight=False)
