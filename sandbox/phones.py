"""Phone numbers as people type and read them."""

import re

_US = re.compile(r"\+1(\d{3})(\d{3})(\d{4})")


def normalised(typed: str) -> str | None:
    """E.164 of a number as typed, ten digits being American; None if it is none."""
    digits = re.sub(r"\D", "", typed)
    if typed.strip().startswith("+"):
        return f"+{digits}" if 7 <= len(digits) <= 15 else None
    if len(digits) == 10:
        return f"+1{digits}"
    return f"+{digits}" if len(digits) == 11 and digits.startswith("1") else None


def friendly(number: str) -> str:
    """An American number as people write it; any other as it is."""
    match = _US.fullmatch(number)
    return "({}) {}-{}".format(*match.groups()) if match else number
