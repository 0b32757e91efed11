"""python -m service.demo [--once]"""

import argparse
import signal
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console

from messaging.platform.logs import configure_logging
from messaging.runtime import Runtime
from service.compose import compose_for_a_command
from service.demo import cast, expected, setting, story, transcript
from service.demo.cast import make_cast
from service.demo.doors import AgencyDoor, ChatPage, DoorError, Sandbox, StaffDoor
from service.demo.house import House, HouseError, Servers, running_house
from service.demo.quiet import StillBusyError

STAYING = Path("var/demo")
"""What was said stays there between runs; without that folder it starts afresh."""

console = Console(highlight=False)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--once", action="store_true", help="play the story, print it, and end")
    parser.add_argument("--database-url", help="an empty database (with --once)")
    parser.add_argument("--redis-url", help="a Redis server of its own (with --once)")
    given = parser.parse_args(arguments)
    started = time.monotonic()
    try:
        if given.once:
            servers = Servers(given.database_url, given.redis_url)
            with tempfile.TemporaryDirectory(prefix="kinline-demo-") as folder:
                return _once(Path(folder), servers, started)
        return _staying(STAYING, started)
    except (HouseError, StillBusyError, DoorError) as error:
        console.print("\n".join([str(error), *error.__notes__]), style="red", markup=False)
        return 1


def _once(folder: Path, servers: Servers, started: float) -> int:
    console.print("Starting all of Kinline, with a stand-in carrier and mail server…")
    with running_house(folder, servers) as house:
        runtime = _runtime(house)
        missing = play(house, runtime)
        with runtime.reading() as session:
            transcript.show_threads(console, session)
            transcript.show_triage(console, session)
            console.print()
            transcript.show_summary(console, session)
        runtime.database.dispose()
    return _verdict(missing, started)


def _staying(folder: Path, started: float) -> int:
    console.print("Starting all of Kinline…")
    with running_house(folder, usual_ports=True) as house:
        runtime = _runtime(house)
        code = 0
        if setting.is_set(runtime):
            console.print(f"What was said before is still here. It is kept in {folder}.")
        else:
            code = _verdict(play(house, runtime), started)
        runtime.database.dispose()
        _show_addresses(house)
        _wait_for_ctrl_c()
        console.print("\nEnding all of it…")
    return code


def _runtime(house: House) -> Runtime:
    configure_logging(house.settings)
    return compose_for_a_command(house.settings)


def play(house: House, runtime: Runtime) -> list[str]:
    """Tell the story. Returns what is missing from it."""
    set_up = setting.prepare(runtime)
    doors = (
        AgencyDoor(house.url, set_up.webhook_secret, set_up.zone),
        Sandbox(house.sandbox),
        ChatPage(house.url),
        StaffDoor(house.url, set_up.keys[cast.STAFF[0].email]),
    )
    agency, sandbox, chat, staff = doors
    stage = story.Stage(runtime, set_up, make_cast(), agency, sandbox, chat, staff, _say)
    try:
        story.play(stage)
        return expected.missing(stage)
    finally:
        for door in doors:
            door.close()


def _say(title: str) -> None:
    console.print(f"· {title}", style="cyan")


def _verdict(missing: list[str], started: float) -> int:
    seconds = time.monotonic() - started
    for line in missing:
        console.print(f"✗ {line}", style="red", markup=False)
    if missing:
        return 1
    console.print(
        f"✓ Every message reached its final state and every reply its place ({seconds:.0f} s).",
        style="green",
    )
    return 0


def _show_addresses(house: House) -> None:
    parent = make_cast().custodial(0)
    worker = cast.STAFF[0]
    console.print(
        f"""
  Staff inbox        {house.url}/staff/inbox
                     {worker.email}, password {cast.PASSWORD}
  A parent's phone   {house.sandbox}/handset/{parent.phone}
  Mailbox            {house.sandbox}/mailbox

Type as {parent.first_name} on the phone and watch the inbox. Ctrl-C stops everything.
""",
        markup=False,
    )


def _wait_for_ctrl_c() -> None:
    """SIGTERM ends it as Ctrl-C does."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        signal.pause()
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
