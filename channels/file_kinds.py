"""What a file is, by its bytes alone: neither its name nor what its sender calls it is believed.

Sources: the WHATWG MIME Sniffing standard for pictures, ISO/IEC 14496-12 4.3 for `ftyp` brands,
ISO 32000 7.5.2 for PDF.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class FileKind(StrEnum):
    JPEG = "jpeg"
    PNG = "png"
    GIF = "gif"
    WEBP = "webp"
    HEIC = "heic"
    PDF = "pdf"
    VIDEO = "video"
    AUDIO = "audio"
    AMR = "amr"
    """A voice note, as phones text it."""
    TEXT = "text"
    OTHER = "other"
    """Anything else: kept, and opened for nobody."""


@dataclass(frozen=True, slots=True)
class Handling:
    """How a kind is given to people; the media type is ours, never the sender's."""

    media_type: str
    extension: str
    shown: bool = False
    """Drawn on the page. Only pictures that every browser draws, and in which nothing can run."""


HANDLING: Mapping[FileKind, Handling] = MappingProxyType(
    {
        FileKind.JPEG: Handling("image/jpeg", "jpg", shown=True),
        FileKind.PNG: Handling("image/png", "png", shown=True),
        FileKind.GIF: Handling("image/gif", "gif", shown=True),
        FileKind.WEBP: Handling("image/webp", "webp", shown=True),
        FileKind.HEIC: Handling("image/heic", "heic"),
        FileKind.PDF: Handling("application/pdf", "pdf"),
        FileKind.VIDEO: Handling("video/mp4", "mp4"),
        FileKind.AUDIO: Handling("audio/mpeg", "mp3"),
        FileKind.AMR: Handling("audio/amr", "amr"),
        FileKind.TEXT: Handling("text/plain; charset=utf-8", "txt"),
    }
)
"""What is not here is given to nobody: documents with macros, archives, programs, pages, SVG."""

_HEIC = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif"})
_VIDEO = frozenset(
    {b"isom", b"iso2", b"mp41", b"mp42", b"avc1", b"M4V ", b"qt  ", b"3gp4", b"3gp5", b"3gp6"}
    | {b"3gr6", b"3gs6", b"3ge6", b"3g2a", b"3g2b", b"3g2c", b"mmp4", b"MSNV"}
)
_PDF_WITHIN = 1024
"""Readers accept a PDF whose header stands this late, so it is a PDF to us too."""
_FOREIGN = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
"""No text has these; form feed and line ends it may have."""


def sniffed(content: bytes) -> FileKind:
    """Never raises."""
    return next((kind for kind, is_it in _SIGNS.items() if is_it(content)), FileKind.OTHER)


def _pdf(content: bytes) -> bool:
    return b"%PDF-" in content[:_PDF_WITHIN]


def _brand(brands: frozenset[bytes]) -> Callable[[bytes], bool]:
    return lambda content: content[4:8] == b"ftyp" and content[8:12] in brands


def _begins(*signs: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(signs)


def _text(content: bytes) -> bool:
    if not content.strip() or _FOREIGN.search(content):
        return False
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


_SIGNS: Mapping[FileKind, Callable[[bytes], bool]] = MappingProxyType(
    {
        FileKind.JPEG: _begins(b"\xff\xd8\xff"),
        FileKind.PNG: _begins(b"\x89PNG\r\n\x1a\n"),
        FileKind.GIF: _begins(b"GIF87a", b"GIF89a"),
        FileKind.WEBP: lambda content: content[:4] == b"RIFF" and content[8:14] == b"WEBPVP",
        FileKind.HEIC: _brand(_HEIC),
        FileKind.VIDEO: _brand(_VIDEO),
        FileKind.AUDIO: _begins(b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"),
        FileKind.AMR: _begins(b"#!AMR"),
        FileKind.PDF: _pdf,
        FileKind.TEXT: _text,
    }
)
"""Asked in this order; a picture that also looks like something else is a picture."""
