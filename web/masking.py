"""What staff pages and the API must not show in full: addresses, and a parent's own links.

Addresses are masked: enough to tell two apart, too little to use. A link that we signed for a
parent opens their chat or changes their consent without asking who clicks, so it is shown as
words, also where a parent's mail quotes it.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from channels.values import ChannelKind
from messaging.platform.links import BASE32_LENGTH, TOKEN_BYTES
from messaging.platform.phones import ending
from web.catalogue import N_, translations

LINKS: Mapping[str, str] = MappingProxyType(
    {
        "chat": N_("[their chat link]"),
        "unsubscribe": N_("[their link to stop messages]"),
        "preferences": N_("[their preferences link]"),
    }
)
LINK_OTHERWISE = N_("[their own link]")
REPLY_ADDRESS = N_("[their reply address]")

_BASE64_LENGTH = -(-TOKEN_BYTES * 8 // 6)
# Mail guards wrap a link into one of their own: with %2F, %252F or _ for each slash.
_SLASH = r"(?:/|_|%(?:25)*2f)"
_TOKEN = rf"[a-z0-9_-]{{{_BASE64_LENGTH},}}"
_LINK = re.compile(rf"{_SLASH}p{_SLASH}(?P<door>[a-z_]+?){_SLASH}{_TOKEN}", re.IGNORECASE)
_REPLY = re.compile(rf"[a-z2-7]{{{BASE32_LENGTH}}}(?:@|%(?:25)*40)", re.IGNORECASE)
_GAPS = re.compile(r"""([\s<>"'()\[\]]+)""")
_CLOSING = ".,;:!?…"


def masked(kind: ChannelKind, address: str) -> str:
    """`••• 0142` for a phone, `m•••@example.org` for an email address."""
    if kind is ChannelKind.EMAIL:
        local, _, domain = address.partition("@")
        return f"{local[:1]}•••@{domain}"
    if kind is ChannelKind.CHAT:
        return "•••"
    return f"••• {ending(address)}"


def without_their_links(text: str, language: str) -> str:
    """`text` with each signed link and reply address in words of `language`."""
    # Word by word: one pass, however long the text and whoever wrote it.
    return "".join(_in_words(piece, language) for piece in _GAPS.split(text))


def _in_words(piece: str, language: str) -> str:
    link = _LINK.search(piece)
    if link is None and _REPLY.search(piece) is None:
        return piece
    words = LINKS.get(link["door"].lower(), LINK_OTHERWISE) if link else REPLY_ADDRESS
    closing = piece[len(piece.rstrip(_CLOSING)) :]
    said: str = translations(language).gettext(words)
    return said + closing
