"""What is sealed can be read with the right key, for its own agency and column, and not else."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging.platform import sealing
from messaging.platform.ids import new_id
from messaging.platform.sealing import Keyring, SealError, derive_key

OLD = "the first secret of this installation, long enough"
NEW = "the secret it was changed to, also long enough"
OAK, ELM = new_id(), new_id()
COLUMN = "messages.text_sealed"
WORDS = "Can we meet on Friday?"

old_ring = Keyring([OLD])
both = Keyring([NEW, OLD])

any_text = st.text(alphabet=st.characters(exclude_categories=["Cs"]))
"""NUL and every other control character included."""


@given(any_text)
def test_what_is_sealed_opens_again(text: str) -> None:
    assert old_ring.open(OAK, COLUMN, old_ring.seal(OAK, COLUMN, text)) == text


@pytest.mark.parametrize(
    ("text", "read"),
    [("a\x00b", "a\x00b"), ("", ""), ("\ud800 hi", "\ufffd hi"), ("end\udfff", "end\ufffd")],
    ids=["NUL", "empty", "lone high surrogate", "lone low surrogate"],
)
def test_no_text_breaks_sealing(text: str, read: str) -> None:
    """A damaged mail header may hold half a character: the rest of the message still counts."""
    assert old_ring.open(OAK, COLUMN, old_ring.seal(OAK, COLUMN, text)) == read
    assert old_ring.index(OAK, text) == old_ring.index(OAK, read)


@given(st.text(min_size=4))
def test_nothing_of_the_text_shows(text: str) -> None:
    assert text.encode(errors="replace") not in old_ring.seal(OAK, COLUMN, text)


def test_equal_texts_are_sealed_differently_each_time() -> None:
    assert old_ring.seal(OAK, COLUMN, WORDS) != old_ring.seal(OAK, COLUMN, WORDS)


@pytest.mark.parametrize(
    ("agency", "column"),
    [(ELM, COLUMN), (OAK, "people.first_name_sealed"), (ELM, "people.first_name_sealed")],
    ids=["another agency", "another column", "both"],
)
def test_a_value_moved_elsewhere_does_not_open(agency: UUID, column: str) -> None:
    with pytest.raises(SealError, match="does not open"):
        old_ring.open(agency, column, old_ring.seal(OAK, COLUMN, WORDS))


@given(st.data())
def test_any_changed_byte_is_refused(data: st.DataObject) -> None:
    sealed = bytearray(old_ring.seal(OAK, COLUMN, WORDS))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SealError) as refused:
        old_ring.open(OAK, COLUMN, bytes(sealed))
    assert WORDS not in str(refused.value)


@given(st.integers(0, 60))
def test_a_value_cut_short_is_refused(length: int) -> None:
    sealed = old_ring.seal(OAK, COLUMN, WORDS)
    with pytest.raises(SealError):
        old_ring.open(OAK, COLUMN, sealed[: min(length, len(sealed) - 1)])


def test_a_changed_secret_seals_and_the_old_one_still_opens() -> None:
    before = old_ring.seal(OAK, COLUMN, WORDS)
    assert both.open(OAK, COLUMN, before) == WORDS
    after = both.seal(OAK, COLUMN, WORDS)
    assert both.key_id_of(after) == both.current_key_id != both.key_id_of(before)
    assert Keyring([NEW]).open(OAK, COLUMN, after) == WORDS


def test_a_lost_secret_is_named_by_its_id_with_what_to_do() -> None:
    sealed = old_ring.seal(OAK, COLUMN, WORDS)
    with pytest.raises(SealError, match="OLD_SECRET_KEYS") as refused:
        Keyring([NEW]).open(OAK, COLUMN, sealed)
    assert old_ring.current_key_id in str(refused.value)
    assert COLUMN in str(refused.value)


@pytest.mark.parametrize("secrets", [[], [""], [NEW, ""]])
def test_a_keyring_without_a_secret_is_refused(secrets: list[str]) -> None:
    with pytest.raises(ValueError, match="secret"):
        Keyring(secrets)


def test_without_an_installed_keyring_nothing_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "_installed", [])
    with pytest.raises(SealError, match="not composed"):
        sealing.keyring()


def test_the_last_installed_keyring_is_in_use() -> None:
    sealing.install(old_ring)
    sealing.install(both)
    assert sealing.keyring() is both


@given(any_text, any_text)
def test_the_blind_index_is_equal_for_equal_values_only(one: str, other: str) -> None:
    assert (old_ring.index(OAK, one) == old_ring.index(OAK, other)) == (one == other)


@given(any_text)
def test_the_blind_index_differs_between_agencies_and_secrets(value: str) -> None:
    indexes = {
        old_ring.index(OAK, value),
        old_ring.index(ELM, value),
        both.index(OAK, value),
        both.index(ELM, value),
    }
    assert len(indexes) == 4
    assert {len(index) for index in indexes} == {sealing.INDEX_BYTES}


def test_while_secrets_rotate_a_value_is_looked_up_under_each() -> None:
    assert both.indexes(OAK, WORDS) == [
        both.index(OAK, WORDS),
        old_ring.index(OAK, WORDS),
    ]


def test_a_secret_given_twice_counts_once() -> None:
    assert len(Keyring([OLD, OLD]).indexes(OAK, WORDS)) == 1


def test_each_purpose_has_a_key_of_its_own() -> None:
    keys = {derive_key(secret, purpose) for secret in (OLD, NEW) for purpose in ("links", "x")}
    assert len(keys) == 4
