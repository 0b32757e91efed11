"""`kinline up`, `web`, `worker`, `clock`, `migrate`: the processes."""

from typing import Annotated

import typer

from messaging.platform.lanes import Lane
from service import clock as clock_process
from service import schema
from service import web as web_process
from service import worker as worker_process
from service.commands.addresses import print_addresses
from service.commands.house import console, settings
from service.installation import Installation
from service.signals import stop_on_signals


def up() -> None:
    """Start everything on this machine and keep it running; Ctrl-C ends all of it."""
    found = settings()
    stop = stop_on_signals()
    house = Installation(found)
    house.start()
    announced = False
    try:
        while not stop.wait(0.1):
            house.mind()
            if not announced and house.listening():
                print_addresses(found)
                announced = True
    finally:
        house.stop()
    console.print("Ended.")


def web() -> None:
    """Serve the pages, the API and the webhooks."""
    web_process.main()


def worker(
    lanes: Annotated[
        str, typer.Option(help="comma-separated; one process each when there are several")
    ] = ",".join(Lane),
) -> None:
    """Do the work of the lanes: send, route, react."""
    worker_process.run(settings(), [_lane(name) for name in lanes.split(",")])


def clock() -> None:
    """Ring each lane that has something due. A second clock waits to take over."""
    clock_process.main()


def migrate() -> None:
    """Bring the database to the schema of this version."""
    schema.upgrade(settings().database)
    console.print(f"The database is at {schema.head()}.", highlight=False)


def _lane(name: str) -> Lane:
    try:
        return Lane(name.strip())
    except ValueError:
        raise typer.BadParameter(f"{name!r} is no lane; there are {', '.join(Lane)}") from None
