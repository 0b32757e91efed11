"""A file is what its bytes are, and has a name that harms nobody."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.file_kinds import HANDLING, FileKind, sniffed
from channels.file_names import LONGEST, disposition, safe_name
from tests.support.files import KINDS


@pytest.mark.parametrize(("content", "kind"), KINDS.values(), ids=KINDS)
def test_its_bytes_say_what_it_is(content: bytes, kind: FileKind) -> None:
    assert sniffed(content) is kind


@given(st.binary(max_size=200))
def test_any_bytes_are_of_some_kind(content: bytes) -> None:
    assert sniffed(content) in FileKind


def test_only_pictures_that_cannot_run_anything_are_drawn() -> None:
    drawn = {kind for kind, handling in HANDLING.items() if handling.shown}
    assert drawn == {FileKind.JPEG, FileKind.PNG, FileKind.GIF, FileKind.WEBP}


def test_what_nobody_opens_has_no_way_of_being_given() -> None:
    assert set(FileKind) - set(HANDLING) == {FileKind.OTHER}


@pytest.mark.parametrize(
    ("given", "kind", "expected"),
    [
        ("paystub.jpg", FileKind.JPEG, "paystub.jpg"),
        ("paystub.jpg", FileKind.PDF, "paystub.pdf"),
        ("Talón de pago (marzo).PDF", FileKind.PDF, "Talón de pago (marzo).pdf"),
        ("../../etc/passwd", FileKind.TEXT, "passwd.txt"),
        ("C:\\Users\\maria\\stub.png", FileKind.PNG, "stub.png"),
        ("form.pdf.exe", FileKind.PDF, "form-pdf.pdf"),
        ("invoice\u202egpj.exe", FileKind.OTHER, "invoicegpj"),
        ('a"b\r\nSet-Cookie: x', FileKind.TEXT, "x.txt"),
        ("page.html", FileKind.TEXT, "page.txt"),
        ("CON.jpg", FileKind.JPEG, "file-3.jpg"),
        ("nul", FileKind.OTHER, "file-3"),
        (".htaccess", FileKind.TEXT, "htaccess.txt"),
        ("...", FileKind.PNG, "file-3.png"),
        ("", FileKind.HEIC, "file-3.heic"),
        ("x" * 300, FileKind.GIF, "x" * LONGEST + ".gif"),
        ("winmail.dat", FileKind.OTHER, "winmail"),
    ],
)
def test_a_name_is_safe_and_says_what_it_is(given: str, kind: FileKind, expected: str) -> None:
    assert safe_name(given, kind, 2) == expected


@given(st.text(max_size=300), st.sampled_from(FileKind), st.integers(0, 20))
def test_no_name_is_a_path_a_header_or_a_trick(given: str, kind: FileKind, place: int) -> None:
    name = safe_name(given, kind, place)
    assert 0 < len(name) <= LONGEST + 5
    assert not set(name) & set('/\\:"<>|?*\r\n\x00')
    assert not any(unicodedata.category(letter).startswith("C") for letter in name)
    assert not name.startswith((".", " "))
    assert kind not in HANDLING or name.endswith(f".{HANDLING[kind].extension}")
    header = disposition(name, inline=False)
    assert header.isascii()
    assert header.isprintable()


@pytest.mark.parametrize(
    ("name", "inline", "expected"),
    [
        ("stub.jpg", True, "inline; filename=\"stub.jpg\"; filename*=UTF-8''stub.jpg"),
        (
            "Talón.pdf",
            False,
            "attachment; filename=\"Taln.pdf\"; filename*=UTF-8''Tal%C3%B3n.pdf",
        ),
    ],
)
def test_a_header_names_it(name: str, inline: bool, expected: str) -> None:
    assert disposition(name, inline=inline) == expected
