"""`kinline agency …` and `kinline branch …`."""

import re
from typing import Annotated

import typer

from service import accounts, offices
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


@app.command("office")
def office(
    slug: Annotated[str, typer.Option(help="the agency's slug")],
    opens: Annotated[int | None, typer.Option(help="local hour, such as 8")] = None,
    closes: Annotated[int | None, typer.Option(help="local hour, such as 17")] = None,
    closed: Annotated[
        list[str] | None, typer.Option(help="a day off of its own, 2026-12-24; once per day")
    ] = None,
    works: Annotated[
        list[str] | None, typer.Option(help="no day off after all, 2026-12-24; once per day")
    ] = None,
    answers_within: Annotated[
        int | None, typer.Option(help="working days a parent waits for an answer at most")
    ] = None,
    receipts: Annotated[
        bool | None, typer.Option(help="tell who writes out of hours that it will be read")
    ] = None,
    tells_new_worker: Annotated[
        bool | None, typer.Option(help="tell a parent when somebody else has their case")
    ] = None,
) -> None:
    """When its offices work and what it promises; says what holds then. Weekends and public
    holidays are days off anyway."""
    change = offices.OfficeChange(
        opens_hour=opens,
        closes_hour=closes,
        closed=closed or [],
        works=works or [],
        answer_work_days=answers_within,
        sends_receipts=receipts,
        tells_new_worker=tells_new_worker,
    )
    with runtime() as made, made.unit() as unit:
        agency = accounts.agency_called(unit, slug)
        offices.change_office(unit, agency, change)
        said = offices.office_in_words(agency)
    for line in said:
        console.print(line, highlight=False)


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


@branches.command("office")
def branch_office(
    agency: Annotated[str, typer.Option(help="the agency's slug")],
    code: Annotated[str, typer.Option(help="the branch's code", callback=_slug)],
    opens: Annotated[int | None, typer.Option(help="local hour, such as 8")] = None,
    closes: Annotated[int | None, typer.Option(help="local hour, such as 17")] = None,
    closed: Annotated[
        list[str] | None, typer.Option(help="a day off of its own, 2026-12-24; once per day")
    ] = None,
    works: Annotated[
        list[str] | None, typer.Option(help="no day off of its own after all; once per day")
    ] = None,
    as_agency: Annotated[
        bool, typer.Option("--as-agency", help="the agency's hours again, and not its own")
    ] = False,
) -> None:
    """When one office works, where that is not as the agency says; says what holds then. The
    agency's days off are its own too."""
    change = offices.OfficeChange(
        opens_hour=opens, closes_hour=closes, closed=closed or [], works=works or []
    )
    with runtime() as made, made.unit() as unit:
        whole = accounts.agency_called(unit, agency)
        branch = offices.change_branch_office(unit, whole, code, change, as_agency=as_agency)
        said = offices.branch_office_in_words(whole, branch)
    for line in said:
        console.print(line, highlight=False)
