"""Where events may go: an address on the public internet, and nowhere inside.

An endpoint is named by a person of an agency; which addresses are public, `channels` knows
(`public_addresses.py`).
"""

import re
from urllib.parse import SplitResult, urlsplit

LONGEST_URL = 500
_VISIBLE = re.compile(r"[\x21-\x7e]+")


class AddressError(Exception):
    """The URL cannot be an endpoint. The message says why, in words for whoever registers it."""


def checked(url: str, *, local: bool) -> str:
    """`url` without surrounding blanks, if its form is right. Raises `AddressError`.

    `local` also lets through plain http, for development. Whether its host is public is asked
    where it is resolved.
    """
    url = url.strip()
    if len(url) > LONGEST_URL or not _VISIBLE.fullmatch(url):
        raise AddressError("write an address of at most 500 plain characters, without blanks")
    parts = _split(url)
    if parts.scheme != "https" and not (local and parts.scheme == "http"):
        raise AddressError("it must begin with https://")
    if parts.username is not None or parts.password is not None:
        raise AddressError("leave out the name and password before the host")
    if parts.fragment:
        raise AddressError("leave out what follows the #")
    if not parts.hostname or parts.port == 0:
        raise AddressError("its host or port cannot be")
    return url


def host_of(url: str | None) -> str:
    """Where a checked URL leads: a name, or an IP address without brackets. Empty for none."""
    return _split(url).hostname or "" if url else ""


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise AddressError("its host or port cannot be read") from None
    return parts
