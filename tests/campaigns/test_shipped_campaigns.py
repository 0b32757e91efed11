"""What the shipped campaigns say, as the field asks for it."""

import pytest

from campaigns.definition import choices
from campaigns.loading import load_campaigns
from channels.values import ChannelKind

CAMPAIGNS = load_campaigns()


@pytest.mark.parametrize(
    ("campaign", "days"),
    [
        ("renewal", [30, 14, 7, 3, 1]),
        ("payment_due", [7, 3, 1]),
        ("appointment", [None, 7, 3, 1]),
        ("payment_posted", [None]),
        ("appointment_missed", [None]),
    ],
)
def test_reminders_come_so_many_days_before(campaign: str, days: list[int | None]) -> None:
    """None: at once."""
    assert [step.days_before for step in CAMPAIGNS[campaign].steps] == days


@pytest.mark.parametrize(
    ("campaign", "event"),
    [
        ("renewal", "renewal.completed"),
        ("payment_due", "payment.posted"),
        ("appointment", "appointment.cancelled"),
        ("appointment", "appointment.kept"),
        ("appointment", "appointment.missed"),
        *((key, "case.closed") for key in CAMPAIGNS),
    ],
)
def test_what_is_done_stops_its_reminders(campaign: str, event: str) -> None:
    assert CAMPAIGNS[campaign].stop_on(event) is not None


@pytest.mark.parametrize(
    ("campaign", "step", "language", "words"),
    [
        ("renewal", "7_days_before", "en", ("YES", "NO")),
        ("renewal", "7_days_before", "es", ("SI", "NO")),
        ("payment_due", "3_days_before", "en", ("TALK",)),
        ("payment_due", "3_days_before", "es", ("HABLAR",)),
        ("appointment_missed", "missed", "en", ("A", "B", "C")),
        ("appointment", "told", "fr", ("C",)),
    ],
)
def test_a_parent_answers_with_the_word_of_their_language(
    campaign: str, step: str, language: str, words: tuple[str, ...]
) -> None:
    question = CAMPAIGNS[campaign].question(step)
    assert question is not None
    assert choices(question, language) == words


@pytest.mark.parametrize("campaign", CAMPAIGNS)
def test_every_step_has_a_second_way(campaign: str) -> None:
    for step in CAMPAIGNS[campaign].steps:
        assert {*step.send_by, *step.fall_back_to} == {ChannelKind.SMS, ChannelKind.EMAIL}
