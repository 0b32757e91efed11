"""One address, one form; and what is no address is refused with what to do."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging.platform.emails import EmailAddressError, parse_email


@pytest.mark.parametrize(
    ("text", "one_form"),
    [
        ("maria@example.org", "maria@example.org"),
        (" Maria@Example.ORG\n", "maria@example.org"),
        ("MARIA+CS@EXAMPLE.ORG", "maria+cs@example.org"),
        ("maria@mail.oak.example", "maria@mail.oak.example"),
        ("maria@xn--mnchen-3ya.example", "maria@münchen.example"),
        ("maria@MÜNCHEN.example", "maria@münchen.example"),
        ("José@example.org", "josé@example.org"),
        ("Jose\u0301@example.org", "josé@example.org"),
    ],
)
def test_every_way_of_writing_an_address_gives_one_form(text: str, one_form: str) -> None:
    assert parse_email(text) == one_form


@pytest.mark.parametrize(
    "text",
    [
        "", "@", "maria", "maria@", "@example.org", "maria@localhost", "maria@oak",
        "ma ria@example.org", "maria@exam ple.org", "maria@example..org", "maria@[192.0.2.1]",
        "maria@example.org, ana@example.org", "Maria <maria@example.org>", '"m a"@example.org',
        "m@" + "a" * 250 + ".example", "mar\x00ia@example.org",
        "maria@example.org\r\nBcc: ana@example.org", "\ud800@example.org", "(312) 555-0142",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(EmailAddressError) as refused:
        parse_email(text)
    assert str(refused.value) == "is not an email address; write it as maria@example.org"
    assert refused.value.__cause__ is None


@given(st.emails())
def test_its_own_form_stays(text: str) -> None:
    try:
        address = parse_email(text)
    except EmailAddressError:
        return
    assert parse_email(address) == address
    assert parse_email(text.swapcase()) == address


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    with contextlib.suppress(EmailAddressError):
        assert "@" in parse_email(text)
