"""Pictures without where and when they were taken.

Phones write the place of a photograph into it; whoever hides must not be found by it. What is drawn
stays bit for bit as it came: only what describes it is left out, but for which way is up.

Sources: JPEG (ITU-T T.81 annex B, segments), Exif 2.32 (orientation, tag 0x0112), PNG (ISO/IEC
15948, chunks), WebP container specification (RIFF chunks, VP8X flags).
"""

import re
import struct
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from channels.box_places import OddError, blanked
from channels.file_kinds import FileKind

_EOI = 0xD9
_MARKER = re.compile(rb"\xff[\xc0-\xcf\xd9-\xef\xf0-\xfe]")
"""With a length behind it, or the end; a doubled 0xFF and the marks within a scan are none."""
_TOLD = frozenset({0xE1, 0xED, 0xFE})
"""APP1 (Exif, XMP), APP13 (IPTC), comments."""
_SECOND_PICTURE = b"MPF\x00"
_EXIF = b"Exif\x00\x00"
_ORIENTATION = 0x0112
_PNG_HEAD = 8
_PNG_TOLD = frozenset({b"eXIf", b"tEXt", b"iTXt", b"zTXt", b"tIME"})
_WEBP_TOLD = frozenset({b"EXIF", b"XMP "})
_WEBP_TOLD_FLAGS = 0x08 | 0x04
"""Of VP8X: Exif and XMP are in here."""


def without_place(content: bytes, kind: FileKind) -> bytes | None:
    """`content` without what tells of place, time and camera, where its kind is one that phones
    make; others as they are. A picture that pages draw and that is cut short or odd is left from
    there on; None for a video or HEIC of which nobody can tell where the place may stand."""
    return _CLEANED.get(kind, bytes)(content)


def _boxed(content: bytes) -> bytes | None:
    try:
        return blanked(content)
    except OddError:
        return None


def _jpeg(content: bytes) -> bytes:
    parts = [content[:2]]
    at = 2
    while at + 2 <= len(content):
        marker = _MARKER.search(content, at)
        if marker is None:
            break
        # Pixels stand between a scan's head and the next marker; padding does no harm.
        parts.append(content[at : marker.start()])
        at = marker.start()
        if marker[0][1] == _EOI:
            # Phones put a second picture behind the first, with its own place.
            return b"".join([*parts, marker[0]])
        end = at + 2 + int.from_bytes(content[at + 2 : at + 4])
        segment = content[at:end]
        parts.append(_upright(segment) if _tells(segment) else segment)
        at = end
    return b"".join([*parts, content[at:]])


def _tells(segment: bytes) -> bool:
    return segment[1] in _TOLD or segment[4:8] == _SECOND_PICTURE


def _upright(segment: bytes) -> bytes:
    """An Exif segment that only says which way is up; nothing where it says nothing of that."""
    body = segment[4:]
    way = _way_up(body[len(_EXIF) :]) if body.startswith(_EXIF) else None
    if way is None:
        return b""
    tiff = struct.pack(">2sHIHHHIHxxI", b"MM", 42, 8, 1, _ORIENTATION, 3, 1, way, 0)
    return b"\xff\xe1" + (2 + len(_EXIF) + len(tiff)).to_bytes(2) + _EXIF + tiff


def _way_up(tiff: bytes) -> int | None:
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 10:
        return None
    first = struct.unpack_from(f"{order}I", tiff, 4)[0]
    if first + 2 > len(tiff):
        return None
    (count,) = struct.unpack_from(f"{order}H", tiff, first)
    for entry in range(first + 2, min(first + 2 + 12 * count, len(tiff) - 11), 12):
        tag, _type, _count, value = struct.unpack_from(f"{order}HHIH", tiff, entry)
        if tag == _ORIENTATION and 1 < value <= 8:
            return int(value)
    return None


def _png(content: bytes) -> bytes:
    kept = [content[:_PNG_HEAD]]
    at = _PNG_HEAD
    while at + 12 <= len(content):
        end = at + 12 + int.from_bytes(content[at : at + 4])
        if content[at + 4 : at + 8] not in _PNG_TOLD:
            kept.append(content[at:end])
        at = end
    return b"".join(kept)


def _webp(content: bytes) -> bytes:
    kept = b"".join(_webp_chunks(content))
    return b"RIFF" + (len(kept) + 4).to_bytes(4, "little") + b"WEBP" + kept


def _webp_chunks(content: bytes) -> Iterator[bytes]:
    at = 12
    while at + 8 <= len(content):
        size = int.from_bytes(content[at + 4 : at + 8], "little")
        end = at + 8 + size + size % 2
        name, chunk = content[at : at + 4], content[at:end]
        if name == b"VP8X" and size:
            chunk = chunk[:8] + bytes([chunk[8] & ~_WEBP_TOLD_FLAGS & 0xFF]) + chunk[9:]
        if name not in _WEBP_TOLD:
            yield chunk
        at = end


_CLEANED: Mapping[FileKind, Callable[[bytes], bytes | None]] = MappingProxyType(
    {
        FileKind.JPEG: _jpeg,
        FileKind.PNG: _png,
        FileKind.WEBP: _webp,
        FileKind.HEIC: _boxed,
        FileKind.VIDEO: _boxed,
    }
)
