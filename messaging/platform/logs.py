"""Logs name ids, never lives."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from messaging.platform.settings import Settings

LIVES = frozenset(
    {"to", "from", "sender", "recipient", "phone", "address", "email", "name", "text", "body"}
)
"""Keys that would carry a person's details: a log call that uses one is a defect."""


class LivesInLogsError(Exception):
    """A log call tried to write a person's detail."""


def refuse_lives(
    _logger: object, _method: str, entry: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    found = LIVES & entry.keys()
    if found:
        raise LivesInLogsError(
            f"log keys {sorted(found)} would carry a person's details; log an id"
        )
    return entry


def configure_logging(settings: Settings) -> None:
    """One line per event on stderr, for people or as JSON."""
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        refuse_lives,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.format_exc_info, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[settings.log_level]
        ),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s")
