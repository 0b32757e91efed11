"""Time is passed in. A rule never asks the machine what time it is."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Gives the current time, aware, in UTC."""


def utc_now() -> datetime:
    return datetime.now(UTC)
