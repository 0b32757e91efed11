"""A second request for the same thing within seven days: told by the wording, by a saved reply or
by the very same words, and never by a guess."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from messaging.compliance.asked_before import Said, asked_before

NOW = datetime(2026, 3, 9, 15, 0, tzinfo=UTC)
RUTH = UUID(int=7)
SAVED = ("Please bring your ID to the office.", "Thank you!")


def ago(text: str, days: float = 3, wording: str | None = None) -> Said:
    return Said.of(text, wording, NOW - timedelta(days=days), RUTH)


@pytest.mark.parametrize(
    ("text", "before", "asked"),
    [
        ("Bring ID", "Bring ID", True),
        ("bring  id!", "Bring ID", True),
        ("Traiga su identificación", "TRAIGA SU IDENTIFICACION.", True),
        ("Bring ID", "Bring your ID", False),
        ("Bring ID", "Bring ID and your pay stubs", False),
        ("Hello Maria! Please bring your ID to the office. Nora", SAVED[0], True),
        ("Please bring your ID to the office.", f"Good morning. {SAVED[0]} Ruth", True),
        ("Please bring your ID to the office.", "Please bring your ID to the fair.", False),
        ("Thank you!", "Thank you!", False),
        ("Gracias", "Gracias.", False),
        ("Yes, 3 is fine. Thank you!", "See you. Thank you!", False),
        ("👍", "🙂", False),
    ],
)  # fmt: skip
def test_the_same_words_or_the_same_saved_reply(text: str, before: str, asked: bool) -> None:
    new = Said.of(text, None, NOW)
    assert (asked_before(new, [ago(before)], SAVED) is not None) is asked


@pytest.mark.parametrize(
    ("days", "asked"),
    [(0, True), (1, True), (6.99, True), (7, False), (8, False)],
)
def test_only_what_was_asked_within_seven_days(days: float, asked: bool) -> None:
    before = ago("Bring ID", days)
    assert asked_before(Said.of("Bring ID", None, NOW), [before]) is (before if asked else None)


@pytest.mark.parametrize(
    ("wording", "before", "asked"),
    [
        ("renewal_reminder", "renewal_reminder", True),
        ("renewal_reminder", "appointment_reminder", False),
        ("renewal_reminder", None, False),
        (None, None, False),
    ],
)
def test_the_same_wording_whatever_was_filled_in(
    wording: str | None, before: str | None, asked: bool
) -> None:
    new = Said.of("Renew by April 30.", wording, NOW)
    found = asked_before(new, [ago("Renew by May 2.", wording=before)])
    assert (found is not None) is asked


def test_the_latest_of_several_is_named() -> None:
    first, last = ago("Bring ID", 5), ago("Bring ID", 2)
    assert asked_before(Said.of("bring id", None, NOW), [last, first]) is last
