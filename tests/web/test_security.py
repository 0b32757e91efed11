"""What every answer carries, and what no page may contain."""

import re
from pathlib import Path

import pytest
from fastapi import FastAPI, HTTPException
from fastapi.testclient import TestClient
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from messaging.runtime import Runtime
from tests.support.people import Office, add_parent
from tests.web.browsers import ORIGIN, Desk
from tests.web.conversations import heard
from tests.web.routes import doors
from web.identity import passwords
from web.rendering import PAGES
from web.security import HEADERS, HTTPS_ONLY, SecurityHeaders, from_our_pages

ANY = "019a0000-0000-7000-8000-000000000000"
OPEN = {
    "/staff/forgot",
    "/staff/invitation/{token}",
    "/staff/login",
    "/staff/login/code",
    "/staff/login/passkey",
    "/staff/login/passkey/options",
    "/staff/reset/{token}",
}
"""Where nobody can have a session yet."""


def posts(app: FastAPI) -> list[str]:
    """Every door of the staff pages that changes something, as an address."""
    found = {path for method, path in doors(app) if method == "POST" and path.startswith("/staff/")}
    assert found > OPEN
    return [re.sub(r"\{\w+\}", ANY, path) for path in sorted(found - OPEN)]


@pytest.mark.parametrize("path", ["/staff/login", "/p/chat/x", "/staff/nowhere", "/api/v1/threads"])
def test_every_answer_carries_the_headers(stranger: TestClient, path: str) -> None:
    answer = stranger.get(path)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value


@pytest.mark.parametrize("page", sorted(PAGES.rglob("*.html")), ids=lambda page: page.name)
def test_no_page_has_script_or_style_of_its_own(page: Path) -> None:
    text = page.read_text()
    assert not re.search(r"\sstyle=|<style|\son\w+=|javascript:|hx-on|js:", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert "|safe" not in text


def test_what_a_parent_writes_never_becomes_part_of_the_page(
    desk: Desk, runtime: Runtime, office: Office
) -> None:
    with runtime.unit() as unit:
        parent = add_parent(unit, office)
        heard(unit, parent, "<script>alert(1)</script><img src=x onerror=alert(2)>")
    for path in ("/staff/inbox", f"/staff/threads/{parent.thread.id}"):
        assert "<script>alert" not in desk.get(path).text
        assert "<img src=x" not in desk.get(path).text


def test_a_post_needs_to_come_from_our_own_page(app: FastAPI, desk: Desk) -> None:
    data = {"csrf": desk.csrf()}
    for path in posts(app):
        for headers in ({"Origin": "https://elsewhere.example"}, {"Origin": "null"}):
            assert desk.client.post(path, data=data, headers=headers).status_code == 403, path


@pytest.mark.parametrize(
    ("headers", "strict", "lax"),
    [
        ({"origin": ORIGIN}, True, True),
        ({"origin": "http://oak.internal", "host": "oak.internal"}, True, True),
        ({"origin": "https://elsewhere.example", "sec-fetch-site": "same-origin"}, False, False),
        ({"sec-fetch-site": "same-origin"}, True, True),
        ({"sec-fetch-site": "same-site"}, False, False),
        ({"sec-fetch-site": "cross-site", "origin": "null"}, False, False),
        ({}, False, True),
    ],
)
def test_where_a_post_may_come_from(headers: dict[str, str], strict: bool, lax: bool) -> None:
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    request = Request({"type": "http", "headers": raw})
    for wanted, allowed in ((True, strict), (False, lax)):
        if allowed:
            from_our_pages(request, ORIGIN, strict=wanted)
        else:
            with pytest.raises(HTTPException):
                from_our_pages(request, ORIGIN, strict=wanted)


def test_files_named_by_edition_may_be_kept_and_what_they_import_too(stranger: TestClient) -> None:
    page = stranger.get("/staff/login").text
    found = re.search(r'href="(/static/(\w+)/kinline.css)"', page)
    assert found is not None
    for path, kept in (
        (found[1], "immutable"),
        (f"/static/{found[2]}/staff/page.js", "immutable"),
        ("/static/0123456789ab/kinline.css", "no-store"),
        ("/static/kinline.css", "no-store"),
    ):
        answer = stranger.get(path)
        assert (answer.status_code, kept in answer.headers["cache-control"]) == (200, True), path
    assert stranger.get(f"/static/{found[2]}/none.css").status_code == 404


def test_where_the_address_is_secure_every_answer_asks_for_it() -> None:
    for url, asked in (("https://oak.example", True), ("http://127.0.0.1:8000", False)):
        app = SecurityHeaders(PlainTextResponse("hello"), public_url=url)
        answer = TestClient(app).get("/")
        assert (HTTPS_ONLY[0] in answer.headers) is asked


def test_passwords_are_kept_as_argon2id() -> None:
    assert passwords.hashed("correct horse battery").startswith("$argon2id$")
