"""Words within one conversation: found whatever their case and accents, also further up."""

import re
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from messaging.models.audit import Audit
from messaging.platform.links import LinkPurpose
from messaging.runtime import Runtime
from tests.support.clock import MovableClock
from tests.support.people import Office, add_parent
from tests.web.browsers import Desk, text_of
from tests.web.conversations import heard, told
from web.staff import spotting


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("¿Puedo ir MAÑANA?", "manana", ["MAÑANA"]),
        ("cafe\u0301 o té", "café te", ["cafe\u0301", "té"]),
        ("Straße", "strasse", ["Straße"]),
        ("aaa", "a", ["aaa"]),
        ("the other one", "one other", ["other", "one"]),
        ("İstanbul", "istanbul", ["İstanbul"]),
        ("nothing", "else", []),
    ],
)
def test_words_are_found_whatever_their_case_and_accents(
    text: str, words: str, found: list[str]
) -> None:
    wanted = spotting.folded(words).split()
    assert spotting.has(text, wanted) is bool(found)
    assert [text[start:stop] for start, stop in spotting.stretches(text, wanted)] == found


@settings(max_examples=50)
@given(st.text(max_size=200), st.lists(st.text(min_size=1, max_size=3), min_size=1, max_size=3))
def test_an_excerpt_is_what_stands_there_and_marks_what_was_looked_for(
    text: str, words: list[str]
) -> None:
    wanted = [word for each in words for word in spotting.folded(each).split()]
    line = " ".join(text.split())
    pieces = spotting.excerpt(text, wanted)
    assert "".join(piece for piece, _ in pieces).strip("…") in line
    for piece, marked in pieces:
        assert not marked or any(piece in line[a:b] for a, b in spotting.stretches(line, wanted))
    if spotting.stretches(line, wanted):
        assert any(marked for _, marked in pieces)


def test_messages_further_up_are_found_and_lead_there(
    desk: Desk, runtime: Runtime, office: Office, clock: MovableClock
) -> None:
    with runtime.unit() as unit:
        parent, other = add_parent(unit, office), add_parent(unit, office)
        first = heard(unit, parent, "¿Puedo pagar <b>MAÑANA</b>?")
        heard(unit, other, "mañana")
        gone = heard(unit, parent, "mañana")
        gone.removed_at = unit.now
        token = runtime.links.sign(LinkPurpose.CHAT, parent.thread.id, unit.now)
        told(unit, parent, f"Until mañana: https://oak.example/p/chat/{token}")
        for number in range(300):
            clock.move(timedelta(seconds=1))
            told(unit, parent, f"reminder {number}")
    path = f"/staff/threads/{parent.thread.id}"
    assert first.text not in text_of(desk.get(path))

    answer = desk.post(f"{path}/find", {"words": "manana PAGAR"})
    assert "1 message has this." in text_of(answer)
    assert "<mark>pagar</mark> &lt;b&gt;<mark>MAÑANA</mark>" in answer.text
    hit = re.search(rf'href="({path}[?]shown=3[0-9]+)#message-{first.id}"', answer.text)
    assert hit is not None
    assert f'id="message-{first.id}"' in desk.get(hit[1]).text

    both = desk.post(f"{path}/find", {"words": "mañana"})
    assert "2 messages have this." in text_of(both)
    assert token not in both.text
    assert "No message here has this." in text_of(desk.post(f"{path}/find", {"words": token}))
    with runtime.reading() as session:
        rows = session.scalars(select(Audit).where(Audit.action == "thread.searched")).all()
        assert {str(row.detail) for row in rows} == {
            "{'messages': 0}", "{'messages': 1}", "{'messages': 2}",
        }  # fmt: skip


def test_looking_for_nothing_and_the_box_without_a_script(
    desk: Desk, runtime: Runtime, office: Office
) -> None:
    with runtime.unit() as unit:
        parent = add_parent(unit, office)
        heard(unit, parent, "hello")
    path = f"/staff/threads/{parent.thread.id}"
    assert 'aria-label="Find words in this conversation" hidden' in desk.get(path).text
    for page in (desk.get(f"{path}?finding=true"), desk.post(f"{path}/find", {"words": " "})):
        assert 'aria-label="Find words in this conversation">' in page.text
        assert 'id="found-number"' not in page.text
