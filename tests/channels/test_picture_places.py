"""A parent's photograph tells nobody where it was taken."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.file_kinds import FileKind, sniffed
from channels.picture_places import without_place

PLACE = b"GPSLatitude 41.8781"
PIXELS = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + b"scan\xff\x00data" + b"\xff\xd9"
JFIF = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
TABLES = b"\xff\xdb\x00\x04\x00\x01"


def cleaned(content: bytes, kind: FileKind) -> bytes:
    clean = without_place(content, kind)
    assert clean is not None
    return clean


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + (len(body) + 2).to_bytes(2) + body


def exif(way: int | None, order: str = "<") -> bytes:
    head = b"II" if order == "<" else b"MM"
    entries = [struct.pack(f"{order}HHII", 0x8825, 4, 1, 64)]
    if way is not None:
        entries.append(struct.pack(f"{order}HHIHxx", 0x0112, 3, 1, way))
    tiff = head + struct.pack(f"{order}HIH", 42, 8, len(entries)) + b"".join(entries) + PLACE
    return segment(0xE1, b"Exif\x00\x00" + tiff)


def chunk(name: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4) + name + body + b"crc!"


def riff(name: bytes, body: bytes) -> bytes:
    return name + len(body).to_bytes(4, "little") + body + b"\x00" * (len(body) % 2)


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_jpeg_keeps_its_pixels_and_which_way_is_up(order: str) -> None:
    photo = b"\xff\xd8" + JFIF + exif(6, order) + segment(0xE1, PLACE) + TABLES + PIXELS
    clean = cleaned(photo, FileKind.JPEG)
    assert PLACE not in clean
    assert clean.startswith(b"\xff\xd8" + JFIF)
    assert clean.endswith(TABLES + PIXELS)
    assert sniffed(clean) is FileKind.JPEG
    assert clean.count(b"Exif\x00\x00") == 1
    way = clean.partition(b"Exif\x00\x00")[2]
    assert struct.unpack_from(">HHIH", way, 10) == (0x0112, 3, 1, 6)
    assert cleaned(clean, FileKind.JPEG) == clean


@pytest.mark.parametrize("told", [exif(None), exif(1), segment(0xED, PLACE), segment(0xFE, PLACE)])
def test_what_says_nothing_of_up_goes_whole(told: bytes) -> None:
    assert without_place(b"\xff\xd8" + told + TABLES + PIXELS, FileKind.JPEG) == (
        b"\xff\xd8" + TABLES + PIXELS
    )


def test_a_second_picture_behind_the_first_goes_with_its_place() -> None:
    first = b"\xff\xd8" + TABLES + PIXELS
    second = segment(0xE2, b"MPF\x00" + b"x" * 8)
    both = b"\xff\xd8" + second + TABLES + PIXELS + b"\xff\xd8" + exif(None) + PIXELS
    assert without_place(both, FileKind.JPEG) == first


def test_every_scan_of_a_progressive_jpeg_stays() -> None:
    scans = PIXELS[:-2] + segment(0xC4, b"\xff\xd9 table") + PIXELS
    photo = b"\xff\xd8" + TABLES + scans
    assert cleaned(photo, FileKind.JPEG) == photo


def test_a_png_and_a_webp_lose_only_what_describes_them() -> None:
    head = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", b"x" * 13)
    rest = chunk(b"IDAT", b"pixels") + chunk(b"IEND", b"")
    told = chunk(b"eXIf", PLACE) + chunk(b"tEXt", PLACE)
    assert without_place(head + told + rest, FileKind.PNG) == head + rest
    body = riff(b"VP8X", b"\x1c" + b"x" * 9) + riff(b"VP8 ", b"odd") + riff(b"EXIF", PLACE)
    webp = b"RIFF" + (len(body) + 4).to_bytes(4, "little") + b"WEBP" + body
    clean = cleaned(webp, FileKind.WEBP)
    assert PLACE not in clean
    assert clean[20] == 0x10
    assert int.from_bytes(clean[4:8], "little") == len(clean) - 8


def test_other_kinds_are_as_they_came() -> None:
    assert without_place(PLACE, FileKind.PDF) == PLACE


@given(st.binary(max_size=200), st.sampled_from(FileKind))
def test_no_bytes_whatever_are_an_error(content: bytes, kind: FileKind) -> None:
    for start in (b"", b"\xff\xd8", b"\xff\xd8" + exif(6), b"\x89PNG\r\n\x1a\n", b"RIFF0000WEBP"):
        without_place(start + content, kind)
