"""The hearing record as a document, whatever was written."""

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from web.records.document import Head, document, shown


@given(st.text(max_size=300))
@settings(max_examples=60, deadline=None)
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
    assert shown(text).encode("windows-1252").decode("windows-1252") == shown(text)
