"""Reading back what a PDF of ours says."""

import re
import zlib
from collections.abc import Iterator, Mapping

OBJECT = re.compile(rb"(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)
STREAM = re.compile(rb"stream\n(.*?)\nendstream", re.DOTALL)
FONT = re.compile(rb"/F(\d+) (\d+) 0 R")
SHOWN = re.compile(rb"/F(\d+) [\d.]+ Tf|\(((?:[^\\()]|\\.)*)\) Tj", re.DOTALL)
MEANT = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]+)>\n", re.IGNORECASE)


def words_of(content: bytes) -> str:
    """Each line of it as one line: its glyphs by what their font says that they mean."""
    objects = {int(number): body for number, body in OBJECT.findall(content)}
    fonts = {
        number: _meanings(objects, objects[int(place)]) for number, place in FONT.findall(content)
    }
    return "\n".join(line for body in objects.values() for line in _lines(body, fonts))


def _lines(body: bytes, fonts: Mapping[bytes, Mapping[int, str]]) -> Iterator[str]:
    chosen: Mapping[int, str] = {}
    for font, line in SHOWN.findall(_stream(body)):
        if font:
            chosen = fonts[font]
            continue
        plain = re.sub(rb"\\(.)", _unescaped, line, flags=re.DOTALL)
        glyphs = zip(plain[::2], plain[1::2], strict=True)
        yield "".join(chosen[high * 256 + low] for high, low in glyphs)


def _unescaped(found: re.Match[bytes]) -> bytes:
    return {b"n": b"\n", b"r": b"\r"}.get(found[1], found[1])


def _meanings(objects: Mapping[int, bytes], font: bytes) -> Mapping[int, str]:
    place = re.search(rb"/ToUnicode (\d+) 0 R", font)
    assert place is not None
    return {
        int(glyph, 16): bytes.fromhex(meant.decode()).decode("utf-16-be")
        for glyph, meant in MEANT.findall(_stream(objects[int(place[1])]))
    }


def _stream(body: bytes) -> bytes:
    found = STREAM.search(body)
    if found is None:
        return b""
    return zlib.decompress(found[1]) if found[1][:1] == b"x" else found[1]
