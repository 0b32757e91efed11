"""The page of the design system shows what there is, and nothing of anybody."""

import re

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
