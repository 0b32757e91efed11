"""The words of pages in every language."""

import re

import pytest

from tests.web.catalogue_texts import texts
from web.catalogue import LANGUAGES, spoken, translations

OTHERS = sorted(set(LANGUAGES) - {"en"})
FIELD = re.compile(r"%\(\w+\)s")


@pytest.mark.parametrize("language", OTHERS)
def test_every_marked_text_is_translated(language: str) -> None:
    words = translations(language)
    for text in texts():
        if isinstance(text, tuple):
            said = [words.ngettext(*text, number) for number in (1, 2)]
            assert said != list(text), text
        else:
            assert words.gettext(text), text
            assert text in known(language), text


@pytest.mark.parametrize("language", OTHERS)
def test_no_translation_drops_or_invents_a_field(language: str) -> None:
    for text in texts():
        if isinstance(text, str):
            translated = translations(language).gettext(text)
            assert sorted(FIELD.findall(translated)) == sorted(FIELD.findall(text)), text


@pytest.mark.parametrize("language", OTHERS)
def test_no_translation_is_left_over(language: str) -> None:
    marked = {text if isinstance(text, str) else text[0] for text in texts()}
    assert known(language) - {""} <= marked


@pytest.mark.parametrize(
    ("language", "page"), [("en", "en"), ("es", "es"), ("so", "en"), ("", "en")]
)
def test_who_speaks_something_else_reads_english(language: str, page: str) -> None:
    assert spoken(language) == page


def known(language: str) -> set[str]:
    catalogue = getattr(translations(language), "_catalog")  # noqa: B009 (gettext has no other way)
    return {key if isinstance(key, str) else key[0] for key in catalogue}
