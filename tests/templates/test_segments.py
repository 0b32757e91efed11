"""How many parts a text takes, against tables and an independent, naive recount."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from templates import TooLong, count, gsm_spelling, measure

# Written out apart from the product's own tables, in the order of 3GPP TS 23.038.
GSM = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
DOUBLE = "\f^{}\\[~]|€"

gsm_texts = st.text(st.sampled_from(GSM + DOUBLE), max_size=1700)
any_texts = st.text(max_size=800)
accented = st.text(st.sampled_from("áíóúâç–—…“”’ \u00a0Łœ" + GSM), max_size=200)


def naive(text: str) -> tuple[str, int, int]:
    """Encoding, units and parts, by cutting the text into parts one character at a time."""
    is_gsm = all(character in GSM + DOUBLE for character in text)
    if is_gsm:
        coded = ["\x1b" + c if c in DOUBLE else c for c in text]
        single, part = 160, 153
    else:
        coded = ["x" * (len(c.encode("utf-16-le", "surrogatepass")) // 2) for c in text]
        single, part = 70, 67
    whole = "".join(coded)
    if not whole:
        return ("GSM-7", 0, 0)
    parts = [""]
    for code in coded:
        if len(parts[-1] + code) > part:
            parts.append("")
        parts[-1] += code
    fits = len(whole) <= single
    return ("GSM-7" if is_gsm else "UCS-2", len(whole), 1 if fits else len(parts))


@pytest.mark.parametrize(
    ("text", "encoding", "units", "parts", "remaining"),
    [
        ("", "GSM-7", 0, 0, 160),
        ("a", "GSM-7", 1, 1, 159),
        ("a" * 160, "GSM-7", 160, 1, 0),
        ("a" * 161, "GSM-7", 161, 2, 145),
        ("a" * 306, "GSM-7", 306, 2, 0),
        ("a" * 307, "GSM-7", 307, 3, 152),
        ("é ñ ¿ ü", "GSM-7", 7, 1, 153),
        ("€", "GSM-7", 2, 1, 158),
        ("a" * 158 + "€", "GSM-7", 160, 1, 0),
        ("a" * 159 + "€", "GSM-7", 161, 2, 145),
        ("á", "UCS-2", 1, 1, 69),
        ("á" * 70, "UCS-2", 70, 1, 0),
        ("á" * 71, "UCS-2", 71, 2, 63),
        ("👍", "UCS-2", 2, 1, 68),
    ],
)
def test_sizes(text: str, encoding: str, units: int, parts: int, remaining: int) -> None:
    size = measure(text)
    assert (size.encoding, size.units, size.segments, size.remaining) == (
        encoding,
        units,
        parts,
        remaining,
    )


def test_a_character_of_two_units_never_straddles_two_parts() -> None:
    """The euro sign at 152 would be cut: it moves on, and the part stays one short."""
    assert measure("a" * 152 + "€" + "a" * 151).segments == 2
    assert measure("a" * 152 + "€" + "a" * 152).segments == 3
    assert measure("á" * 66 + "👍" + "á" * 65).segments == 2
    assert measure("á" * 66 + "👍" + "á" * 66).segments == 3


def test_offenders_are_told_once_in_order() -> None:
    assert measure("más información aquí, más 👍").offenders == ("á", "ó", "í", "👍")


@pytest.mark.parametrize("text", ["a" * 1531, "á" * 671, "a" * 1601])
def test_more_than_ten_parts_is_refused_without_repeating_the_text(text: str) -> None:
    with pytest.raises(TooLong) as caught:
        measure(text)
    assert text[:20] not in str(caught.value)
    assert caught.value.size == count(text)


@pytest.mark.parametrize("text", ["a" * 1530, "á" * 670])
def test_ten_full_parts_may_go(text: str) -> None:
    assert measure(text).segments == 10


@given(st.one_of(gsm_texts, any_texts))
def test_counting_agrees_with_cutting_it_into_parts(text: str) -> None:
    size = count(text)
    assert (size.encoding, size.units, size.segments) == naive(text)


@given(st.one_of(gsm_texts.filter(bool), any_texts.filter(bool)), st.data())
def test_remaining_is_what_still_fits(text: str, data: st.DataObject) -> None:
    size = count(text)
    filler = "a" if size.encoding == "GSM-7" else "á"
    assert count(text + filler * size.remaining).segments == size.segments
    assert count(text + filler * (size.remaining + 1)).segments > size.segments


@pytest.mark.parametrize(
    ("text", "spelling"),
    [
        ("más información aquí", "mas informacion aqui"),
        ("Ávila, Ízar, Óscar, Úrsula", "Avila, Izar, Oscar, Ursula"),
        ("mañana, ¿qué?", "mañana, ¿qué?"),
        ("“Hi”, it’s – well… —", '"Hi", it\'s - well... -'),
        ("a\u00a0b\u202fc\u2009d", "a b c d"),
        ("a\u0301 e\u0301", "a é"),
        ("• one", "* one"),
        ("Привет 👍", "Привет 👍"),
    ],
)
def test_gsm_spelling(text: str, spelling: str) -> None:
    assert gsm_spelling(text) == spelling


@given(gsm_texts)
def test_a_gsm_text_keeps_its_spelling(text: str) -> None:
    assert gsm_spelling(text) == text


@given(st.one_of(accented, any_texts))
def test_spelling_twice_is_spelling_once(text: str) -> None:
    once = gsm_spelling(text)
    assert gsm_spelling(once) == once


@given(accented)
def test_everyday_accents_and_marks_always_have_a_spelling(text: str) -> None:
    assert count(gsm_spelling(text)).encoding == "GSM-7"
