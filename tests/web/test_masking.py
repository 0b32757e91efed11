"""Addresses and a parent's own links, as staff may see them."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.values import ChannelKind
from messaging.platform.links import LinkPurpose, LinkSigner
from web.masking import masked, without_their_links

SIGNER = LinkSigner(["sample secret"])
SOMEONE, NOW = UUID(int=7), datetime(2026, 3, 1, tzinfo=UTC)
CHAT = SIGNER.sign(LinkPurpose.CHAT, SOMEONE, NOW)
STOP = SIGNER.sign(LinkPurpose.UNSUBSCRIBE, SOMEONE, NOW)
REPLY = SIGNER.sign_for_mail(LinkPurpose.REPLY, SOMEONE, NOW)
GUARD = "https://guard.example/?url=https%3A%2F%2Foak.example%2Fp%2Fchat%2F"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"Chat: https://oak.example/p/chat/{CHAT}", "Chat: [their chat link]"),
        (f"http://127.0.0.1:8000/p/chat/{CHAT}?lang=es.", "[their chat link]."),
        (f"(oak.example/p/unsubscribe/{STOP})", "([their link to stop messages])"),
        (f"https://oak.example/p/preferences/{STOP}\nHi", "[their preferences link]\nHi"),
        (f"https://oak.example/p/forms/{STOP}", "[their own link]"),
        (f"<a href='/p/chat/{CHAT}/leave'>", "<a href='[their chat link]'>"),
        (f"{GUARD}{CHAT}&data=1", "[their chat link]"),
        (f"{GUARD.replace('%2F', '%252f')}{CHAT}", "[their chat link]"),
        (f"https://guard.example/v2?u=https-3A__oak.example_p_chat_{CHAT}", "[their chat link]"),
        (f"reply+{REPLY}@oak.example wrote:", "[their reply address] wrote:"),
        (f"REPLY+{REPLY.upper()}@oak.example", "[their reply address]"),
        ("Pay at oakco.example/pay, or write to help@oak.example.", None),
        ("https://oak.example/p/chat/ is where chats are", None),
        ("¿Puedo ir a las 3? 😀", None),
    ],
)
def test_links_that_act_for_a_parent_are_shown_as_words(text: str, shown: str | None) -> None:
    assert without_their_links(text, "en") == (text if shown is None else shown)


def test_the_words_are_in_the_readers_language() -> None:
    assert without_their_links(f"/p/chat/{CHAT}", "es") == "[su enlace al chat]"


@given(st.text(), st.text(), st.sampled_from(LinkPurpose))
def test_no_token_gets_through_whatever_stands_around_its_link(
    before: str, after: str, purpose: LinkPurpose
) -> None:
    token = SIGNER.sign(purpose, SOMEONE, NOW)
    text = f"{before}https://oak.example/p/{purpose}/{token}{after}"
    assert token not in without_their_links(text, "en")


@given(st.text(st.characters(exclude_characters="/@%_")))
def test_a_text_without_links_stays_as_it_is(text: str) -> None:
    assert without_their_links(text, "en") == text


@pytest.mark.parametrize(
    ("kind", "address", "shown"),
    [
        (ChannelKind.SMS, "+13125550142", "••• 0142"),
        (ChannelKind.EMAIL, "maria@example.org", "m•••@example.org"),
    ],
)
def test_addresses_tell_two_apart_and_no_more(kind: ChannelKind, address: str, shown: str) -> None:
    assert masked(kind, address) == shown
