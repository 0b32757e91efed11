"""`kinline send …`: messages that staff send to many, for whoever runs Kinline."""

from typing import Annotated
from uuid import UUID

import typer
from rich.table import Table
from sqlalchemy import select

from campaigns.models.send import Send, SendState
from campaigns.sends import acts, preview
from messaging.platform.unit_of_work import Unit
from service.accounts import agency_called, only_agency
from service.commands.campaign import AT_THE_KEYBOARD
from service.commands.house import WRONG, console, fail, runtime

app = typer.Typer(help="Messages that staff send to many.", no_args_is_help=True)

Agency = Annotated[
    str | None, typer.Option(help="the agency's slug; may be left out where there is only one")
]
Id = Annotated[UUID, typer.Argument(help="as `kinline send list` shows it")]
LATELY = 30


@app.command("list")
def list_sends(agency: Agency = None) -> None:
    """The last of them, with how far they are."""
    table = Table(box=None, pad_edge=False)
    for heading in ("id", "state", "to", "sent", "queued", "not begun", "failed"):
        table.add_column(heading, overflow="fold")
    with runtime() as made:
        slug = agency or only_agency(made)
        with made.unit() as unit:
            rows = unit.session.scalars(
                select(Send)
                .where(Send.agency_id == agency_called(unit, slug).id)
                .order_by(Send.id.desc())
                .limit(LATELY)
            ).all()
            for row in rows:
                far = preview.progress(unit.session, row)
                figures = (row.number or 0, far.sent, far.queued, far.waiting, far.failed)
                state = "paused" if acts.paused(unit.session, row) else row.state.value
                table.add_row(str(row.id), state, *map(str, figures))
    console.print(table)


@app.command("pause")
def pause(send: Id, agency: Agency = None) -> None:
    """Let nothing more of it go but what a worker has in hand."""
    with runtime() as made:
        slug = agency or only_agency(made)
        with made.unit() as unit:
            row = _known(unit, slug, send)
            if row.state not in (SendState.RUNNING, SendState.DONE):
                fail("It is not under way.", WRONG)
            new = acts.rest(unit, AT_THE_KEYBOARD, row)
    console.print("Paused." if new else "It was paused already.")


@app.command("resume")
def resume(send: Id, agency: Agency = None) -> None:
    """Let it go on where it was: nobody is skipped, and nobody gets it twice."""
    with runtime() as made:
        slug = agency or only_agency(made)
        with made.unit() as unit:
            new = acts.wake(unit, AT_THE_KEYBOARD, _known(unit, slug, send))
    console.print("It goes on." if new else "It was not paused.")


@app.command("cancel")
def cancel(send: Id, agency: Agency = None) -> None:
    """Take back what has not left."""
    with runtime() as made:
        slug = agency or only_agency(made)
        with made.unit() as unit:
            new = acts.end(unit, AT_THE_KEYBOARD, _known(unit, slug, send))
    console.print("Cancelled." if new else "It was cancelled already.")


def _known(unit: Unit, slug: str, send_id: UUID) -> Send:
    row = unit.session.scalars(
        select(Send)
        .where(Send.agency_id == agency_called(unit, slug).id, Send.id == send_id)
        .with_for_update()
    ).one_or_none()
    if row is None:
        fail("There is no such list; kinline send list shows them.", WRONG)
    return row
