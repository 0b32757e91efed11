"""`kinline sender …`: the numbers and addresses that messages go out from."""

from typing import Annotated

import typer
from rich.table import Table

from channels.values import ChannelKind
from messaging.models.sender import Sender
from messaging.outbound import senders
from service.commands.campaign import AT_THE_KEYBOARD
from service.commands.house import WRONG, console, fail, runtime

app = typer.Typer(help="Senders: the numbers and addresses we write from.", no_args_is_help=True)

Channel = Annotated[ChannelKind, typer.Argument(help="sms or email")]
Address = Annotated[
    str, typer.Argument(help="as `kinline sender list` shows it; '*' for the whole account")
]


@app.command("list")
def list_senders() -> None:
    """Every sender: whether it sends, how fast, and why not."""
    with runtime() as made, made.reading() as session:
        rows = senders.every(session, made.settings)
    table = Table(box=None, pad_edge=False)
    for heading in ("channel", "sender", "a second", "state"):
        table.add_column(heading, overflow="fold")
    for row in rows:
        rate = row.segments_per_second
        shown = "default" if rate is None else f"{rate:g}"
        table.add_row(row.channel.value, row.address, shown, _state(row))
    console.print(table)


@app.command("pause")
def pause(channel: Channel, address: Address) -> None:
    """Let nothing go from it until a person resumes it."""
    _known(channel, address)
    with runtime() as made, made.unit() as unit:
        new = senders.pause(unit, channel, address, senders.BY_HAND, AT_THE_KEYBOARD)
    console.print("Paused." if new else "It was paused already.")


@app.command("resume")
def resume(channel: Channel, address: Address) -> None:
    """Let what waits for it go, in its order."""
    _known(channel, address)
    with runtime() as made, made.unit() as unit:
        new = senders.resume(unit, channel, address, AT_THE_KEYBOARD)
    console.print("It sends again." if new else "It was not paused.")


@app.command("rate")
def rate(
    channel: Channel,
    address: Address,
    a_second: Annotated[
        float | None,
        typer.Argument(min=0.01, max=10_000, help="segments (mail: messages); none: the default"),
    ] = None,
) -> None:
    """How fast it sends."""
    _known(channel, address)
    with runtime() as made, made.unit() as unit:
        senders.set_rate(unit, channel, address, a_second)
    console.print("The default rate." if a_second is None else f"{a_second:g} a second.")


def _known(channel: ChannelKind, address: str) -> None:
    with runtime() as made, made.reading() as session:
        rows = senders.every(session, made.settings)
    if address != "*" and (channel, address) not in {(row.channel, row.address) for row in rows}:
        fail("There is no such sender; kinline sender list shows them.", WRONG)


def _state(row: Sender) -> str:
    if row.paused_at is None:
        return "sends"
    since = f"paused since {row.paused_at:%Y-%m-%d %H:%M} UTC"
    return f"{since}: {row.paused_reason} ({row.paused_code})"
