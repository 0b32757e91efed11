"""Where to look once Kinline is up."""

from rich.table import Table

from messaging.platform.settings import Settings
from service.commands.house import console


def addresses(settings: Settings) -> dict[str, str]:
    """What a person opens, by what it is."""
    found = {"staff inbox": f"{settings.public_url}/staff/inbox"}
    if settings.embedded_carrier:
        sandbox = f"http://127.0.0.1:{settings.sandbox_port}"
        found["parents' handsets"] = f"{sandbox}/"
        found["mailbox"] = f"{sandbox}/mailbox"
    return found


def print_addresses(settings: Settings) -> None:
    table = Table(box=None, show_header=False)
    for what, where in addresses(settings).items():
        table.add_row(what, where)
    console.print("Kinline is up. Ctrl-C ends it.")
    console.print(table)
