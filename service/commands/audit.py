"""`kinline audit …`: is what was written down still what stands there?"""

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn
from sqlalchemy import func, select

from messaging.directory.agencies import agency_by_slug
from messaging.directory.audit_chain import anchor_of
from messaging.directory.audit_proof import Anchor, Proof, verify
from messaging.models.agency import Agency
from messaging.models.audit import Audit, AuditHead
from messaging.runtime import Runtime
from service.commands.house import WRONG, console, fail, runtime

app = typer.Typer(help="The audit: who did or read what.", no_args_is_help=True)

SHOWN = 50

OneAgency = Annotated[str | None, typer.Option(help="its slug; without it, every agency")]


@app.command("verify")
def verify_(
    agency: OneAgency = None,
    anchor: Annotated[
        str | None,
        typer.Option(help="a line of `kinline audit anchor`, or a file that holds one"),
    ] = None,
) -> None:
    """Read the whole audit, and find every row altered, removed, moved or added. Exit code 1 when
    there is one."""
    if anchor is not None and agency is None:
        fail("An anchor is of one agency: say which with --agency.", WRONG)
    sound = True
    with runtime() as made:
        kept = _anchor(anchor) if anchor else None
        for slug in _slugs(made, agency):
            sound &= _told(slug, _proof(made, slug, kept))
    if not sound:
        raise typer.Exit(WRONG)


@app.command("anchor")
def anchor_(agency: OneAgency = None) -> None:
    """Print where each chain ends, signed. Kept elsewhere, it shows later whether the end was cut,
    or the whole database set back."""
    with runtime() as made:
        for slug in _slugs(made, agency):
            with made.reading() as session:
                head = session.scalar(
                    select(AuditHead)
                    .join(Agency, Agency.id == AuditHead.agency_id)
                    .where(Agency.slug == slug)
                )
            line = anchor_of(head) if head else "nothing is chained yet"
            console.print(f"{slug} {line}", highlight=False, soft_wrap=True)


def _slugs(made: Runtime, one: str | None) -> list[str]:
    with made.reading() as session:
        known = list(session.scalars(select(Agency.slug).order_by(Agency.slug)))
    if one is None:
        return known
    if one not in known:
        fail(f"There is no agency {one!r}.", WRONG)
    return [one]


def _anchor(given: str) -> Anchor:
    text = Path(given).read_text() if Path(given).is_file() else given
    try:
        return Anchor.read(text.split()[-1])
    except (ValueError, IndexError):
        fail("That is no anchor: give the line that `kinline audit anchor` printed.", WRONG)


def _proof(made: Runtime, slug: str, anchor: Anchor | None) -> Proof:
    columns = (SpinnerColumn(), TextColumn("{task.description} {task.completed} of {task.total}"))
    with made.reading() as session, Progress(*columns, console=console, transient=True) as bar:
        agency = agency_by_slug(session, slug)
        assert agency is not None  # noqa: S101 (its slug was read a moment ago)
        total = session.scalar(
            select(func.count()).select_from(Audit).where(Audit.agency_id == agency.id)
        )
        task = bar.add_task(slug, total=total)
        try:
            return verify(
                session,
                agency.id,
                made.clock(),
                anchor=anchor,
                told=lambda rows: bar.update(task, completed=rows),
            )
        except ValueError as error:
            fail(f"{slug}: {error}", WRONG)


def _told(slug: str, proof: Proof) -> bool:
    if proof.holds:
        console.print(f"{slug}: {proof.rows} rows, and the chain holds.", highlight=False)
        return True
    console.print(f"{slug}: {proof.rows} rows, and the chain does not hold.", style="red")
    for finding in proof.findings[:SHOWN]:
        console.print(f"  {finding}", highlight=False, soft_wrap=True)
    if len(proof.findings) > SHOWN:
        console.print(f"  and {len(proof.findings) - SHOWN} more")
    return False
