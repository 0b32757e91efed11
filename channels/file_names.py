"""Names that are safe to save a file under: on any system, in any header, and saying what it is."""

import re
import unicodedata
from urllib.parse import quote

from channels.file_kinds import HANDLING, FileKind

LONGEST = 80
"""Letters, without the ending."""
_PATH = re.compile(r"[\\/:]")
_BLANKS = re.compile(r"\s+")
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
"""Windows opens these, whatever their ending."""
_PLAIN = frozenset("LMN")
"""First letters of the Unicode categories that a name keeps: letters, their marks, numbers."""
_SIGNS = frozenset(" -_.,()+&'")


def safe_name(given: str, kind: FileKind, position: int) -> str:
    """What `given` says, with the ending of what the file is. Never empty, never a path, never
    with signs that a screen hides or turns round."""
    last = _PATH.split(given)[-1]
    kept = "".join(letter for letter in unicodedata.normalize("NFC", last) if _fit(letter))
    stem = _BLANKS.sub(" ", kept).strip(" .")
    # Of "form.pdf.exe" nothing is left that could be taken for an ending.
    stem = stem.rpartition(".")[0] or stem
    stem = stem.replace(".", "-")[:LONGEST].strip(" -")
    if not stem or _DEVICES.fullmatch(stem):
        stem = f"file-{position + 1}"
    handling = HANDLING.get(kind)
    return f"{stem}.{handling.extension}" if handling else stem


def disposition(name: str, *, inline: bool) -> str:
    """The header Content-Disposition (RFC 6266) for a name made by `safe_name`."""
    plain = "".join(letter for letter in name if letter.isascii() and letter not in '"\\')
    way = "inline" if inline else "attachment"
    return f"{way}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _fit(letter: str) -> bool:
    return unicodedata.category(letter)[0] in _PLAIN or letter in _SIGNS or letter == "\u00a0"
