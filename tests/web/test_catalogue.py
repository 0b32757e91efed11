"""The words of pages in every language."""

import ast
import inspect
import re
from types import ModuleType

import pytest

from campaigns import versions
from campaigns.imports import acts as files
from campaigns.sends import acts, making, saved, series
from campaigns.wordings import acts as wordings
from casework import saved_filters, saved_replies
from messaging.directory import approving
from messaging.outbound import replies
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


@pytest.mark.parametrize(
    ("room", "error"),
    [
        (replies, "ReplyError"),
        (saved_replies, "SavedReplyError"),
        (saved_filters, "SavedFilterError"),
        (acts, "SendError"),
        (making, "SendError"),
        (saved, "SavedAudienceError"),
        (series, "SendError"),
        (files, "ImportRefusedError"),
        (approving, "ApprovalError"),
        (versions, "ApprovalError"),
        (wordings, "WordsError"),
    ],
)
def test_a_refusal_says_one_of_the_sentences_that_pages_know(room: ModuleType, error: str) -> None:
    """Or the gate's, which has languages of its own."""
    said = [
        node.args[0]
        for node in ast.walk(ast.parse(inspect.getsource(room)))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == error
    ]
    named = {getattr(room, words.id) for words in said if isinstance(words, ast.Name)}
    assert named == set(room.REFUSALS)
    others = [words for words in said if not isinstance(words, ast.Name)]
    assert {ast.unparse(words).partition("(")[0] for words in others} <= {"sentence"}


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
