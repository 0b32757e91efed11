"""Filling a template in: languages, typed values, and values that mean harm."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from templates import FieldValue, RenderError, load_library, read_library
from templates.fields import sample_values
from templates.languages import Form
from templates.loading import SHIPPED

LIBRARY = load_library()
EVERY = [(key, language) for key in sorted(LIBRARY.templates) for language in ("en", "es")]
EMAILS = [(k, lang) for k, lang in EVERY if "email" in LIBRARY.get(k).channels]


def samples(language: str = "en", /, **changed: FieldValue | None) -> dict[str, FieldValue | None]:
    return {**sample_values(LIBRARY.fields, language), **changed}


def appointment(**changed: FieldValue | None) -> tuple[str, str, str]:
    mail = LIBRARY.render(
        "appointment_reminder", channel="email", language="en", values=samples(**changed)
    )
    assert mail.subject is not None
    assert mail.html is not None
    return mail.subject, mail.text, mail.html


class Reader(HTMLParser):
    """What a mail program would make of the HTML part: its tags, links and words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links.extend(value or "" for name, value in attrs if name in ("href", "src"))

    def handle_data(self, data: str) -> None:
        self.words += data


# Languages and versions


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [("en", "en"), ("es", "es"), ("es-MX", "es"), ("ES_us", "es"), ("so", "en"), ("", "en")],
)
def test_the_language_asked_for_else_english(asked: str, spoken: str) -> None:
    rendered = LIBRARY.render("help", channel="sms", language=asked, values=samples())
    assert rendered.language == spoken


@pytest.mark.parametrize(
    ("key", "channel", "version", "reason"),
    [
        ("no_such", "sms", None, "no_such: there is no such template"),
        ("help", "sms", 9, "help: it has no version 9"),
        ("help", "email", None, "help: it has no wording for the channel email"),
        ("help", "fax", None, "help: it has no wording for the channel fax"),
    ],
)
def test_what_does_not_exist_is_said(
    key: str, channel: str, version: int | None, reason: str
) -> None:
    with pytest.raises(RenderError) as caught:
        LIBRARY.render(key, channel=channel, language="en", values=samples(), version=version)
    assert str(caught.value) == reason


# Values


@pytest.mark.parametrize(
    ("key", "field", "value", "reason"),
    [
        ("appointment_scheduled", "appointment_at", None, "it has no value"),
        ("appointment_scheduled", "appointment_place", "", "it has no value"),
        ("appointment_scheduled", "appointment_place", "   \n", "it is blank"),
        ("appointment_scheduled", "appointment_place", "secret" * 20, "it is longer than 80"),
        ("appointment_scheduled", "appointment_place", 7, "a text is wanted"),
        ("appointment_scheduled", "appointment_at", date(2024, 3, 6), "a time in the reader's"),
        (
            "appointment_scheduled",
            "appointment_at",
            datetime(2024, 3, 6, 14),  # noqa: DTZ001 - a time without a zone is the case
            "a time in the reader's own zone",
        ),
        ("renewal_reminder", "due_date", datetime(2024, 3, 6, tzinfo=UTC), "a date without a time"),
        ("renewal_reminder", "due_date", "secret", "a date without a time"),
        ("payment_due", "payment_link", "javascript:secret()", "it is no web address"),
        ("payment_due", "payment_link", "https://a.example/secret page", "it is no web address"),
        ("payment_due", "payment_link", "https://secret@a.example/", "it is no web address"),
        ("payment_due", "payment_link", "secret", "it is no web address"),
        ("stop_confirm", "agency_phone", "secret", "it is no phone number"),
        ("start_confirm", "monthly_count", True, "a whole number is wanted"),
        ("start_confirm", "monthly_count", -1, "it is not between"),
    ],
)
def test_a_value_that_does_not_fit_names_template_and_field_never_the_value(
    key: str, field: str, value: FieldValue | None, reason: str
) -> None:
    with pytest.raises(RenderError, match=reason) as caught:
        LIBRARY.render(key, channel="sms", language="en", values=samples(**{field: value}))
    assert (caught.value.template, caught.value.field) == (key, field)
    assert "secret" not in str(caught.value)
    assert caught.value.__suppress_context__


