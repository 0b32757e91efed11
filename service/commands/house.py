"""What every command shares: a runtime, and errors as sentences."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import typer
from rich.console import Console
from rich.table import Column, Table
from sqlalchemy.exc import OperationalError, ProgrammingError
from typer.core import TyperGroup

from messaging.platform.logs import configure_logging
from messaging.platform.settings import Settings, SettingsError
from messaging.runtime import Runtime
from outgoing.addresses import AddressError
from service.accounts import AccountError
from service.compose import compose_for_a_command
from service.embedded_redis import EmbeddedRedisError
from service.installation import InstallationError
from web.identity.strength import WeakPasswordError

WRONG_SETTINGS = 2
WRONG = 1

ID_WIDTH = 36

PIPED_WIDTH = 200
"""What is piped on is for another program, or a file: long rows stay whole."""

console = Console(width=None if sys.stdout.isatty() else PIPED_WIDTH)
errors = Console(stderr=True)

SENTENCES = (AccountError, AddressError, WeakPasswordError, InstallationError, EmbeddedRedisError)
"""Errors whose message is meant for the person at the keyboard."""


def table_by_id(*headings: str) -> Table:
    """Its first column holds ids, whole however narrow the page: the next command wants one."""
    return Table(Column("id", no_wrap=True, min_width=ID_WIDTH), *headings, box=None)


class Group(TyperGroup):
    """Ends with a sentence and an exit code where Python would show a traceback."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except SettingsError as error:
            fail(f"Settings: {error}", WRONG_SETTINGS)
        except SENTENCES as error:
            fail(str(error), WRONG)
        except (OperationalError, ProgrammingError):
            fail(
                "The database does not answer as it should. `kinline migrate` brings it up to "
                "date; `kinline doctor` says what else is wrong.",
                WRONG,
            )


def fail(words: str, code: int) -> NoReturn:
    errors.print(words, style="red", markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(code)


def settings() -> Settings:
    """From the environment, with logging set up accordingly. Raises `SettingsError`."""
    found = Settings.load()
    configure_logging(found)
    return found


@contextmanager
def runtime() -> Iterator[Runtime]:
    """For a command that may run while the processes do not."""
    made = compose_for_a_command(settings())
    try:
        yield made
    finally:
        made.database.dispose()
