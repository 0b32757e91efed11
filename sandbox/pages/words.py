"""Small things said on the pages."""

import re
from zlib import crc32

from markupsafe import Markup, escape

_LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]]")
_HUES = 6


def linked(text: str) -> Markup:
    """Text with its web addresses made clickable, everything else escaped."""
    parts, end = [], 0
    for match in _LINK.finditer(text):
        url = escape(match.group())
        parts.append(escape(text[end : match.start()]))
        parts.append(Markup('<a href="{0}" target="_blank" rel="noreferrer">{0}</a>').format(url))
        end = match.end()
    return Markup("").join([*parts, escape(text[end:])])


def hue(number: str) -> int:
    """The wallpaper of a handset: always the same one for a number."""
    return crc32(number.encode()) % _HUES
