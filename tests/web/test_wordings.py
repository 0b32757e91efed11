"""Wording on pages: every message with its languages, and other words that a second person
approves."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from fastapi import FastAPI

from messaging.models.staff import StaffRole
from messaging.outbound.outbox import compose
from messaging.runtime import Runtime
from templates.own_words import words_of
from tests.messaging.outbound.saying import wish
from tests.support.people import Office, add_parent
from tests.web.browsers import Desk, add_worker, browser, log_in, text_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
KEY = "renewal_reminder"
HERE = f"/staff/wording/{KEY}"
SOON = (
    "{{ agency_name }}: Please renew by {{ due_date }}. Want help? Reply YES or NO. "
    "HELP for help, STOP to end texts."
)


@pytest.fixture
def ana(app: FastAPI, runtime: Runtime, office: Office) -> Iterator[Desk]:
    """A supervisor of the whole agency."""
    yield from desk_of(app, runtime, office, StaffRole.SUPERVISOR)


@pytest.fixture
def ben(app: FastAPI, runtime: Runtime, office: Office) -> Iterator[Desk]:
    """Another one."""
    yield from desk_of(app, runtime, office, StaffRole.ADMINISTRATOR)


def desk_of(app: FastAPI, runtime: Runtime, office: Office, role: StaffRole) -> Iterator[Desk]:
    with runtime.unit() as unit:
        email = add_worker(unit, office.agency, None, role=role)
    with browser(app) as client:
        log_in(client, email)
        yield Desk(client)


def form(runtime: Runtime, text: str = SOON, **more: str) -> dict[str, str]:
    shipped = words_of(runtime.library.get(KEY), "en")
    rest = {name: shipped[f"email.{name}"] for name in ("subject", "why", "body")}
    return {"text": text, **rest, "seen": "0", **more}


def version_path(page: str, move: str) -> str:
    """Where the page's button for this posts to."""
    start = page.index("/staff/wording-versions/")
    found = [part.partition('"')[0] for part in page[start:].split('action="') if move in part]
    return found[0]


def test_every_message_stands_there_with_what_it_is_for_and_a_missing_language_is_seen(
    ana: Desk, runtime: Runtime
) -> None:
    page = text_of(ana.get("/staff/wording"))
    assert "Says that a renewal is coming due" in page
    assert "Missing" not in page
    shipped = runtime.library
    one = shipped.get(KEY)
    without = {1: replace(one, texts={"en": one.texts["en"]})}
    object.__setattr__(
        runtime, "library", replace(shipped, templates={**shipped.templates, KEY: without})
    )
    try:
        assert "Spanish : Missing: it goes out in English" in text_of(ana.get("/staff/wording"))
        assert "Missing: it goes out in English" in text_of(ana.get(HERE))
    finally:
        object.__setattr__(runtime, "library", shipped)


def test_one_writes_another_approves_and_the_page_says_who(
    ana: Desk, ben: Desk, runtime: Runtime, office: Office
) -> None:
    assert ana.post(f"{HERE}/en", form(runtime, then="propose")).headers["location"] == HERE
    mine = ana.get(HERE)
    assert "Version 1: Waits for a second person" in text_of(mine)
    assert ">Approve<" not in mine.text
    approve = version_path(mine.text, "discard").replace("discard", "approve")
    own = ana.post(approve, {"seen": "1"})
    assert own.status_code == 409
    assert "A colleague approves it" in text_of(own)

    theirs = ben.get(HERE)
    assert ben.post(version_path(theirs.text, "approve"), {"seen": "1"}).status_code == 303
    after = text_of(ben.get(HERE))
    assert "Your own, version 1" in after
    assert "Approved by Worker" in after
    assert "These say still what is shipped" in after
    assert "Your own, version 1" in text_of(ana.get("/staff/wording"))
    with runtime.unit() as unit:
        said = compose(unit, runtime, wish(add_parent(unit, office)))
    assert "Please renew by" in said.text

    assert ben.post(version_path(ben.get(HERE).text, "retire")).status_code == 303
    assert "Version 1: In force no more" in text_of(ben.get(HERE))


def test_a_colleague_says_no_and_why(ana: Desk, ben: Desk, runtime: Runtime) -> None:
    ana.post(f"{HERE}/en", form(runtime, then="propose"))
    refuse = version_path(ben.get(HERE).text, "refuse")
    assert "Say in a few words" in text_of(ben.post(refuse, {"seen": "1", "reason": " "}))
    ben.post(refuse, {"seen": "1", "reason": "Say where the office is."})
    page = text_of(ana.get(HERE))
    assert "Version 1: Refused" in page
    assert "Say where the office is." in page


def test_words_that_may_not_go_out_stay_in_the_form_with_what_to_do(
    ana: Desk, runtime: Runtime
) -> None:
    answer = ana.post(f"{HERE}/en", form(runtime, SOON.replace("HELP", "You owe $50. HELP")))
    assert answer.status_code == 409
    page = text_of(answer)
    assert "These words cannot go out as they are" in page
    assert "it names a sum of money → say that something is due" in page
    assert "You owe $50." in answer.text


def test_a_form_that_a_colleague_was_quicker_with_is_not_written_over(
    ana: Desk, ben: Desk, runtime: Runtime
) -> None:
    ana.post(f"{HERE}/en", form(runtime))
    late = ben.post(f"{HERE}/en", form(runtime, SOON.replace("Please renew", "Do renew")))
    assert late.status_code == 409
    assert "This has changed since you opened it" in text_of(late)
    assert "Do renew" in late.text


@pytest.mark.parametrize("headers", [{"HX-Request": "true"}, {}], ids=["script", "no script"])
def test_the_preview_shows_the_very_character_that_makes_a_text_dearer(
    ana: Desk, runtime: Runtime, headers: dict[str, str]
) -> None:
    dear = form(runtime, SOON.replace("Please renew", "Please… renew"))
    answer = ana.post(f"{HERE}/en/preview", dear, **headers)
    assert '<mark class="dearer">…</mark>' in answer.text
    page = text_of(answer)
    assert "With … a text holds only 70 characters." in page
    assert "Please … renew by" in page
    assert ("<html" in answer.text) is (headers == {})
    assert "None of your own yet" in text_of(ana.get(HERE))


@pytest.mark.parametrize("path", ["/staff/wording/gone", "/staff/wording/gone/en", f"{HERE}/xx"])
def test_what_is_not_there_is_not_found(ana: Desk, path: str) -> None:
    assert ana.get(path).status_code == 404
