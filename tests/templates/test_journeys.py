"""The promised texts come out word for word."""

import pytest

from templates import FieldValue, load_library
from tests.templates.journey_texts import JOURNEYS, PHONE, VISIT, Journey

EMAIL: dict[str, FieldValue] = {
    **PHONE,
    "email_name": "Oak County",
    "office_hours": "Mon-Fri 8-5",
    "preferences_link": "https://oakco.example/p/choices",
    "unsubscribe_link": "https://oakco.example/p/unsubscribe",
}


@pytest.mark.parametrize("journey", JOURNEYS, ids=str)
def test_a_promised_text_comes_out_word_for_word(journey: Journey) -> None:
    rendered = load_library().render(
        journey.key, channel="sms", language=journey.language, values=journey.values
    )
    assert rendered.text == journey.text
    assert rendered.segments is not None
    assert len(rendered.text) == rendered.segments.units == journey.chars
    assert (rendered.segments.encoding, rendered.segments.segments) == ("GSM-7", 1)
    assert rendered.language == journey.language


def test_the_promised_email_comes_out_word_for_word() -> None:
    rendered = load_library().render(
        "appointment_scheduled", channel="email", language="en", values={**EMAIL, **VISIT}
    )
    assert rendered.subject == "Oak County: your appointment on March 6"
    assert rendered.text.startswith(
        "Hello, you have an appointment on Wed March 6 at 2pm at 10 Main St. "
        "To change it, reply to this email or call 555-555-0100.\n"
    )
    assert rendered.segments is None
