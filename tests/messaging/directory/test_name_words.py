"""Names are found by the beginning of any of their words, however they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging.directory import name_words
from messaging.directory.name_words import SHORT, called, plain, stems, typed

LETTERS = "aeiounmrszcdlkbyñáéíóúüöçßæøłžAEJMOÑÉØŁ'’-. ẞﬁǅΣς李王한ओंİ`´\u02bb\u0301"
NAMES = st.text(LETTERS, max_size=14)


@pytest.mark.parametrize(
    ("first", "last", "searches"),
    [
        ("María", "García-López", "maria mar garcia lópez lopez garcia-lopez garcialopez GARCÍA"),
        ("Shaun", "O'Neil", "o'neil o’neil oneil neil o'n sh"),
        ("Shaun", "O’Neil", "o'neil oneil neil"),
        ("Shaun", "ONeil", "o'neil oneil"),
        ("Ana", "de la Cruz", "de la cruz delacruz dela"),
        ("Mary Ann", "St. John", "mary ann maryann st st. john stjohn"),
        ("Łukasz", "Müller", "lukasz łuk muller müll"),
        ("Jürgen", "Weiß", "weiss weiß jurgen"),
        ("Søren", "Ærø", "soren aero ær"),
        ("Keola", "Ka\u02bbiulani", "kaiulani ka'iulani iulani"),
        ("小明", "李", "李 小 小明"),
        ("민준", "김", "김 민"),
        ("", "Sample", "sam"),
    ],
)
def test_somebody_is_called_what_people_type(first: str, last: str, searches: str) -> None:
    theirs = called(first, last)
    for word in typed(searches):
        assert word.begins(theirs), word.typed


@pytest.mark.parametrize("word", ["ample", "arcia", "lopezgarcia", "-", "'", "samples", "marie"])
def test_the_middle_of_a_word_or_another_word_is_nobody(word: str) -> None:
    (one,) = typed(word)
    assert not one.begins(called("María", "García-López Sample"))


@given(NAMES, NAMES, st.data())
def test_whoever_was_found_by_a_words_beginning_is_found_and_looked_up(
    first: str, last: str, data: st.DataObject
) -> None:
    """Before, a word was found wherever it stands in "first last", in small letters."""
    words = f"{first} {last}".casefold().split()
    if not words:
        return
    word = data.draw(st.sampled_from(words))
    beginning = word[: data.draw(st.integers(1, len(word)))]
    theirs, index = called(first, last), stems(called(first, last))
    for spelled in (beginning, plain(beginning), beginning.upper()):
        for one in typed(spelled):
            assert one.begins(theirs) or not one.joined
            if one.known >= SHORT:
                assert one.stems & index


@given(NAMES, NAMES, st.text(LETTERS, min_size=1, max_size=8))
def test_whoever_fits_is_among_those_who_are_looked_up(first: str, last: str, text: str) -> None:
    theirs = called(first, last)
    for one in typed(text):
        if one.begins(theirs) and one.known >= SHORT:
            assert one.stems & stems(theirs)


@given(st.text(max_size=30), st.text(max_size=10))
def test_no_text_breaks_it(name: str, text: str) -> None:
    theirs = called(name)
    assert all(theirs)
    assert all(isinstance(word.begins(theirs), bool) for word in typed(text))
    assert len(stems(theirs)) <= 2 * len(theirs)
    assert name_words.plain(name).isascii() or not name.isascii()
