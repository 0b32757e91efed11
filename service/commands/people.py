"""`kinline user …`, `kinline key …`: who may come in, and with what."""

import sys
from typing import Annotated

import typer

from messaging.models.staff import StaffRole
from service import accounts
from service.commands.house import console, runtime

users = typer.Typer(help="Staff accounts.", no_args_is_help=True)
keys = typer.Typer(help="Keys for the API.", no_args_is_help=True)

AgencyOption = Annotated[str, typer.Option(help="the agency's slug")]


def _password() -> str:
    """Typed twice without echo, or the first line of what is piped in."""
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")


@users.command("add")
def add_user(
    agency: AgencyOption,
    email: Annotated[str, typer.Option(help="work address, used to log in")],
    name: Annotated[str, typer.Option(help="as colleagues see it")],
    role: Annotated[StaffRole, typer.Option()] = StaffRole.CASEWORKER,
    branch: Annotated[
        str | None, typer.Option(help="a branch's code; without it every branch is seen")
    ] = None,
) -> None:
    """Add a staff account. The password (12 characters or more) is asked for, or read from
    standard input."""
    new = accounts.NewStaff(email, name, role, _password(), branch)
    with runtime() as made, made.unit() as unit:
        accounts.add_staff(unit, accounts.agency_called(unit, agency), new)
    console.print(f"Added a {role.value} to {agency}.", highlight=False)


@keys.command("add")
def add_key(
    agency: AgencyOption,
    name: Annotated[str, typer.Option(help="what it is for")],
    scope: Annotated[list[str] | None, typer.Option(help="what it may do, once per scope")] = None,
    user: Annotated[
        str | None, typer.Option(help="email of the account it acts for, whose view bounds it")
    ] = None,
) -> None:
    """Add an API key; prints it, once."""
    with runtime() as made, made.unit() as unit:
        owner = accounts.agency_called(unit, agency)
        acts_for = accounts.staff_called(unit, owner, user) if user else None
        key = accounts.add_key(unit, owner, name, scopes=scope or [], acts_for=acts_for)
    console.print(key, highlight=False, soft_wrap=True)
    console.print("It is shown only now: only its hash is kept.", style="dim")
