"""HEIC pictures and videos tell nobody where they were taken; of one that is built oddly, that
cannot be promised."""

import struct
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, features

from channels.file_kinds import FileKind, sniffed
from channels.picture_places import without_place
from tests.support.boxes import PLACE, box, film, full, still

WHOLE = {
    "mp4": (film(), FileKind.VIDEO, [b"picture1picture2", b"sound", b"how to read it"]),
    "mov": (film(b"qt  "), FileKind.VIDEO, [b"picture1picture2", b"sound"]),
    "3gp, wide": (film(b"3gp5", wide=True), FileKind.VIDEO, [b"picture1picture2", b"sound"]),
    "heic": (still(), FileKind.HEIC, [b"pixels", b"grid", b"irot", b"hvc1"]),
    "avif": (still(b"avif"), FileKind.HEIC, [b"pixels"]),
    "heic, old": (still(version=0), FileKind.HEIC, [b"pixels"]),
}


@pytest.mark.parametrize("name", WHOLE)
def test_the_place_goes_and_what_is_drawn_or_played_stays_where_it_was(name: str) -> None:
    content, kind, needed = WHOLE[name]
    assert sniffed(content) is kind
    assert PLACE in content
    clean = without_place(content, kind)
    assert clean is not None
    assert len(clean) == len(content)
    assert sniffed(clean) is kind
    assert PLACE not in clean
    assert b"WHEN" not in clean
    assert [clean.find(each) for each in needed] == [content.find(each) for each in needed]
    assert -1 not in [clean.find(each) for each in needed]
    assert without_place(clean, kind) == clean


START = box(b"ftyp", b"mp42" + bytes(4))
ODD = {
    "in fragments": START + box(b"moov", full(b"mvhd", bytes(96))) + box(b"moof", PLACE),
    "compressed": START + box(b"moov", box(b"cmov", PLACE)),
    "without a film": START + box(b"mdat", PLACE),
    "cut short": film()[:300],
    "a track without a table": START + box(b"moov", box(b"trak", box(b"mdia", full(
        b"hdlr", bytes(4), b"vide", bytes(13))))),
    "a table beyond its box": film().replace(b"stsz\0\0\0\0\0\0\0\0\0\0\0\2", b"stsz" + b"\0" * 8
        + b"\xff\0\0\2"),
    "items found another way": still().replace(b"iloc\1", b"iloc\3"),
    "items without types": still().replace(b"infe\2", b"infe\0"),
    "an item made of others": still().replace(
        struct.pack(">HHHH", 1, 0, 0, 1), struct.pack(">HHHH", 1, 2, 0, 1)),
}  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_of_what_is_odd_nobody_can_tell(name: str) -> None:
    for kind in (FileKind.VIDEO, FileKind.HEIC):
        assert without_place(ODD[name], kind) is None


@given(st.binary(max_size=200), st.integers(0, 2_000))
def test_no_bytes_whatever_are_an_error_or_grow(content: bytes, at: int) -> None:
    for whole, kind, _ in WHOLE.values():
        damaged = whole[:at] + content + whole[at + len(content) :]
        clean = without_place(damaged, kind)
        assert clean is None or len(clean) == len(damaged)


@pytest.mark.skipif(not features.check("avif"), reason="this Pillow writes no AVIF")
def test_a_real_picture_looks_the_same_without_its_place() -> None:
    picture = Image.linear_gradient("L").convert("RGB")
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (41.0, 52.0, 41.16)})
    exif[0x010F] = "Sample camera"
    made = BytesIO()
    picture.save(made, "AVIF", exif=exif, xmp=b"<x:xmpmeta>Sample place</x:xmpmeta>")
    clean = without_place(made.getvalue(), sniffed(made.getvalue()))
    assert clean is not None
    for told in (b"Sample camera", b"Sample place"):
        assert told in made.getvalue()
        assert told not in clean
    before, after = Image.open(BytesIO(made.getvalue())), Image.open(BytesIO(clean))
    assert before.tobytes() == after.tobytes()
