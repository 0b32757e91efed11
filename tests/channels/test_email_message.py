"""Building an email: what comes out is what went in, and never more."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.email_address import UnfitMessage
from channels.email_message import build, compose, message_id
from channels.values import Outgoing
from tests.channels.samples import ATTEMPT, MAIL_FROM, NOON, outgoing

MARIA = "maria@example.org"
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)
NASTY = ["\r", "\n", "\r\n", "\0", "\x0b", "\x85", "\u2028", "\ud800", " ", "a", "ñ", ":", "=?"]
HOSTILE = st.lists(st.sampled_from(NASTY), max_size=20).map("".join)
LINES = st.lists(
    st.text(st.sampled_from("ab .=_-ñ早\t<>&"), max_size=120), min_size=1, max_size=12
).map("\n".join)


def read(message: Outgoing, mail_from: str = MAIL_FROM) -> EmailMessage:
    return message_from_bytes(build(message, mail_from, NOON), policy=policy.default)


def written(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def plain_lines(text: str) -> list[str]:
    return re.split(r"\r\n|\r|\n", text)


def one_line(text: str) -> str:
    text = text.replace("\ud800", "?")
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", text).strip()


@given(TEXTS | LINES, TEXTS | LINES)
def test_both_parts_read_back_as_they_were(text: str, html: str) -> None:
    found = read(outgoing(MARIA, text, html=html))
    assert found.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in found.iter_parts()] == ["text/plain", "text/html"]
    assert plain_lines(written(found, "plain")) == plain_lines(text)
    assert plain_lines(written(found, "html")) == plain_lines(html)
    assert not found.defects


@given(LINES, LINES)
def test_a_calendar_file_goes_beside_the_words(text: str, file: str) -> None:
    found = read(outgoing(MARIA, text, html=text, calendar=f"METHOD:CANCEL\n{file}"))
    words, calendar = found.iter_parts()
    assert words.get_content_type() == "multipart/alternative"
    assert (calendar.get_content_type(), calendar.get_param("method")) == (
        "text/calendar",
        "CANCEL",
    )
    assert calendar.get_content_disposition() == "attachment"
    assert plain_lines(str(calendar.get_content())) == ["METHOD:CANCEL", *plain_lines(file)]
    assert plain_lines(written(found, "html")) == plain_lines(text)
    assert not found.defects


@given(TEXTS | LINES)
def test_a_text_alone_reads_back_as_it_was(text: str) -> None:
    found = read(outgoing(MARIA, text))
    assert found.get_content_type() == "text/plain"
    assert plain_lines(written(found, "plain")) == plain_lines(text)


@given(TEXTS | HOSTILE)
def test_the_subject_reads_back_on_one_line(subject: str) -> None:
    assert read(outgoing(MARIA, subject=subject))["Subject"] == one_line(subject)


@given(TEXTS | LINES, TEXTS | HOSTILE)
def test_every_line_is_fit_for_any_server(text: str, subject: str) -> None:
    content = build(outgoing(MARIA, text, html=text, subject=subject), MAIL_FROM, NOON)
    assert content.isascii()
    assert b"\0" not in content
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 998
    assert not any(b"\r" in line or b"\n" in line for line in lines)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            field: HOSTILE | st.just("x\r\nBcc: thief@example.org\r\n\r\nbody")
            for field in ("to", "subject", "sender", "reply_to", "message_id", "return_path")
        },
    ),
    st.dictionaries(HOSTILE | st.just("X-Note"), HOSTILE, max_size=3),
)
def test_no_value_can_add_a_header(fields: dict[str, str], headers: dict[str, str]) -> None:
    given_fields: dict[str, Any] = {"to": MARIA, **fields}
    try:
        letter = compose(outgoing(**given_fields, headers=headers), MAIL_FROM, NOON)
    except UnfitMessage:
        return
    found = message_from_bytes(letter.content, policy=policy.default)
    allowed = {
        "from", "to", "reply-to", "subject", "date", "message-id", "auto-submitted",
        "mime-version", "content-type", "content-transfer-encoding",
    }  # fmt: skip
    assert {name.lower() for name in found} <= allowed | {name.lower() for name in headers}
    assert written(found, "plain").strip() == "Your renewal is due."
    for address in (letter.envelope_from.address, letter.envelope_to.address):
        assert not re.search(r"[\s<>\x00-\x1f]", address)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Your renewal is due.", "7bit"),
        ("", "7bit"),
        ("Su cita es mañana.", "quoted-printable"),
        ("a" * 200, "quoted-printable"),
        ("--=_looks like a boundary", "quoted-printable"),
        ("bell \x07", "quoted-printable"),
        ("早安，您的预约是明天。", "base64"),
    ],
)
def test_the_plainest_encoding_that_will_do(text: str, encoding: str) -> None:
    assert read(outgoing(MARIA, text))["Content-Transfer-Encoding"] == encoding


def test_no_text_can_end_its_own_part() -> None:
    attack = f"--=_{ATTEMPT.hex}--\n--=_{ATTEMPT.hex}\nContent-Type: text/html\n\n<b>gotcha</b>"
    found = read(outgoing(MARIA, attack, html="<p>Hi</p>"))
    assert plain_lines(written(found, "plain")) == plain_lines(attack)
    assert written(found, "html") == "<p>Hi</p>"


def test_the_headers_of_an_ordinary_reminder() -> None:
    unsubscribe = f"<https://agency.example/p/unsubscribe/{'t' * 80}>, <mailto:u@in.agency.example>"
    found = read(
        outgoing(
            MARIA,
            subject="Your renewal",
            reply_to="reply+t@in.agency.example",
            message_id="<m-1@agency.example>",
            headers={"List-Unsubscribe": unsubscribe, "In-Reply-To": "<m-0@agency.example>"},
        )
    )
    assert dict(found.items()) == {
        "From": MAIL_FROM,
        "To": MARIA,
        "Reply-To": "reply+t@in.agency.example",
        "Subject": "Your renewal",
        "Date": "Mon, 02 Mar 2026 12:00:00 +0000",
        "Message-ID": "<m-1@agency.example>",
        "List-Unsubscribe": unsubscribe,
        "In-Reply-To": "<m-0@agency.example>",
        "Auto-Submitted": "auto-generated",
        "MIME-Version": "1.0",
        "Content-Type": 'text/plain; charset="us-ascii"',
        "Content-Transfer-Encoding": "7bit",
    }


@pytest.mark.parametrize("name", ["Auto-Submitted", "auto-submitted"])
def test_a_reply_typed_by_a_person_may_say_so(name: str) -> None:
    assert read(outgoing(MARIA, headers={name: "no"})).get_all("Auto-Submitted") == ["no"]


@pytest.mark.parametrize(
    ("sender", "name", "address"),
    [
        (None, "Sample Agency", "no-reply@agency.example"),
        ("help@agency.example", "", "help@agency.example"),
        ('"Agency, North" <n@agency.example>', "Agency, North", "n@agency.example"),
        ("Oficina de Niñez <n@agency.example>", "Oficina de Niñez", "n@agency.example"),
        (f"{'Very ' * 20}Long <n@agency.example>", f"{'Very ' * 20}Long", "n@agency.example"),
        ("Agency <n@bücher.example>", "Agency", "n@xn--bcher-kva.example"),
    ],
)
def test_the_sender_shows_its_name(sender: str | None, name: str, address: str) -> None:
    (shown,) = read(outgoing(MARIA, sender=sender))["From"].addresses
    assert (shown.display_name, shown.addr_spec) == (name, address)


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"to": "maria"}, "the recipient is not an email address"),
        ({"to": "a@example.org, b@example.org"}, "the recipient is not an email address"),
        ({"to": "maria@example.org\n"}, "the recipient has a control character"),
        ({"to": "maria@-ü-.example"}, "the recipient has a domain that is not valid"),
        ({"reply_to": "<>"}, "the Reply-To is not an email address"),
        ({"sender": "x"}, "the sender is not an email address"),
        ({"return_path": "x"}, "the return path is not an email address"),
        ({"message_id": "m-1@agency.example"}, "the Message-ID must look like"),
        ({"message_id": "<m 1@agency.example>"}, "the Message-ID must look like"),
        ({"headers": {"Subject": "Hi"}}, "a name that cannot be set"),
        ({"headers": {"bCC": "b@example.org"}}, "a name that cannot be set"),
        ({"headers": {"X Y": "Hi"}}, "a name that cannot be set"),
        ({"sender": f"{'a' * 300} <a@example.org>"}, "the sender has a name longer than"),
        ({"headers": {"X-Note": "a" * 2000}}, "a word longer than a line"),
    ],
)
def test_what_cannot_be_built_says_which_field(more: dict[str, Any], why: str) -> None:
    with pytest.raises(UnfitMessage, match=why) as caught:
        compose(outgoing(**{"to": MARIA, **more}), MAIL_FROM, NOON)
    assert MARIA not in str(caught.value)


def test_without_a_message_id_the_attempt_gives_one() -> None:
    assert message_id(outgoing(MARIA), MAIL_FROM) == f"<{ATTEMPT}@agency.example>"


def test_the_same_message_is_the_same_bytes() -> None:
    message = outgoing(MARIA, "Mañana", html="<p>Mañana</p>", subject="¿Sí?")
    assert build(message, MAIL_FROM, NOON) == build(message, MAIL_FROM, NOON)
