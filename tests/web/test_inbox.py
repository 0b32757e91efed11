"""The list: who sees which threads, in which order, and how they read."""

from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from messaging.models.audit import Audit
from messaging.models.case import PartyRole
from messaging.models.message import MessageStatus
from messaging.models.staff import Staff
from messaging.platform.links import LinkPurpose
from messaging.runtime import Runtime
from tests.support.clock import MovableClock
from tests.support.people import Office, add_office, add_parent, add_staff
from tests.web.browsers import Desk, browser, log_in, password_hash, text_of
from tests.web.conversations import heard, told


def test_an_empty_inbox_says_what_will_appear(desk: Desk) -> None:
    assert "the conversation appears here" in text_of(desk.get("/staff/inbox"))
    assert "on your own cases" in text_of(desk.get("/staff/inbox?in=mine"))


def test_unread_comes_first_then_the_most_recent(
    desk: Desk, runtime: Runtime, office: Office, clock: MovableClock
) -> None:
    with runtime.unit() as unit:
        waiting = add_parent(unit, office, case="CS-1")
        heard(unit, waiting, "hello")
    for number in (2, 3):
        clock.move(timedelta(minutes=5))
        with runtime.unit() as unit:
            told(unit, add_parent(unit, office, case=f"CS-{number}"), "a reminder")
    page = text_of(desk.get("/staff/inbox"))
    assert page.index("CS-1") < page.index("CS-3") < page.index("CS-2")


def test_a_line_says_who_which_role_which_language_and_what(
    desk: Desk, runtime: Runtime, office: Office
) -> None:
    with runtime.unit() as unit:
        parent = add_parent(
            unit, office, role=PartyRole.NONCUSTODIAL, language="es", nondisclosure=True
        )
        heard(unit, parent, "¿Puedo ir a las 3?")
    page = text_of(desk.get("/staff/inbox"))
    for words in (
        "Maria Sample", "Noncustodial parent", "Spanish", "Nondisclosure",
        "¿Puedo ir a las 3?", "1 unread",
    ):  # fmt: skip
        assert words in page


def test_unread_words_of_a_parent_go_before_our_automatic_answer(
    desk: Desk, runtime: Runtime, office: Office, clock: MovableClock
) -> None:
    with runtime.unit() as unit:
        parent = add_parent(unit, office)
        heard(unit, parent, "¿Puedo ir a las 3?")
    clock.move(timedelta(minutes=1))
    with runtime.unit() as unit:
        told(unit, parent, "Someone will read your message.")
    page = text_of(desk.get("/staff/inbox"))
    assert "¿Puedo ir a las 3?" in page
    assert "Someone will read" not in page
    desk.get(f"/staff/threads/{parent.thread.id}")
    assert "Us: Someone will read your message." in text_of(desk.get("/staff/inbox"))


def test_a_preview_shows_no_link_of_the_parents_own(
    desk: Desk, runtime: Runtime, office: Office
) -> None:
    with runtime.unit() as unit:
        parent = add_parent(unit, office)
        token = runtime.links.sign(LinkPurpose.CHAT, parent.thread.id, unit.now)
        told(unit, parent, f"https://oak.example/p/chat/{token}")
    for page in (desk.get("/staff/inbox"), desk.post("/staff/search", {"words": "maria"})):
        assert "[their chat link]" in page.text
        assert token not in page.text


def test_what_did_not_arrive_is_said_in_the_list(
    desk: Desk, runtime: Runtime, office: Office
) -> None:
    with runtime.unit() as unit:
        told(unit, add_parent(unit, office), "a reminder", status=MessageStatus.FAILED)
    assert "Did not arrive:" in text_of(desk.get("/staff/inbox"))


def test_another_branch_sees_nothing_of_it(
    south_desk: Desk, runtime: Runtime, office: Office
) -> None:
    with runtime.unit() as unit:
        heard(unit, add_parent(unit, office, case="CS-77"), "hello")
    assert "CS-77" not in south_desk.get("/staff/inbox").text
    found = text_of(south_desk.post("/staff/search", {"words": "CS-77"}))
    assert "Nobody you can see is called that" in found


def test_another_agency_sees_nothing_of_it(desk: Desk, runtime: Runtime) -> None:
    with runtime.unit() as unit:
        heard(unit, add_parent(unit, add_office(unit, "elm"), case="EL-77"), "hello")
    assert "EL-77" not in desk.get("/staff/inbox").text


