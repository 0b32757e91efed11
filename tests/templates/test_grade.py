"""How hard a text is to read."""

import pytest

from templates.grade import school_grade

PLAIN_EN = "You can call us. We will help you. The office is open all day. You do not need to pay."
DENSE_EN = (
    "Noncompliance with the aforementioned administrative requirements may necessitate the "
    "immediate reconsideration of your eligibility determination by the responsible authority."
)
PLAIN_ES = (
    "Puede llamar. Le vamos a dar ayuda. La oficina abre todo el día. No tiene que pagar nada."
)
DENSE_ES = (
    "El incumplimiento de los requerimientos administrativos anteriormente mencionados podría "
    "ocasionar la reconsideración inmediata de la determinación de su elegibilidad familiar."
)


@pytest.mark.parametrize(
    ("plain", "dense", "language"),
    [(PLAIN_EN, DENSE_EN, "en"), (PLAIN_ES, DENSE_ES, "es")],
    ids=["en", "es"],
)
def test_plain_words_ask_for_fewer_years_than_dense_ones(
    plain: str, dense: str, language: str
) -> None:
    easy, hard = school_grade(plain, language), school_grade(dense, language)
    assert easy is not None
    assert hard is not None
    assert easy <= 4
    assert hard >= easy + 3


def test_flesch_kincaid_as_it_was_published() -> None:
    """39 % of words a sentence and 11.8 times syllables a word, less 15.59."""
    text = "The cat sat on the mat today. It ran about the open house and then slept well."
    # 17 words, 2 sentences; to-day, a-bout and o-pen have two syllables.
    assert school_grade(text, "en") == pytest.approx(0.39 * 17 / 2 + 11.8 * 20 / 17 - 15.59)


def test_phones_and_addresses_are_no_words() -> None:
    more = PLAIN_EN + " 312-555-0100 help@oak.example https://oak.example/help"
    assert school_grade(more, "en") == pytest.approx(school_grade(PLAIN_EN, "en"))


@pytest.mark.parametrize(("text", "language"), [("Call us.", "en"), (PLAIN_EN, "vi"), ("", "en")])
def test_of_few_words_or_an_unknown_language_nothing_is_said(text: str, language: str) -> None:
    assert school_grade(text, language) is None
