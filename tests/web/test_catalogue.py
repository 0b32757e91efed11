"""The words of pages in every language."""

import ast
import inspect
import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest
from fastapi.testclient import TestClient

from campaigns import versions
from campaigns.imports import acts as files
from campaigns.sends import acts, making, saved, series
from campaigns.wordings import acts as wordings
from casework import saved_filters, saved_replies
from messaging.directory import approving
from messaging.outbound import replies
from tests.support.clock import MONDAY_MORNING
from tests.support.people import Office
from tests.web.browsers import text_of
from tests.web.catalogue_texts import texts
from web import catalogue
from web.catalogue import asked_for, languages, spoken, translations
from web.parents import embed
from web.rendering import environment
from web.voice import Voice

OTHERS = sorted(set(languages()) - {"en"})
FIELD = re.compile(r"%\(\w+\)s")
VIETNAMESE = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=1; plural=0;\\n"

msgid "Write to us"
msgstr "Viết cho chúng tôi"

msgid "Today"
msgstr "Hôm nay"
"""


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


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("es-MX,es;q=0.9,en;q=0.8", "es"),
        ("so, es;q=0.5", "es"),
        ("ES", "es"),
        ("fil;q=1", "en"),
        ("*", "en"),
        ("", "en"),
    ],
)
def test_the_first_language_of_a_browser_that_we_have_is_taken(
    accepted: str, language: str
) -> None:
    assert asked_for(accepted) == language


@pytest.fixture
def with_vietnamese(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One file more beside ours, and nothing else."""
    caches = (languages, translations, environment, embed._script)
    folder = tmp_path / "locale"
    shutil.copytree(catalogue.LOCALE, folder)
    (folder / "vi" / "LC_MESSAGES").mkdir(parents=True)
    (folder / "vi" / catalogue.FILE).write_text(VIETNAMESE, encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(catalogue, "LOCALE", folder)
        for each in caches:
            each.cache_clear()
        yield
    for each in caches:
        each.cache_clear()


@pytest.mark.usefixtures("with_vietnamese")
def test_a_language_is_added_by_adding_a_file(stranger: TestClient, office: Office) -> None:
    here = f"/p/start/{office.agency.slug}"
    page = stranger.get(here, headers={"Accept-Language": "vi-VN,vi;q=0.9"}, follow_redirects=True)
    assert '<html lang="vi">' in page.text
    assert "<h1>Viết cho chúng tôi</h1>" in page.text
    for name in ("English", "Español", "Tiếng Việt"):
        assert name in text_of(page)
    assert '"vi": "Viết cho chúng tôi"' in stranger.get("/p/embed.js").text
    voice = Voice.of("vi", "America/Chicago", MONDAY_MORNING)
    assert voice.say("Today") == "Hôm nay"
    assert voice.on(date(2026, 3, 6)) == "6 thg 3, 2026"
    assert voice.percent(0.125) == "12,5%"
    assert spoken("vi") == "vi"


def known(language: str) -> set[str]:
    catalogue = getattr(translations(language), "_catalog")  # noqa: B009 (gettext has no other way)
    return {key if isinstance(key, str) else key[0] for key in catalogue}
