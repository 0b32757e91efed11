"""How a file's bytes are to be read, found from the bytes themselves."""

import codecs
from collections.abc import Sequence
from typing import BinaryIO

BLOCK = 1 << 20
HEAD = 4096

MARKS: Sequence[tuple[bytes, str]] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
NOT_IN_WINDOWS = frozenset(b"\x81\x8d\x8f\x90\x9d")
"""Bytes that Windows-1252 gives no letter."""


def encoding_of(file: BinaryIO) -> str:
    """UTF-8 or UTF-16, with a mark in front or without; else Windows-1252, which holds what people
    mean by Latin-1, or Latin-1 itself where a byte has no letter there."""
    head = file.read(HEAD)
    for mark, name in MARKS:
        if head.startswith(mark):
            return name
    for start, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        # Every other byte of plain letters is zero.
        every_other = head[start::2]
        if every_other.count(0) * 2 > len(every_other) > 0:
            return name
    decoder = codecs.getincrementaldecoder("utf-8")()
    utf_8, odd = True, False
    block = head
    while block:
        odd = odd or not NOT_IN_WINDOWS.isdisjoint(block)
        if utf_8:
            try:
                decoder.decode(block)
            except UnicodeDecodeError:
                utf_8 = False
        block = file.read(BLOCK)
    if utf_8 and not decoder.getstate()[0]:
        return "utf-8"
    return "latin-1" if odd else "cp1252"
