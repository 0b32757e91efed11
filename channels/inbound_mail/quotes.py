"""Folding quoted history away, so that an answer reads as what its writer added.

Small tables for how mail programs in English and Spanish introduce what they quote. Whatever is
not plainly history stays; a mail that seems to be nothing but history stays whole.
"""

import re
from collections.abc import Sequence

_LONGEST_INTRODUCTION = 400
_INTRODUCTION_LINES = 3
"""Mail programs break a long "On …, … wrote:" over several lines."""
_HEADER_BLOCK_LINES = 4
_BLANK_LINES_BEFORE_QUOTE = 3

_OPENINGS = ("on ", "el ")
_CLOSINGS = ("wrote:", "escribió:", "escribio:")
_FROM = ("from:", "de:")
_SENT = ("sent:", "date:", "enviado:", "enviado el:", "fecha:")

_SEPARATOR = re.compile(r"[-_ ]{2,}(original message|mensaje original)[-_ ]{2,}")
_RULE = re.compile(r"[-_*=]{5,}")
_DEVICE = re.compile(
    r"(sent from my|sent from (outlook|yahoo|mail) |get outlook for|enviado desde mi"
    r"|enviado desde (outlook|yahoo|mail|correo) |obtener outlook para|descarga outlook para)\b.*"
)


def fold(text: str) -> str:
    """What the writer added; the whole text when that would be nothing."""
    lines = text.splitlines()
    kept: list[str] = []
    at = 0
    while at < len(lines) and not _history_begins(lines, at):
        introduced = _introduction(lines, at)
        if not introduced and not _quoted(lines[at]):
            kept.append(lines[at])
        at += introduced or 1
    return "\n".join(_without_tail(kept)).strip() or text.strip()


def left_out(text: str, kept: str) -> str:
    """What folding left out of `text`, if it left out anything."""
    return "" if kept.strip() == text.strip() else text.strip()


def _quoted(line: str) -> bool:
    return line.lstrip().startswith(">")


def _history_begins(lines: Sequence[str], at: int) -> bool:
    """Everything from here on is an earlier mail, without marks of its own."""
    line = _plain(lines[at])
    if _SEPARATOR.fullmatch(line):
        return True
    if line.startswith(_FROM):
        following = lines[at + 1 : at + 1 + _HEADER_BLOCK_LINES]
        return any(_plain(other).startswith(_SENT) for other in following)
    count = _introduction_by_words(lines, at)
    return bool(count) and not _quote_follows(lines, at + count)


def _introduction(lines: Sequence[str], at: int) -> int:
    """How many lines here introduce a marked quote ("Oak Co <…> wrote:"); 0 when none do."""
    count = _introduction_by_words(lines, at)
    if count:
        return count
    closes = _plain(lines[at]).endswith(_CLOSINGS)
    return 1 if closes and _quote_follows(lines, at + 1) else 0


def _introduction_by_words(lines: Sequence[str], at: int) -> int:
    """ "On 2 March 2026, Oak Co wrote:", with the date or address that sets it off from prose."""
    if not _plain(lines[at]).startswith(_OPENINGS):
        return 0
    for count in range(1, _INTRODUCTION_LINES + 1):
        joined = " ".join(_plain(line) for line in lines[at : at + count])
        if len(joined) > _LONGEST_INTRODUCTION:
            return 0
        if joined.endswith(_CLOSINGS):
            return count if re.search(r"[0-9@]", joined) else 0
    return 0


def _quote_follows(lines: Sequence[str], at: int) -> bool:
    following = lines[at : at + _BLANK_LINES_BEFORE_QUOTE + 1]
    return _quoted(next((line for line in following if line.strip()), ""))


def _without_tail(lines: list[str]) -> list[str]:
    """Without the line a phone adds, and without the rule above a quote that is gone."""
    end = len(lines)
    while end and (not (line := _plain(lines[end - 1])) or _is_tail(line)):
        end -= 1
    return lines[:end]


def _is_tail(line: str) -> bool:
    return bool(_RULE.fullmatch(line) or _DEVICE.fullmatch(line))


def _plain(line: str) -> str:
    """As the tables are written: lower case, without the stars some programs set for bold."""
    return line[: _LONGEST_INTRODUCTION + 1].replace("*", "").replace("\u00a0", " ").strip().lower()
