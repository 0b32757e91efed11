"""A token opens the one door it was made for, for as long as that door allows."""

import base64
import string
from datetime import UTC, datetime, timedelta
from itertools import repeat
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging.platform.ids import new_id
from messaging.platform.links import BadLinkError, LinkPurpose, LinkSigner

OLD = "the first secret of this installation, long enough"
NEW = "the secret it was changed to, also long enough"
NOW = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)
THREAD = new_id()
LINK_LETTERS = string.ascii_letters + string.digits + "-_"
MAIL_LETTERS = string.ascii_lowercase + "234567"

signer = LinkSigner([OLD])
link = signer.sign(LinkPurpose.CHAT, THREAD, NOW)
in_mail = signer.sign_for_mail(LinkPurpose.REPLY, THREAD, NOW)

any_moment = st.integers(0, 2**32 - 1).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@given(st.uuids(), st.sampled_from(LinkPurpose), any_moment)
def test_both_forms_give_the_id_back(subject: UUID, purpose: LinkPurpose, now: datetime) -> None:
    for make in (signer.sign, signer.sign_for_mail):
        assert signer.read(purpose, make(purpose, subject, now), now) == subject


@pytest.mark.parametrize("purpose", set(LinkPurpose) - {LinkPurpose.CHAT})
def test_it_opens_no_other_door(purpose: LinkPurpose) -> None:
    with pytest.raises(BadLinkError, match="purpose"):
        signer.read(purpose, link, NOW)


@pytest.mark.parametrize(
    ("age", "opens"),
    [
        (timedelta(), True),
        (timedelta(days=7), True),
        (timedelta(days=7, seconds=1), False),
        (timedelta(days=400), False),
    ],
)
def test_it_opens_for_as_long_as_its_door_allows(age: timedelta, opens: bool) -> None:
    def read() -> object:
        return signer.read(LinkPurpose.CHAT, link, NOW + age, timedelta(days=7))

    if opens:
        assert read() == THREAD
    else:
        with pytest.raises(BadLinkError, match="too old"):
            read()


def test_without_a_limit_it_does_not_age() -> None:
    assert signer.read(LinkPurpose.CHAT, link, NOW + timedelta(days=3650)) == THREAD


@given(st.integers(0, len(link) - 1), st.sampled_from(LINK_LETTERS))
def test_any_changed_letter_of_a_link_closes_it(place: int, letter: str) -> None:
    changed = link[:place] + letter + link[place + 1 :]
    if changed != link:
        with pytest.raises(BadLinkError):
            signer.read(LinkPurpose.CHAT, changed, NOW)


@given(st.integers(0, len(in_mail) - 1), st.sampled_from(MAIL_LETTERS))
def test_any_changed_letter_of_a_reply_address_closes_it(place: int, letter: str) -> None:
    changed = in_mail[:place] + letter + in_mail[place + 1 :]
    if changed != in_mail:
        with pytest.raises(BadLinkError):
            signer.read(LinkPurpose.REPLY, changed, NOW)


@given(st.integers(0, 31), st.integers(1, 255))
def test_any_changed_byte_closes_it(place: int, change: int) -> None:
    raw = bytearray(base64.urlsafe_b64decode(link + "="))
    raw[place] ^= change
    changed = base64.urlsafe_b64encode(bytes(raw)).rstrip(b"=").decode()
    with pytest.raises(BadLinkError):
        signer.read(LinkPurpose.CHAT, changed, NOW)


@given(st.lists(st.booleans(), min_size=len(in_mail), max_size=len(in_mail)))
def test_mail_servers_may_change_the_case_of_a_reply_address(capital: list[bool]) -> None:
    written = "".join(
        letter.upper() if up else letter for letter, up in zip(in_mail, capital, strict=True)
    )
    assert signer.read(LinkPurpose.REPLY, written, NOW) == THREAD


def test_a_reply_address_fits_before_its_at_sign() -> None:
    """RFC 5321 4.5.3.1.1: 64 octets."""
    assert len(f"reply+{in_mail}") <= 64
    assert set(in_mail) <= set(MAIL_LETTERS)


def test_the_case_of_a_link_counts() -> None:
    with pytest.raises(BadLinkError):
        signer.read(LinkPurpose.CHAT, link.swapcase(), NOW)


@pytest.mark.parametrize(
    "token",
    ["", "x", "!" * 43, "é" * 43, "ı" * 52, "1" * 52, link + "=", f"!{link}", f"{link}\n",
     link[:20] + "!" + link[20:], in_mail + "a", link * 2, "\ud800", "a" * 100_000],
    # Tokens differ from run to run, and the workers of one run must name their cases alike.
    ids=repeat("token"),
)  # fmt: skip
def test_what_is_no_token_is_refused(token: str) -> None:
    with pytest.raises(BadLinkError):
        signer.read(LinkPurpose.CHAT, token, NOW)


@given(st.text())
def test_no_text_breaks_the_reader(token: str) -> None:
    with pytest.raises(BadLinkError):
        signer.read(LinkPurpose.CHAT, token, NOW)


def test_a_changed_secret_signs_and_the_old_one_is_still_read() -> None:
    both = LinkSigner([NEW, OLD])
    assert both.read(LinkPurpose.CHAT, link, NOW) == THREAD
    fresh = both.sign(LinkPurpose.CHAT, THREAD, NOW)
    assert LinkSigner([NEW]).read(LinkPurpose.CHAT, fresh, NOW) == THREAD
    with pytest.raises(BadLinkError):
        signer.read(LinkPurpose.CHAT, fresh, NOW)


@pytest.mark.parametrize("secrets", [[], [""]])
def test_a_signer_without_a_secret_is_refused(secrets: list[str]) -> None:
    with pytest.raises(ValueError, match="secret"):
        LinkSigner(secrets)
