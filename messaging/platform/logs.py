"""Logs name ids, never lives."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog
from structlog.typing import Processor

from messaging.platform.settings import Settings

LIVES = frozenset(
    {
        "to", "from", "sender", "recipient", "phone", "address", "email", "name", "first_name",
        "last_name", "subject", "text", "body", "html", "raw",
    }
)  # fmt: skip
"""Keys that would carry a person's details: a log call that uses one is a defect."""

WITHHELD = "(withheld)"


def refuse_lives(
    _logger: object, _method: str, entry: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Withhold the values of `LIVES`.

    It does not raise: the work in hand must not be lost over a line about it. That no log call of
    ours uses such a key is held by a test.
    """
    for key in LIVES & entry.keys():
        entry[key] = WITHHELD
    return entry


def configure_logging(settings: Settings) -> None:
    """One line per event on stderr, for people or as JSON, from our code and from libraries."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        refuse_lives,
    ]
    rendering = _rendering(settings)
    structlog.configure(
        processors=[*shared, *rendering],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[settings.log_level]
        ),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
    libraries = logging.StreamHandler(sys.stderr)
    libraries.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *rendering,
            ],
            foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
        )
    )
    logging.basicConfig(handlers=[libraries], level=logging.WARNING)


def _rendering(settings: Settings) -> list[Processor]:
    if settings.log_format == "json":
        return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    # A plain traceback: the default one prints local variables, which hold names and texts.
    return [
        structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    ]
