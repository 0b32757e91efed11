"""How times are said."""

from datetime import UTC, datetime, timedelta

import pytest

from web.voice import Voice

NOW = datetime(2026, 3, 4, 16, tzinfo=UTC)
"""A Wednesday, 10 in the morning in Chicago."""


@pytest.mark.parametrize(
    ("days", "english", "spanish", "short"),
    [
        (0, "Today", "Hoy", "10:00 AM"),
        (-1, "Yesterday", "Ayer", "Yesterday"),
        (1, "Tomorrow", "Mañana", "Mar 5"),
        (-4, "Saturday", "sábado", "Sat"),
        (-30, "February 2", "2 de febrero", "Feb 2"),
        (-400, "January 28, 2025", "28 de enero de 2025", "Jan 28, 2025"),
    ],
)
def test_days_as_people_say_them(days: int, english: str, spanish: str, short: str) -> None:
    at = NOW + timedelta(days=days)
    here = Voice.of("en", "America/Chicago", NOW)
    assert here.day(at) == english
    assert Voice.of("es", "America/Chicago", NOW).day(at) == spanish
    assert here.short(at).replace("\u202f", " ") == short


def test_a_day_ends_at_the_readers_own_midnight() -> None:
    at = datetime(2026, 3, 4, 5, 30, tzinfo=UTC)
    assert Voice.of("en", "America/Chicago", NOW).day(at) == "Yesterday"
    assert Voice.of("en", "America/New_York", NOW).day(at) == "Today"


def test_inside_a_sentence_a_day_is_small() -> None:
    voice = Voice.of("en", "America/Chicago", NOW)
    assert voice.within(NOW).startswith("today, ")
    assert voice.moment(NOW).startswith("Today, ")


def test_a_zone_nobody_knows_is_utc() -> None:
    assert Voice.of("en", "Nowhere/Atall", NOW).zone == "UTC"


def test_words_take_their_values_and_numbers() -> None:
    voice = Voice.of("es", "UTC", NOW)
    assert voice.say("By %(time)s", time="hoy") == "Antes de: hoy"
    assert voice.count("%(number)s part", "%(number)s parts", 2) == "2 partes"
