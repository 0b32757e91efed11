"""A campaign file that cannot work is told before anything is sent, with what to do."""

from pathlib import Path

import pytest

from campaigns.loading import SHIPPED, read_campaigns
from campaigns.problems import CampaignError
from templates import load_library

RENEWAL = (SHIPPED / "renewal.toml").read_text(encoding="utf-8")
APPOINTMENT = (SHIPPED / "appointment.toml").read_text(encoding="utf-8")
MISSED = (SHIPPED / "appointment_missed.toml").read_text(encoding="utf-8")


def complaints(folder: Path, text: str, name: str = "renewal.toml") -> str:
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(CampaignError) as caught:
        read_campaigns(folder, load_library())
    return str(caught.value)


def test_the_shipped_files_load() -> None:
    assert set(read_campaigns(SHIPPED, load_library())) >= {
        "renewal",
        "payment_due",
        "payment_posted",
        "appointment",
    }


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("renewal.due", "renewal.soon", "there is no event renewal.soon"),
        ("renewal.due", "renewal.completed", "both starts and stops"),
        ("renewal.due", "appointment.kept", "may bring no date"),
        ('"renewal_reminder"', '"renewal_remindr"', "there is no wording renewal_remindr"),
        ('"renewal_reminder"', '"appointment_reminder"', "needs appointment_at"),
        ('"renewal_reminder"', '"payment_due"', "meant for noncustodial only"),
        ('"renewal_reminder"', '"help"', "help has no wording for email"),
        ('"renewal_yes"', '"appointment_booked"', "needs appointment_at"),
        ('task = "call_back"', "", "needs call_by"),
        ('task = "call_back"', 'task = "send_flowers"', "task"),
        ('es = "SI"', 'es = "CLARO"', "does not offer the answer CLARO"),
        (', es = "SI"', "", "has no word in es"),
        ('en = "YES"', 'en = "START"', "START already means something"),
        ('en = "YES"', 'en = "NO"', "NO stands for two answers"),
        ("days_before = 30", "days_before = 10", "is not after"),
        ("days_before = 30", "days_before = 30\nat_once = true", "give one of days_before"),
        ("days_before = 30\nhour = 10", "days_before = 30", "give hour"),
        ("days_before = 30", "work_days_before = 10", "14_days_before is not after 30_days_before"),
        ("days_before = 1\n", "work_days_before = 3\n", "working days may be -5 to -3 days"),
        ("days_before = 30", "work_days_before = 61", "work_days_before"),
        ("days_before = 30", "days_before = 30\nwork_days_before = 22", "give one of days_before"),
        ("hour = 10", "hour = 22", "hour"),
        ('key = "30_days_before"', 'key = "farewell"', "that name is taken"),
        ('key = "30_days_before"', 'key = "1_day_before"', "two steps are called 1_day_before"),
        ('question = "want_help"', 'question = "want_tea"', "want_tea, which is not there"),
        ('question = "want_help"', "", "no step asks want_help"),
        ('fall_back_to = ["email"]', 'fall_back_to = ["sms"]', "names sms twice"),
        ('send_by = ["sms"]', 'send_by = ["pigeon"]', "send_by"),
        ("catch_up = true", "catchup = true", "catchup is not a word of campaign files"),
        ("catch_up = true", "catch_up = true)", "it is not TOML"),
    ],
)
def test_a_mistake_is_told_with_its_file(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in RENEWAL
    said = complaints(tmp_path, RENEWAL.replace(old, new))
    assert told in said
    assert "renewal.toml: " in said
    assert " → " in said


@pytest.mark.parametrize(
    ("text", "old", "new", "told"),
    [
        (
            APPOINTMENT,
            'moved_by = ["appointment.rescheduled"]',
            'moved_by = ["appointment.kept"]',
            "add it to starts_on",
        ),
        (APPOINTMENT, '"appointment_cancelled"', '"appointment_missed"', "needs slot_a"),
        (MISSED, 'books = "slot_b"', 'books = "slot_c"', "books slot_c"),
        (MISSED, 'without_date = "book_appointment"', "", "may bring no date"),
        (MISSED, "at_once = true", "days_after = 2\nhour = 10", "useful_days_after = 2"),
        (MISSED, "at_once = true", "work_days_after = 2\nhour = 10", "useful_days_after = 4"),
    ],
)  # fmt: skip
def test_other_campaigns_mistakes(tmp_path: Path, text: str, old: str, new: str, told: str) -> None:
    assert old in text
    assert told in complaints(tmp_path, text.replace(old, new), "other.toml")


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("name = 1")
    said = complaints(tmp_path, RENEWAL.replace("renewal.due", "renewal.soon"), "b.toml")
    assert "a.toml" in said
    assert "b.toml" in said


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("Renewal 2.toml", b"", "call it like renewal.toml"),
        ("renewal.toml", b'name = "\xff"', "not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read(tmp_path: Path, name: str, content: bytes, told: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CampaignError, match=told):
        read_campaigns(tmp_path, load_library())


def test_an_empty_folder_is_no_campaign_folder(tmp_path: Path) -> None:
    with pytest.raises(CampaignError, match="there is no campaign here"):
        read_campaigns(tmp_path, load_library())
