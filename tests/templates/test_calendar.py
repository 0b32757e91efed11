"""The calendar file of an appointment: what calendars need, and nothing others must not see."""

from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from templates.calendar import CalendarWords, Entry, write
from templates.loading import load_library
from tests.support.calendars import calendar, event

UID = UUID("6f1c1e8e-3f0e-4a53-9c52-0b5f3b8f0a11")
NOW = datetime(2026, 3, 2, 16, tzinfo=UTC)
STARTS_AT = datetime(2026, 3, 6, 14, tzinfo=timezone(timedelta(hours=-6)))
FREE = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=120)


def file(
    place: str = "10 Main St", *, sequence: int = 0, cancelled: bool = False, private: bool = False,
    language: str = "en", agency: str = "Oak County",
) -> str:  # fmt: skip
    entry = Entry(UID, sequence, STARTS_AT, place, cancelled)
    words = load_library().languages[language].calendar
    sender = "Oak County <messages@oak.example>"
    return write(entry, words, agency=agency, mail_from=sender, private=private, now=NOW)


@pytest.mark.parametrize(
    ("language", "title"), [("en", "Appointment: Oak County"), ("es", "Cita: Oak County")]
)
def test_a_calendar_reads_when_where_and_with_whom(language: str, title: str) -> None:
    text = file(language=language, sequence=2)
    found = event(text)
    assert found["DTSTART"] == "20260306T200000Z"
    assert (found["UID"], found["SEQUENCE"]) == (str(UID), "2")
    assert (found["SUMMARY"], found["LOCATION"]) == (title, "10 Main St")
    assert (found["STATUS"], found["CLASS"]) == ("CONFIRMED", "PRIVATE")
    assert found["ORGANIZER"] == "mailto:messages@oak.example"
    assert calendar(text)["METHOD"] == "PUBLISH"


def test_what_is_cancelled_says_so() -> None:
    text = file(cancelled=True, sequence=3)
    assert event(text)["STATUS"] == "CANCELLED"
    assert calendar(text)["METHOD"] == "CANCEL"


@pytest.mark.parametrize("cancelled", [False, True])
def test_where_a_parent_is_protected_it_says_only_that_there_is_something(cancelled: bool) -> None:
    text = file(private=True, cancelled=cancelled)
    found = event(text)
    assert found["SUMMARY"] == "Appointment"
    assert sorted(found) == ["CLASS", "DTSTAMP", "DTSTART", "SEQUENCE", "STATUS", "SUMMARY", "UID"]
    assert sorted(calendar(text)) == ["PRODID", "VERSION"]
    for tell_tale in ("Oak", "Main", "oak.example", "Kinline", "support"):
        assert tell_tale.casefold() not in text.casefold()


@given(FREE, FREE)
def test_whatever_a_place_is_called_it_stays_in_its_line(place: str, agency: str) -> None:
    [found] = Calendar.from_ical(file(place, agency=agency)).walk("VEVENT")
    assert found["LOCATION"] == place
    assert found["SUMMARY"] == f"Appointment: {agency}"


def test_lines_are_no_longer_than_the_standard_allows() -> None:
    """RFC 5545 3.1: 75 octets without the line end, which is CRLF."""
    text = file("Ñ" * 100)
    assert max(len(line) for line in text.encode().split(b"\r\n")) <= 75
    assert text.count("\n") == text.count("\r\n")


def test_a_language_that_brings_no_words_of_its_own_has_the_english_ones() -> None:
    assert CalendarWords() == load_library().languages["en"].calendar
