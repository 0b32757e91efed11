"""The fast layer: whatever an event carries, a message is made of its recipient's own values."""

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from campaigns import values as said
from campaigns.incoming.reading import read_event
from templates import load_library
from templates.errors import RenderError
from tests.wall.soaking import examples
from tests.wall.worlds import MARK, World, event, marks_of, worlds

LIBRARY = load_library()
ZONE = ZoneInfo("America/Chicago")
KEYS = sorted(LIBRARY.templates)
AGENCIES = ("o", "e")


@examples(fast=5_000)
@given(worlds(), st.sampled_from(KEYS), st.sampled_from(["en", "es"]), st.data())
def test_no_wording_holds_what_an_event_says_of_the_other_party(
    world: World, template: str, language: str, data: st.DataObject
) -> None:
    number, type_name = data.draw(st.sampled_from(world.events))
    agency = data.draw(st.sampled_from(AGENCIES))
    document = event(world, agency, number, type_name, 1)
    about = read_event(json.dumps(document)).about
    carried = said.dump(about.values) if about and about.values else "{}"
    assert_only(carried, agency, number)
    known = said.load(carried, LIBRARY.fields, ZONE)
    ours = {
        "agency_name": "Oak Co",
        "neutral_name": "Oak Co",
        "sender_name": "Oak Co",
        "email_name": "Oak Co",
        "first_name": document["data"]["party"]["first_name"],
        "agency_phone": "(312) 555-0100",
        "unsubscribe_link": "https://oak.example/u",
        "preferences_link": "https://oak.example/w",
    }
    for channel in sorted(LIBRARY.get(template).channels):
        try:
            rendered = LIBRARY.render(
                template, channel=channel, language=language, values={**known, **ours}
            )
        except RenderError as error:
            assert_only(str(error), agency, number)
            continue
        for part in (rendered.text, rendered.subject, rendered.html):
            assert_only(part or "", agency, number)


def assert_only(text: str, agency: str, number: int) -> None:
    """No mark but this parent's own."""
    rest = text.lower().replace(marks_of(agency, number), "")
    assert MARK not in rest


@examples(fast=5_000)
@given(worlds(), st.data())
def test_what_is_kept_of_an_event_is_its_own_partys(world: World, data: st.DataObject) -> None:
    number, type_name = data.draw(st.sampled_from(world.events))
    read = read_event(json.dumps(event(world, "o", number, type_name, 1)))
    assert read.timestamp == datetime(2026, 3, 2, 16, tzinfo=UTC)
    people = read.people
    assert people is not None
    assert_only(repr(people.party), "o", number)