@pytest.mark.parametrize(
    ("field", "reason"), [("duedate", "no such field"), ("child_name", "forbidden: a child")]
)
def test_a_caller_cannot_hand_over_what_must_not_be_said(field: str, reason: str) -> None:
    with pytest.raises(RenderError, match=reason):
        LIBRARY.render("help", channel="sms", language="en", values=samples(**{field: "x"}))


@pytest.mark.parametrize(
    "link",
    [
        "oakco.example/chat",
        "oakco.example:8443/chat?x=1",
        "https://oakco.example/p/chat/a.b-c_d~e",
        "http://127.0.0.1:8000/p/chat/abc",
        "http://localhost:8000/p/chat/abc",
        "http://[::1]:8000/p/chat/abc",
    ],
)
def test_addresses_that_a_link_may_have(link: str) -> None:
    values = samples(chat_link=link)
    assert link in LIBRARY.render("chat_nudge", channel="sms", language="en", values=values).text


def test_more_values_than_needed_are_fine() -> None:
    few: Mapping[str, FieldValue] = {"neutral_name": "Oak Co"}
    assert (
        LIBRARY.render("crisis_danger", channel="sms", language="en", values=few).text
        == LIBRARY.render("crisis_danger", channel="sms", language="en", values=samples()).text
    )


@pytest.mark.parametrize(
    ("form", "channel", "english", "spanish"),
    [
        ("date", "sms", "Mar 9", "9 de marzo"),
        ("weekday", "sms", "Sat Mar 9", "sábado 9 de marzo"),
        ("moment", "sms", "Sat 3/9 at 1:05pm", "sábado 9 de marzo a la 1:05pm"),
        ("slot", "sms", "Sat 3/9 1:05pm", "sábado 9 de marzo 1:05pm"),
        ("until", "sms", "1:05pm Sat", "sábado a la 1:05pm"),
        ("date", "email", "March 9", "9 de marzo"),
        ("moment", "email", "Sat March 9 at 1:05pm", "sábado 9 de marzo a la 1:05pm"),
        ("until", "email", "1:05pm on Saturday, March 9", "sábado 9 de marzo a la 1:05pm"),
    ],
)
def test_days_and_times_as_each_language_writes_them(
    form: Form, channel: str, english: str, spanish: str
) -> None:
    moment = datetime(2024, 3, 9, 13, 5, tzinfo=ZoneInfo("America/Chicago"))
    for language, written in (("en", english), ("es", spanish)):
        assert LIBRARY.languages[language].write_day(moment, form, channel) == written


@pytest.mark.parametrize(
    ("hour", "english", "spanish"),
    [
        (0, "at 12am", "a las 12am"),
        (1, "at 1am", "a la 1am"),
        (9, "at 9am", "a las 9am"),
        (12, "at noon", "a las 12 del mediodía"),
        (13, "at 1pm", "a la 1pm"),
        (23, "at 11pm", "a las 11pm"),
    ],
)
def test_hours(hour: int, english: str, spanish: str) -> None:
    moment = datetime(2024, 3, 9, hour, tzinfo=UTC)
    assert LIBRARY.languages["en"].time.at_time(moment) == english
    assert LIBRARY.languages["es"].time.at_time(moment) == spanish


def test_a_spanish_saturday_noon_does_not_cost_three_parts() -> None:
    rendered = LIBRARY.render(
        "appointment_booked",
        channel="sms",
        language="es",
        values=samples("es", appointment_at=datetime(2024, 3, 9, 12, tzinfo=UTC)),
    )
    assert "sabado 9 de marzo a las 12 del mediodia" in rendered.text
    assert rendered.segments is not None
    assert rendered.segments.segments == 1


def test_one_work_day_is_one() -> None:
    for language, words in (("en", "within 1 work day."), ("es", "1 jornada de trabajo.")):
        rendered = LIBRARY.render(
            "payment_due_talk", channel="sms", language=language, values=samples(call_within=1)
        )
        assert words in rendered.text


# Optional pieces


def test_an_optional_link_comes_with_its_words_and_goes_with_them() -> None:
    def text(link: str | None) -> str:
        values = samples(chat_link=link)
        return LIBRARY.render(
            "appointment_reminder", channel="sms", language="en", values=values
        ).text

    assert "Chat: oakco.example/c/1 STOP" in text("oakco.example/c/1")
    assert "Chat" not in text(None)


