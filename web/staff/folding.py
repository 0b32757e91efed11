"""Long messages fold: what matters first, the rest on asking. It works without script."""

import re

OURS = 700
"""Characters of our own messages that are shown at once; their reader knows the wording."""
THEIRS = 3_000
"""A parent's words are read in full, unless someone pastes a whole document."""
_SIGNATURE = re.compile(r"\n-- ?\n")
"""Where the footer of an email begins (RFC 3676, 4.3)."""
_BREAKS = ("\n\n", "\n", " ")


def folded(text: str, *, ours: bool) -> tuple[str, str]:
    """What is shown at once, and the rest, or nothing. Only our own footers fold away: what a
    parent wrote below a line of dashes may be what matters."""
    mark = _SIGNATURE.search(text) if ours else None
    body, rest = (text[: mark.start()], text[mark.end() :]) if mark else (text, "")
    most = OURS if ours else THEIRS
    if len(body) > most:
        cut = _cut(body, most)
        body, rest = body[:cut], text[cut:]
    return body.strip(), rest.strip()


def _cut(text: str, most: int) -> int:
    """The last break between paragraphs, lines or words that keeps at least half of `most`."""
    found = (text.rfind(mark, most // 2, most) for mark in _BREAKS)
    return next((at for at in found if at > 0), most)
