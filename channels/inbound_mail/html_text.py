"""HTML as the text a person would read. What was quoted comes out with `>` before each line."""

import re
from collections.abc import Sequence
from html import unescape
from html.parser import HTMLParser

LONGEST = 1_000_000
"""Letters read. An answer stands at the top; the rest is history and styling."""

_UNSEEN = frozenset({"script", "style", "head", "title", "template", "noscript"})
_BREAKS = frozenset(
    {
        "address", "article", "blockquote", "br", "dd", "div", "dl", "dt", "footer", "form", "h1",
        "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "ol", "p", "pre", "section", "table",
        "tr", "ul",
    }
)  # fmt: skip
_APART = frozenset({"blockquote", "h1", "h2", "h3", "p", "pre", "table"})
"""These have an empty line after them."""
_QUOTE = "blockquote"
_TAG = re.compile(r"<[^<>]*>")
_BLANKS = re.compile(r"[ \t\r\n\f\u00a0]+")


def html_text(html: str) -> str:
    """Never raises; markup that cannot be followed is cut away by its angle brackets."""
    html = html[:LONGEST]
    reader = _Reader()
    try:
        reader.feed(html)
        reader.close()
    except AssertionError:
        # The standard library's parser asserts on some damaged declarations (`<![x`).
        return _stripped(html)
    # An unclosed <style> makes everything after it unseen.
    return reader.text() or (_stripped(html) if reader.unclosed else "")


def _stripped(html: str) -> str:
    return unescape(_TAG.sub(" ", html))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = []
        self._line: list[str] = []
        self._unseen: list[str] = []
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen.append(tag)
        # A body begins whatever stood unclosed before it.
        elif tag == "body":
            self._unseen.clear()
        if tag in _BREAKS:
            self._break()
        if tag == _QUOTE:
            self._depth += 1
        if tag == "li":
            self._line.append("- ")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unseen:
            del self._unseen[self._unseen.index(tag) :]
        if tag in _BREAKS:
            self._break()
        if tag in _APART:
            self._lines.append(self._mark)
        if tag == _QUOTE:
            self._depth = max(0, self._depth - 1)

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._line.append(data)

    def text(self) -> str:
        self._break()
        return "\n".join(self._lines)

    @property
    def unclosed(self) -> bool:
        return bool(self._unseen)

    @property
    def _mark(self) -> str:
        return "> " if self._depth else ""

    def _break(self) -> None:
        line = _BLANKS.sub(" ", "".join(self._line)).strip()
        self._line.clear()
        if line:
            self._lines.append(self._mark + line)
