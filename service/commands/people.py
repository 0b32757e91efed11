"""`kinline user …`, `kinline key …`: who may come in, and with what."""

import sys
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

import typer
from rich.table import Table

from messaging.directory import api_keys, referrals
from messaging.directory.audit_chain import signed_before
from messaging.directory.resealing import standing
from messaging.models.secret import KeyKind
from messaging.models.staff import StaffRole
from messaging.platform.sealing import keyring
from service import accounts
from service.commands.campaign import AT_THE_KEYBOARD
from service.commands.house import WRONG, console, fail, runtime, table_by_id
from web.identity import factors
from web.identity.factors import Proved

users = typer.Typer(help="Staff accounts.", no_args_is_help=True)
keys = typer.Typer(help="Keys for the API, and what the secret keys seal.", no_args_is_help=True)

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
    program: Annotated[
        list[str] | None,
        typer.Option(help="as cases name it, once per program; without it all are seen"),
    ] = None,
) -> None:
    """Add a staff account. The password (12 characters or more) is asked for, or read from
    standard input."""
    new = accounts.NewStaff(email, name, role, _password(), branch, program or ())
    with runtime() as made, made.unit() as unit:
        accounts.add_staff(unit, accounts.agency_called(unit, agency), new)
    console.print(f"Added a {role.value} to {agency}.", highlight=False)


@users.command("reset-factors")
def reset_factors(
    email: Annotated[str, typer.Argument(help="what they log in with")],
    agency: AgencyOption,
    proved: Annotated[
        Proved, typer.Option(help="how they showed you who they are; it goes on record")
    ],
) -> None:
    """Remove every second factor of somebody who lost them all, an administrator too. Their
    sessions end and a mail tells them; their password stays."""
    with runtime() as made, made.unit() as unit:
        owner = accounts.agency_called(unit, agency)
        staff = accounts.staff_called(unit, owner, email)
        done = factors.reset(unit, staff, AT_THE_KEYBOARD, proved)
        wanted = factors.required(unit.session, owner.id)
    console.print(f"{REMOVED} {AFTERWARDS[wanted]}" if done else "They have no second factor.")


REMOVED = "Removed, and every session of theirs is ended. A mail tells them."
AFTERWARDS = {
    True: "Their password lets them in as far as adding another one, which their agency asks for.",
    False: "Their password alone lets them in, until they add another one.",
}
"""By whether the agency asks everybody for one."""

Partner = Annotated[str, typer.Option(help="the partner's email")]
CaseNumber = Annotated[str, typer.Option(help="its number")]
ExternalId = Annotated[str, typer.Option("--person", help="the agency's own number for them")]


@users.command("refer")
def refer(agency: AgencyOption, partner: Partner, case: CaseNumber, person: ExternalId) -> None:
    """Let a partner read what is said with one party of a case."""
    with runtime() as made, made.unit() as unit:
        owner = accounts.agency_called(unit, agency)
        party_id = accounts.party_called(unit, owner, case, person)
        to = accounts.partner_called(unit, owner, partner)
        new = referrals.refer(unit, owner.id, AT_THE_KEYBOARD, party_id, to.id)
    console.print("Referred." if new else "They see it already.")


@users.command("end-referral")
def end_referral(
    agency: AgencyOption, partner: Partner, case: CaseNumber, person: ExternalId
) -> None:
    """Take that back."""
    with runtime() as made, made.unit() as unit:
        owner = accounts.agency_called(unit, agency)
        party_id = accounts.party_called(unit, owner, case, person)
        to = accounts.partner_called(unit, owner, partner)
        new = referrals.end(unit, owner.id, AT_THE_KEYBOARD, party_id, to.id)
    console.print("They see it no longer." if new else "They did not see it.")


@keys.command("status")
def keys_status() -> None:
    """Which secret key seals and signs what. Reads every sealed value. Links, reply addresses,
    spool files and kept anchors cannot be counted: an old key stays listed while they matter."""
    with runtime() as made, made.reading() as session:
        ring = keyring()
        table = Table(box=None, pad_edge=False)
        for heading in ("table", "key", "values", ""):
            table.add_column(heading, overflow="fold")
        missing = 0
        for each in standing(session):
            for key_id, number in sorted(each.values.items()):
                known = key_id in ring.key_ids
                missing += 0 if known else number
                table.add_row(each.table, key_id, str(number), _key_state(key_id))
        for name, number in sorted(signed_before(session).items()):
            table.add_row(name, "not the present", str(number), "being signed anew")
    console.print(table)
    console.print(STILL, style="dim")
    if missing:
        fail(
            f"{missing} values cannot be opened: their key is not here. Add that SECRET_KEY to "
            "OLD_SECRET_KEYS.",
            WRONG,
        )


