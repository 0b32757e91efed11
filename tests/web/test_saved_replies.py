"""Saved replies: kept on a page of their own, put into the reply box with the parent's name."""

import re

import pytest
from sqlalchemy import select

from casework.models.saved_reply import SavedReply
from messaging.runtime import Runtime
from tests.support.people import Office, add_office, add_parent
from tests.web.browsers import Desk, text_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
HERE = "/staff/saved-replies"
KEY = "one-press-of-send"
HELLO = {
    "name": "Bring ID",
    "en": "Hi {{ first_name }}, please bring ID. {{ agency_name }}, {{ office_hours }}.",
    "es": "Hola {{ first_name }}, traiga su identificación.",
}


@pytest.fixture
def kept(desk: Desk, runtime: Runtime) -> SavedReply:
    assert desk.post(HERE, HELLO).status_code == 303
    with runtime.reading() as session:
        return session.scalars(select(SavedReply)).one()


def box(page: str) -> str:
    found = re.search(r'<textarea id="text"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    assert found is not None
    return found[1]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Hi Maria, please bring ID. Oak Co, Mon-Fri 8-5."),
        ("es", "Hola Maria, traiga su identificación."),
        ("vi", "Hi Maria, please bring ID. Oak Co, Mon-Fri 8-5."),
    ],
)
@pytest.mark.parametrize("headers", [{"HX-Request": "true"}, {}], ids=["script", "no script"])
def test_it_is_put_behind_what_was_written_in_the_parents_language(
    desk: Desk,
    runtime: Runtime,
    office: Office,
    kept: SavedReply,
    language: str,
    words: str,
    headers: dict[str, str],
) -> None:
    with runtime.unit() as unit:
        parent = add_parent(unit, office, language=language)
    path = f"/staff/threads/{parent.thread.id}"
    assert "Bring ID" in text_of(desk.get(path))
    form = {"saved": str(kept.id), "key": KEY, "text": "Good morning.", "way": "sms"}
    answer = desk.post(f"{path}/saved-reply", form, **headers)
    assert box(answer.text) == f"Good morning.\n{words}"
    assert KEY in answer.text


def test_where_the_name_is_not_known_there_is_a_blank_to_fill_in(
    desk: Desk, runtime: Runtime, office: Office, kept: SavedReply
) -> None:
    with runtime.unit() as unit:
        parent = add_parent(unit, office)
        unit.session.merge(parent.person).first_name = ""
    form = {"saved": str(kept.id), "key": KEY, "way": "sms"}
    answer = desk.post(f"/staff/threads/{parent.thread.id}/saved-reply", form)
    assert box(answer.text).startswith("Hi ___, please")


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"name": " ", "en": "Hello"}, "Give it a short name"),
        ({"name": "Hello"}, "Write the words"),
        ({"name": "BRING  id", "en": "Hello"}, "There is one of that name"),
        ({"name": "Hello", "en": "Your case is {{ case_number }}"}, "Only these can be filled in"),
        ({"name": "Hello", "es": "{% if x %}"}, "Only these can be filled in"),
        ({"name": "Hello", "en": "Hello {{ first_name"}, "Only these can be filled in"),
        ({"name": "Hello", "en": "x" * 2001}, "Keep it under 2,000"),
    ],
)
def test_what_cannot_be_kept_is_said_and_stays_in_the_form(
    desk: Desk, runtime: Runtime, kept: SavedReply, form: dict[str, str], words: str
) -> None:
    answer = desk.post(HERE, form)
    assert answer.status_code == 422
    assert words in text_of(answer)
    for written in form.values():
        assert written.strip() in answer.text
    with runtime.reading() as session:
        assert len(session.scalars(select(SavedReply)).all()) == 1


def test_it_is_changed_and_deleted(
    desk: Desk, runtime: Runtime, office: Office, kept: SavedReply
) -> None:
    changed = {"name": "Bring your ID", "es": "Traiga su identificación."}
    assert desk.post(f"{HERE}/{kept.id}", changed).status_code == 303
    page = text_of(desk.get(HERE))
    assert "Bring your ID" in page
    assert "English missing" in page
    assert desk.post(f"{HERE}/{kept.id}/delete").status_code == 303
    assert "None yet" in text_of(desk.get(HERE))
    with runtime.unit() as unit:
        parent = add_parent(unit, office)
    form = {"saved": str(kept.id), "key": KEY, "way": "sms"}
    answer = desk.post(f"/staff/threads/{parent.thread.id}/saved-reply", form)
    assert answer.status_code == 404
    assert "no such saved reply" in text_of(answer)


def test_another_agencys_are_not_there(desk: Desk, runtime: Runtime, kept: SavedReply) -> None:
    with runtime.unit() as unit:
        unit.session.merge(kept).agency_id = add_office(unit, "elm").agency.id
    assert "Bring ID" not in text_of(desk.get(HERE))
    assert desk.post(f"{HERE}/{kept.id}/delete").status_code == 404
