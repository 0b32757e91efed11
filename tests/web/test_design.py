"""The page of the design system shows what there is, and nothing of anybody."""

import re
from pathlib import Path

import web
from messaging.models.message import MessageStatus
from messaging.runtime import Runtime
from tests.support.clock import MONDAY_MORNING
from tests.support.people import Office, add_parent
from tests.web.browsers import Desk, text_of
from tests.web.conversations import heard
from web.staff import design
from web.voice import Voice
from web.wording import REACHABILITY, ROLE, STATUS


def test_it_draws_every_piece_in_the_readers_language(desk: Desk) -> None:
    for language in ("en", "es"):
        voice = Voice.of(language, "America/Chicago", MONDAY_MORNING)
        page = desk.get(f"/staff/design?lang={language}")
        said = text_of(page)
        for words in (*STATUS.values(), *REACHABILITY.values(), *ROLE.values()):
            assert voice.say(words) in said
        assert set(re.findall(r'fill="var\(--([\w-]+)\)"', page.text)) == set(design.colours())
        assert page.text.count('class="bubble is-ours"') == len(MessageStatus)


def test_it_shows_nothing_of_anybody(desk: Desk, runtime: Runtime, office: Office) -> None:
    with runtime.unit() as unit:
        heard(unit, add_parent(unit, office, case="CS-4711"), "In private")
    page = desk.get("/staff/design").text
    assert "CS-4711" not in page
    assert "In private" not in page


SHEET = (Path(web.__file__).parent / "static" / "kinline.css").read_text(encoding="utf-8")
SPACED = re.compile(r"(?<![\w-])(?:padding|margin|gap|row-gap|column-gap)[a-z-]*:\s*([^;}]+)")
ON_THE_SCALE = re.compile(
    r"0|auto|-?1px|var\(--(?:hair|s[1-6])\)|calc\([^()]*(?:\([^()]*\)[^()]*)*\)"
)
"""A pixel is for hiding and for borders; what is counted makes room for a thing of its own size."""
TEXT_SIZE = re.compile(r"(?<![\w-])font-size:\s*([^;}]+)")
SIZES = {"var(--small)", "1rem", "var(--big)"}


def test_what_is_spaced_is_on_one_scale() -> None:
    values = [part for value in SPACED.findall(SHEET) for part in _parts(value)]
    assert len(values) > 300
    assert [each for each in values if not ON_THE_SCALE.fullmatch(each)] == []


def test_there_are_three_sizes_of_text() -> None:
    """Those of a worker's page; a parent's has a larger one in place of the middle."""
    assert set(TEXT_SIZE.findall(SHEET)) - {"inherit"} == {*SIZES, "var(--parents)"}
    assert SHEET.count("font-size: var(--parents)") == 1


def _parts(value: str) -> list[str]:
    """Of `0 var(--s1)`, keeping what stands in brackets together."""
    return re.findall(r"(?:[^\s()]+\((?:[^()]|\([^()]*\))*\)|[^\s()]+)", value.strip())
