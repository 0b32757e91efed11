"""The hearing record as a document, whatever was written."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from web.records.document import Head, document, shown
from web.records.fonts import letters


@given(st.text(max_size=300))
@settings(max_examples=12, deadline=None)
def test_no_words_break_the_document(text: str) -> None:
    head = Head(
        "Oak Co", "CS-1", "child_support", text[:40], "P-1", "custodial", "hearing",
        "America/Chicago", datetime(2026, 3, 1, tzinfo=UTC), "0" * 64,
    )  # fmt: skip
    said = {
        "at": "2026-03-01T15:00:00+00:00", "from": "parent", "channel": "sms", "written_by": "",
        "subject": text, "text": text, "status": "received", "reason": text, "attempts": "",
        "provider_reports": "", "files": 2, "words_removed_at": None, "message_id": "1",
    }  # fmt: skip
    assert document(head, [said], []).startswith(b"%PDF")
    assert {ord(each) for each in shown(text)} - {ord("\n"), ord("\t")} <= letters()


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("Nguyễn Thị Ánh", "Nguyễn Thị Ánh"),
        ("Nguyê\u0303n", "Nguyễn"),
        ("Łukasz Żółć, Jiří, Şahin, Ağaoğlu", "Łukasz Żółć, Jiří, Şahin, Ağaoğlu"),
        ("Łį́į́ʼ", "Łį́į́ʼ"),
        ("Юлія Ґалаґан", "Юлія Ґалаґан"),
        ("Γιώργος", "Γιώργος"),
        ("–’“”…€", "–’“”…€"),
        ("محمد", "[arabic letter meem][arabic letter hah][arabic letter meem][arabic letter dal]"),
        ("李", "[cjk unified ideograph-674e]"),
        ("\u202e\u200f\x07", "[right-to-left override][right-to-left mark][u+0007]"),
    ],
)
def test_names_stand_as_they_are_written_and_what_has_no_letter_by_its_name(
    text: str, drawn: str
) -> None:
    assert shown(text) == drawn
