"""What a parent chooses on their page, from the link in our own mail, holds at the next reminder.

All live in one town and each chooses one thing; then it is a week before their appointment.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from channels.values import ChannelKind, Outgoing
from messaging.platform.settings import Settings
from messaging.runtime import Runtime
from tests.journeys.town import OURS, PUBLIC, TOKEN, Town, contact, town
from tests.support.clock import MovableClock
from tests.support.fake_channel import FakeChannel

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
LINK = re.compile(rf"{PUBLIC}(/p/preferences/[^\s?]+)")
CHOICE = re.compile(r'<input type="\w+" name="(\w+)" value="([^"]*)"( checked)?>')
ENGLISH, SPANISH = "You have an appointment", "Tiene una cita"
Form = dict[str, list[str]]
Choices = Mapping[str, list[str]]


def chicago(month: int, day: int, hour: int) -> datetime:
    zone = ZoneInfo("America/Chicago")
    return datetime(2024, month, day, hour, tzinfo=zone).astimezone(UTC)


TOLD = chicago(3, 5, 10)
WEEK_BEFORE, EVENING = chicago(3, 13, 10), chicago(3, 13, 17)


@dataclass(frozen=True)
class Parent:
    """`morning` and `evening`: how their reminder comes, and how it begins."""

    chooses: Choices
    morning: Mapping[ChannelKind, str]
    evening: Mapping[ChannelKind, str]


BY_TEXT = {ChannelKind.SMS: ENGLISH}
PARENTS = {
    "saves what holds": Parent({}, BY_TEXT, {}),
    "Spanish": Parent({"language": ["es"]}, {ChannelKind.SMS: SPANISH}, {}),
    "no texts": Parent({"texts": []}, {ChannelKind.EMAIL: ENGLISH}, {}),
    "no mail here": Parent({"here": []}, BY_TEXT, {}),
    "nothing of appointments": Parent({"topics": ["renewal", "payment"]}, {}, {}),
    "nothing but appointments": Parent({"topics": ["appointment"]}, BY_TEXT, {}),
    "evenings": Parent({"hours": ["17-20"]}, {}, BY_TEXT),
    "a week's pause": Parent({"pause": ["7"]}, BY_TEXT, {}),
    "a month's pause": Parent({"pause": ["30"]}, {}, {}),
}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return Settings.load(
        var_dir=settings.var_dir,
        secret_key=settings.secret,
        public_url=PUBLIC,
        twilio_account_sid="AC" + "a" * 32,
        twilio_auth_token=TOKEN,
        twilio_from=OURS,
    )


def test_each_choice_holds_at_the_next_reminder(
    runtime: Runtime, clock: MovableClock, channels: dict[ChannelKind, FakeChannel]
) -> None:
    clock.set(TOLD)
    with town(runtime, clock, channels) as oak:
        with oak.at_once():
            for place, name in enumerate(PARENTS):
                invited(oak, place, name)
        links = {mail.to: found[1] for mail in oak.said(ChannelKind.EMAIL)
                 if (found := LINK.search(mail.text))}  # fmt: skip
        oak.said()
        for place, parent in enumerate(PARENTS.values()):
            chooses(oak, links[mail_of(place)], parent.chooses)
        oak.at(WEEK_BEFORE)
        morning = heard(oak)
        oak.at(EVENING)
        evening = heard(oak)
        assert oak.tasks() == []
    for place, (name, parent) in enumerate(PARENTS.items()):
        assert morning.get(place, {}) == parent.morning, name
        assert evening.get(place, {}) == parent.evening, name


def phone_of(place: int) -> str:
    return f"+13125550{150 + place}"


def mail_of(place: int) -> str:
    return f"parent{place}@example.org"


def invited(oak: Town, place: int, name: str) -> None:
    party = {
        "external_id": f"P-{place}", "first_name": "Maria", "last_name": "Sample",
        "contacts": [contact("sms", phone_of(place)), contact("email", mail_of(place))],
    }  # fmt: skip
    starts_at = "2024-03-20T14:00:00-05:00"
    oak.event(
        "appointment.scheduled", case=f"CS-{place}", party=party,
        appointment={"id": f"A-{place}", "starts_at": starts_at, "place": "10 Main St"},
    )  # fmt: skip


def chooses(oak: Town, path: str, choices: Choices) -> None:
    """One thing otherwise than the page has it; all else is sent as it stands there."""
    form: Form = {}
    for name, value, checked in CHOICE.findall(oak.client.get(path).text):
        form.setdefault(name, []).extend([value] if checked else [])
    assert form.keys() >= choices.keys()
    answer = oak.client.post(path, data={**form, **choices})
    assert (answer.status_code, "Saved" in answer.text or "Guardado" in answer.text) == (200, True)


def heard(oak: Town) -> dict[int, dict[ChannelKind, str]]:
    """By parent, how each message came and how it begins."""
    found: dict[int, dict[ChannelKind, str]] = {}
    for channel in (ChannelKind.SMS, ChannelKind.EMAIL):
        for sent in oak.said(channel):
            (place,) = (
                each for each in range(len(PARENTS)) if sent.to in (phone_of(each), mail_of(each))
            )
            found.setdefault(place, {})[channel] = beginning(sent)
    return found


def beginning(sent: Outgoing) -> str:
    return next((words for words in (ENGLISH, SPANISH) if words.lower() in sent.text.lower()), "?")
