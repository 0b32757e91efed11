"""The letters of a document: Noto Sans (SIL Open Font License), embedded as far as it is used.

It has Latin with all its marks (Vietnamese, Polish, Turkish, Navajo …), Cyrillic and Greek. What
needs shaping or runs from right to left it has not, and such letters side by side would say
something else.
"""

import logging
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from fontTools.ttLib import TTFont
from pymupdf_fonts import NotoSans_Bold, NotoSans_Regular

FAMILY = "noto"
STYLES: Mapping[str, bytes] = {
    "": NotoSans_Regular.fontbuffer,
    "B": NotoSans_Bold.fontbuffer,
}
# It warns of a table of hints that it leaves out of every document.
logging.getLogger("fontTools.subset").setLevel(logging.ERROR)


@cache
def _folder() -> TemporaryDirectory[str]:
    """Gone with the process: what draws the document reads files only."""
    return TemporaryDirectory(prefix="kinline-fonts-")


@cache
def files() -> Mapping[str, Path]:
    """By style."""
    paths = {style: Path(_folder().name) / f"{FAMILY}{style}.ttf" for style in STYLES}
    for style, path in paths.items():
        path.write_bytes(STYLES[style])
    return paths


@cache
def letters() -> frozenset[int]:
    """The code points that every style has."""
    return frozenset.intersection(*map(_letters, files().values()))


def _letters(path: Path) -> frozenset[int]:
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())
