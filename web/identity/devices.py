"""What a browser says of itself, in two words: enough to tell one's own sessions apart."""

from collections.abc import Mapping
from types import MappingProxyType

BROWSERS: Mapping[str, str] = MappingProxyType(
    {
        "Edg": "Edge",
        "OPR/": "Opera",
        "SamsungBrowser/": "Samsung Internet",
        "Firefox/": "Firefox",
        "FxiOS/": "Firefox",
        "Chrome/": "Chrome",
        "CriOS/": "Chrome",
        "Safari/": "Safari",
    }
)
SYSTEMS: Mapping[str, str] = MappingProxyType(
    {
        "Windows": "Windows",
        "Android": "Android",
        "iPhone": "iPhone",
        "iPad": "iPad",
        "CrOS": "ChromeOS",
        "Mac OS": "Mac",
        "Linux": "Linux",
    }
)
"""Looked for in this order: most name several."""


def device(user_agent: str) -> str:
    """`Firefox, Windows`; empty for what is no browser we know."""
    found = (_first(BROWSERS, user_agent), _first(SYSTEMS, user_agent))
    return ", ".join(filter(None, found))


def _first(table: Mapping[str, str], user_agent: str) -> str:
    return next((word for sign, word in table.items() if sign in user_agent), "")
