"""Our way of checking a signature says what the `twilio` package says, always."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import ImmutableMultiDict
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from webhooks.twilio_signature import genuine

Fields = list[tuple[str, str]]
TOKEN = "12345"
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
urls = st.builds(
    "{}://{}{}/{}{}".format,
    st.sampled_from(["http", "https"]),
    st.sampled_from(["messages.oak.example", "127.0.0.1", "OAK.example"]),
    st.sampled_from(["", ":80", ":443", ":8443"]),
    st.sampled_from(["", "webhooks/twilio/inbound", "a;b"]),
    st.sampled_from(
        ["", "?attempt=1", "?a=1&b=2", "?bodySHA256=00", "?a=%2F+x", "?é=1", "#top", "?"]
    ),
)
forms = st.lists(st.tuples(words, words), max_size=6).flatmap(
    # Some of them twice, and in any order.
    lambda fields: st.permutations(fields + fields[::2])
)


def package_says(url: str, fields: Fields, signature: str) -> bool:
    said: bool = RequestValidator(TOKEN).validate(url, ImmutableMultiDict(fields), signature)
    return said


@given(url=urls, form=forms, signed_url=urls, same=st.booleans())
def test_it_says_what_the_package_says(url: str, form: Fields, signed_url: str, same: bool) -> None:
    """A signature that was made for this address or for another, with its port or without."""
    signature = RequestValidator(TOKEN).compute_signature(
        url if same else signed_url, ImmutableMultiDict(form)
    )
    assert genuine(TOKEN, url, form, signature) is package_says(url, form, signature)
    if same and "#" not in url and not url.endswith("?"):
        assert genuine(TOKEN, url, form, signature)


@given(form=forms, other=forms)
def test_a_signature_is_of_one_form_alone(form: Fields, other: Fields) -> None:
    url = "https://messages.oak.example/webhooks/twilio/inbound"
    signature = RequestValidator(TOKEN).compute_signature(url, ImmutableMultiDict(other))
    assert genuine(TOKEN, url, form, signature) is package_says(url, form, signature)


@given(form=forms, signature=st.text(max_size=40))
def test_nothing_invented_is_taken(form: Fields, signature: str) -> None:
    url = "https://messages.oak.example/webhooks/twilio/inbound"
    assert genuine(TOKEN, url, form, signature) is package_says(url, form, signature) is False


@pytest.mark.parametrize("token", [TOKEN, "another"])
def test_the_token_counts(token: str) -> None:
    url = "https://messages.oak.example/webhooks/twilio/inbound"
    signature = RequestValidator(token).compute_signature(url, {"Body": "STOP"})
    assert genuine(TOKEN, url, [("Body", "STOP")], signature) is (token == TOKEN)