STILL = (
    "Links and reply addresses already sent, spool files and anchors kept elsewhere hang on the "
    "key they were made with: leave it in OLD_SECRET_KEYS while they matter."
)


def _key_state(key_id: str) -> str:
    ring = keyring()
    if key_id == ring.current_key_id:
        return "SECRET_KEY"
    return "old; being sealed anew" if key_id in ring.key_ids else "not here"


@keys.command("add")
def add_key(
    agency: AgencyOption,
    name: Annotated[str, typer.Option(help="what it is for")],
    scope: Annotated[list[str] | None, typer.Option(help="what it may do, once per scope")] = None,
    user: Annotated[
        str | None, typer.Option(help="email of the account it acts for, whose view bounds it")
    ] = None,
    test: Annotated[
        bool, typer.Option("--test", help="what it does is rehearsed and reaches nobody")
    ] = False,
    ends_after_days: Annotated[int | None, typer.Option(help="else it has no end", min=1)] = None,
) -> None:
    """Add an API key; prints it, once."""
    with runtime() as made, made.unit() as unit:
        owner = accounts.agency_called(unit, agency)
        acts_for = accounts.staff_called(unit, owner, user) if user else None
        key = accounts.add_key(
            unit, owner, name, scopes=scope or [], acts_for=acts_for,
            kind=KeyKind.TEST if test else KeyKind.LIVE,
            expires_at=unit.now + timedelta(days=ends_after_days) if ends_after_days else None,
        )  # fmt: skip
    _show_key(key)


KeyArgument = Annotated[UUID, typer.Argument(help="as `kinline key list` shows it")]


@keys.command("list")
def list_keys(agency: AgencyOption) -> None:
    """The API keys of an agency: what each may do, and when it was last used and ends."""
    with runtime() as made, made.unit() as unit:
        owner = accounts.agency_called(unit, agency)
        table = table_by_id("name", "kind", "scopes", "last used", "ends")
        for row in api_keys.of_agency(unit.session, owner.id):
            ended = api_keys.over(row, unit.now)
            table.add_row(
                str(row.id), row.name, row.kind.value, " ".join(row.scopes),
                _when(row.last_used_at, "never"),
                "ended" if ended else _when(row.expires_at, "no end"),
            )  # fmt: skip
    console.print(table if table.row_count else "There is none. Add one with: kinline key add")


@keys.command("rotate")
def rotate_key(
    agency: AgencyOption,
    key: KeyArgument,
    keep_old_hours: Annotated[
        int, typer.Option(help="how long the old key stays good", min=0, max=24 * 30)
    ] = 72,
) -> None:
    """Another API key for the same; prints it, once. The old one ends after the overlap."""
    with runtime() as made, made.unit() as unit:
        owner = accounts.agency_called(unit, agency)
        old = accounts.key_called(unit, owner, key)
        try:
            fresh = api_keys.rotate(
                unit, old, timedelta(hours=keep_old_hours), actor=AT_THE_KEYBOARD
            )
        except api_keys.KeyEndedError:
            fail("That key has ended. Add another one: kinline key add", WRONG)
    _show_key(fresh)
    console.print(f"The old one ends in {keep_old_hours} hours.", highlight=False)


@keys.command("end")
def end_key(agency: AgencyOption, key: KeyArgument) -> None:
    """Let an API key open nothing any more."""
    with runtime() as made, made.unit() as unit:
        owner = accounts.agency_called(unit, agency)
        api_keys.end(unit, accounts.key_called(unit, owner, key), actor=AT_THE_KEYBOARD)
    console.print("Ended.")


def _show_key(key: str) -> None:
    console.print(key, highlight=False, soft_wrap=True)
    console.print("It is shown only now: only its hash is kept.", style="dim")


def _when(at: datetime | None, otherwise: str) -> str:
    return otherwise if at is None else f"{at:%Y-%m-%d %H:%M}"