def test_mine_shows_only_my_own_cases(desk: Desk, runtime: Runtime, office: Office) -> None:
    with runtime.unit() as unit:
        mine, other = add_parent(unit, office, case="CS-1"), add_parent(unit, office, case="CS-2")
        worker = unit.session.scalars(select(Staff)).one()
        unit.session.merge(mine.case).caseworker_id = worker.id
        for parent in (mine, other):
            heard(unit, parent, "hello")
    page = desk.get("/staff/inbox?in=mine").text
    assert "CS-1" in page
    assert "CS-2" not in page


@pytest.mark.parametrize(
    ("words", "found"),
    [("maria", True), ("SAMPLE mar", True), ("cs-91", True), ("maria cs-92", False), ("x", False)],
)
def test_a_parent_is_found_by_parts_of_the_name_or_case(
    desk: Desk, runtime: Runtime, office: Office, words: str, found: bool
) -> None:
    with runtime.unit() as unit:
        add_parent(unit, office, case="CS-91")
    page = text_of(desk.post("/staff/search", {"words": words}))
    assert ("Maria Sample" in page) is found
    assert ("Nobody you can see is called that" in page) is not found


def test_both_parents_are_found_by_the_phone_they_share_and_nobody_of_another_branch(
    desk: Desk, south_desk: Desk, runtime: Runtime, office: Office
) -> None:
    with runtime.unit() as unit:
        add_parent(unit, office, case="CS-91", text_to="+13125550142", email_to="maria@example.org")
        add_parent(unit, office, case="CS-91", text_to="+13125550142", role=PartyRole.NONCUSTODIAL)
        add_parent(unit, office, case="CS-92")
    shared = text_of(desk.post("/staff/search", {"words": " (312) 555-0142 "}))
    assert "Custodial parent · CS-91" in shared
    assert "Noncustodial parent · CS-91" in shared
    assert "CS-92" not in shared
    alone = text_of(desk.post("/staff/search", {"words": "Maria@Example.org"}))
    assert "Custodial parent · CS-91" in alone
    assert "Noncustodial parent · CS-91" not in alone
    elsewhere = text_of(south_desk.post("/staff/search", {"words": "3125550142"}))
    assert "CS-91" not in elsewhere
    assert "or is reached there" in elsewhere
    with runtime.reading() as session:
        kept = session.scalars(select(Audit).where(Audit.action == "inbox.searched")).all()
    assert "0142" not in str([row.detail for row in kept])


def test_searching_for_nothing_shows_the_list_again(
    desk: Desk, runtime: Runtime, office: Office
) -> None:
    with runtime.unit() as unit:
        heard(unit, add_parent(unit, office), "hello")
    assert "Maria Sample" in desk.post("/staff/search", {"words": " "}).text


def test_a_long_list_goes_on_when_asked(desk: Desk, runtime: Runtime, office: Office) -> None:
    with runtime.unit() as unit:
        for _ in range(3):
            told(unit, add_parent(unit, office), "a reminder")
    short = desk.get("/staff/inbox?limit=2").text
    assert short.count('<li id="line-') == 2
    assert "limit=4" in short
    assert "Show more" not in desk.get("/staff/inbox?limit=4").text


def test_looking_at_the_list_goes_on_record(desk: Desk, runtime: Runtime) -> None:
    desk.get("/staff/inbox?in=mine")
    with runtime.reading() as session:
        row = session.scalars(select(Audit).where(Audit.action == "inbox.listed")).one()
        assert row.detail == {"filter": "mine"}


def test_the_page_speaks_the_caseworkers_language(desk: Desk, runtime: Runtime) -> None:
    with runtime.unit() as unit:
        unit.session.scalars(select(Staff)).one().language = "es"
    page = desk.get("/staff/inbox").text
    assert '<html lang="es">' in page
    assert "Bandeja" in page


def test_of_another_program_a_worker_sees_that_something_exists_and_not_what(
    app: FastAPI, runtime: Runtime, office: Office
) -> None:
    with runtime.unit() as unit:
        parent = add_parent(unit, office, case="CS-1")
        heard(unit, parent, "hello")
        worker = add_staff(unit, office.agency, office.branch, password_hash=password_hash())
        worker.programs = ["medical"]
    with browser(app) as client:
        log_in(client, worker.email)
        desk = Desk(client)
        for page in (desk.get("/staff/inbox"), desk.post("/staff/search", {"words": "maria"})):
            assert "1 hidden, in a program you do not work for." in text_of(page)
            assert "Sample" not in page.text
            assert "CS-1" not in page.text
        assert "hidden" not in text_of(desk.post("/staff/search", {"words": "nobody"}))
