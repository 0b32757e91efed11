"""HTML as the text a person would read. What was quoted comes out with `>` before each line.

Not with the standard library's html.parser, which is quadratic on hostile markup: it reads
100 kB of "<a " for two minutes, and anyone may write to us. Here each letter is looked at a
constant number of times.
"""

import re
from collections.abc import Iterator
from html import unescape

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

_TAG = re.compile(r"<(?:(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9]*)|[!?])[^<>]*>")
_BLANKS = re.compile(r"[ \t\r\n\f\u00a0]+")
_COMMENT, _COMMENT_END = "<!--", "-->"


def html_text(html: str) -> str:
    """Never raises."""
    html = "".join(_outside_comments(html[:LONGEST]))
    reader = _Reader()
    at = 0
    for tag in _TAG.finditer(html):
        reader.data(html[at : tag.start()])
        if tag["name"]:
            (reader.end if tag["end"] else reader.start)(tag["name"].lower())
        at = tag.end()
    reader.data(html[at:])
    # An unclosed <style> makes everything after it unseen.
    return reader.text() or (_unescaped(_TAG.sub(" ", html)) if reader.unclosed else "")


def _outside_comments(html: str) -> Iterator[str]:
    at = 0
    while (begin := html.find(_COMMENT, at)) >= 0:
        yield html[at:begin]
        end = html.find(_COMMENT_END, begin + len(_COMMENT))
        if end < 0:
            # Nothing closes it: it hides nothing.
            at = begin + len(_COMMENT)
            break
        at = end + len(_COMMENT_END)
    yield html[at:].replace(_COMMENT, "")


def _unescaped(text: str) -> str:
    try:
        return unescape(text)
    except ValueError:
        # A character reference with thousands of digits.
        return text


class _Reader:
    """Gathers lines from tags and the text between them."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._unseen: str | None = None
        self._depth = 0

    def start(self, name: str) -> None:
        # A body begins whatever stood unclosed before it.
        if name == "body":
            self._unseen = None
        elif name in _UNSEEN and self._unseen is None:
            self._unseen = name
        if name in _BREAKS:
            self._break()
        if name == _QUOTE:
            self._depth += 1
        if name == "li":
            self._line.append("- ")

    def end(self, name: str) -> None:
        if name == self._unseen:
            self._unseen = None
        if name in _BREAKS:
            self._break()
        if name in _APART:
            self._lines.append(self._mark)
        if name == _QUOTE:
            self._depth = max(0, self._depth - 1)

    def data(self, text: str) -> None:
        if text and self._unseen is None:
            self._line.append(_unescaped(text))

    def text(self) -> str:
        self._break()
        return "\n".join(self._lines)

    @property
    def unclosed(self) -> bool:
        return self._unseen is not None

    @property
    def _mark(self) -> str:
        return "> " if self._depth else ""

    def _break(self) -> None:
        line = _BLANKS.sub(" ", "".join(self._line)).strip()
        self._line.clear()
        if line:
            self._lines.append(self._mark + line)
