"""Time zones by name. One that does not exist must stop where it is given, not when a message is
due."""

from functools import cache
from zoneinfo import available_timezones

MOST_ZONE_LETTERS = 40


class UnknownZoneError(ValueError):
    """There is no such time zone. The message says how to write one."""


def known_zone(name: str) -> str:
    """`name` itself. Raises `UnknownZoneError` unless it is of the IANA database."""
    if name not in _zones() or len(name) > MOST_ZONE_LETTERS:
        raise UnknownZoneError("that is not a time zone; write it as America/Chicago")
    return name


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