def test_an_email_without_a_name_or_chat_has_no_gap() -> None:
    _, text, html = appointment(first_name=None, chat_link=None)
    assert text.startswith("Hello, you have")
    assert "\n\n\n" not in text
    assert "<p></p>" not in html
    assert "chat" not in Reader(html).words.lower()


# Values that mean harm


def test_a_name_is_escaped_in_html_and_plain_in_text() -> None:
    _, text, html = appointment(first_name="<b>Ana & Co</b>")
    assert "Hello <b>Ana & Co</b>," in text
    assert "Hello &lt;b&gt;Ana &amp; Co&lt;/b&gt;," in html


PLAIN_TAGS = Reader(appointment()[2]).tags
PLAIN_LINKS = Reader(appointment()[2]).links
names = st.text(min_size=1, max_size=40) | st.text(
    st.sampled_from("<>&\"'/=ab \r\n{}%"), max_size=40
)


@given(names)
def test_no_name_adds_a_tag_or_a_link(name: str) -> None:
    reader = Reader(appointment(first_name=f"x{name[:39]}")[2])
    assert (reader.tags, reader.links) == (PLAIN_TAGS, PLAIN_LINKS)


@given(st.text(max_size=50), st.sampled_from(["\r\n", "\n", "\r", "\x85", "\u2028", "\x0b"]))
def test_no_line_break_reaches_a_subject_or_parts_a_paragraph(words: str, newline: str) -> None:
    name = f"Oak{newline}{words}{newline}Bcc: x"[:60]
    subject, text, _ = appointment(email_name=name, first_name=f"A{newline}{newline}-- {newline}B")
    assert subject.splitlines() == [subject]
    assert text.count("\n-- \n") == 1
    assert text.startswith("Hello A -- B, you have")


@given(st.text(max_size=80))
def test_a_value_is_never_read_as_a_template(words: str) -> None:
    place = f"{{{{ x }}}}{words}"[:80].strip()
    rendered = LIBRARY.render(
        "appointment_booked", channel="sms", language="en", values=samples(appointment_place=place)
    )
    assert "{{ x }}" in rendered.text


def test_direction_marks_are_taken_out() -> None:
    _, text, _ = appointment(first_name="Ana\u202e\u2066\x00")
    assert text.startswith("Hello Ana, ")


def test_nothing_personal_in_a_repr() -> None:
    rendered = LIBRARY.preview("appointment_reminder", channel="email", language="en")
    assert repr(rendered) == "Rendered(appointment_reminder.v1, email, en)"


# Emails


@pytest.mark.parametrize(("key", "language"), EMAILS)
def test_every_email_says_who_writes_how_to_call_why_and_how_to_choose(
    key: str, language: str
) -> None:
    mail = LIBRARY.preview(key, channel="email", language=language)
    assert mail.subject is not None
    assert mail.html is not None
    reader = Reader(mail.html)
    assert mail.subject.startswith("Oak County: ")
    for words in (mail.text, reader.words):
        assert "555-555-0100" in words
        assert {"en": "You get this email because", "es": "Recibe este correo porque"}[
            language
        ] in words
    for link in ("https://oakco.example/p/choices", "https://oakco.example/p/unsubscribe"):
        assert link in mail.text
        assert link in reader.links
    assert "tel:+15555550100" in reader.links


@pytest.mark.parametrize(("key", "language"), EMAILS)
def test_every_email_page_is_light_and_fetches_nothing(key: str, language: str) -> None:
    html = LIBRARY.preview(key, channel="email", language=language).html
    assert html is not None
    reader = Reader(html)
    assert not {"img", "script", "link", "table", "iframe"} & set(reader.tags)
    assert f'<html lang="{language}">' in html
    assert 'name="color-scheme" content="light dark"' in html
    assert all(link.startswith(("https://", "tel:+1")) for link in reader.links)


@pytest.mark.parametrize(("key", "language"), EMAILS)
def test_text_and_html_say_the_same(key: str, language: str) -> None:
    mail = LIBRARY.preview(key, channel="email", language=language)
    assert mail.html is not None
    page = " ".join(Reader(mail.html).words.split())
    first = mail.text.split("\n\n")[0]
    assert " ".join(first.split()) in page


def test_the_library_is_read_once_and_reads_the_same_again() -> None:
    assert load_library() is LIBRARY
    assert read_library(SHIPPED, languages=("en", "es")) == LIBRARY
