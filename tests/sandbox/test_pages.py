"""The pages a person plays the parent on."""

import httpx2
import pytest

from sandbox.pages.words import linked
from sandbox.phones import friendly, normalised
from tests.sandbox.running import House, RunningSandbox, wait_until
from tests.sandbox.test_mail import mail, received, send
from tests.sandbox.twilio_package import Client

PARENT, AGENCY = "+13125550142", "+13125550100"
OWN_FILES_ONLY = "default-src 'none'"


def arrived(sandbox: RunningSandbox) -> bool:
    entries = sandbox.log()
    return bool(entries) and all(e["status"] in {"delivered", "undelivered"} for e in entries)


@pytest.mark.parametrize("path", ["/", f"/handset/{PARENT}", "/mailbox"])
def test_every_page_is_there_before_anything_happened(control: httpx2.Client, path: str) -> None:
    page = control.get(path)
    assert page.status_code == 200
    assert page.headers["Content-Security-Policy"].startswith(OWN_FILES_ONLY)
    assert "style=" not in page.text
    assert "//cdn" not in page.text


@pytest.mark.parametrize("name", ["sandbox.css", "live.js", "icon.svg"])
def test_looks_and_script_come_from_here(control: httpx2.Client, name: str) -> None:
    assert control.get(f"/static/{name}").status_code == 200


def test_the_table_shows_each_phone_that_got_a_text(
    sandbox: RunningSandbox, twilio: Client
) -> None:
    twilio.messages.create(to=PARENT, from_=AGENCY, body="first")
    twilio.messages.create(to="+13125550143", from_=AGENCY, body="second")
    page = sandbox.http.get("/handsets").text
    assert page.index("(312) 555-0143") < page.index("(312) 555-0142")
    assert f"/handset/{PARENT}" in page


@pytest.mark.parametrize(
    ("typed", "status"), [("312 555 0142", 303), ("(312) 555-0142", 303), ("12", 422)]
)
def test_any_number_can_be_picked_up(control: httpx2.Client, typed: str, status: int) -> None:
    answer = control.get("/", params={"number": typed})
    assert answer.status_code == status
    assert answer.headers.get("Location") == (f"/handset/{PARENT}" if status == 303 else None)


def test_a_text_arrives_as_a_bubble_with_links(sandbox: RunningSandbox, twilio: Client) -> None:
    body = "Agency <b>: see https://agency.example/p/1?a=1&b=2."
    twilio.messages.create(to=PARENT, from_=AGENCY, body=body)
    wait_until(lambda: arrived(sandbox))
    bubbles = sandbox.http.get(f"/handset/{PARENT}/bubbles").text
    assert "Agency &lt;b&gt;: see " in bubbles
    assert '<a href="https://agency.example/p/1?a=1&amp;b=2" target="_blank"' in bubbles
    assert "</a>." in bubbles


@pytest.mark.parametrize(
    ("profile", "note"), [("landline", "this is a landline"), ("unreachable", "switched off")]
)
def test_choosing_how_a_phone_behaves_shows_what_became_of_a_text(
    sandbox: RunningSandbox, twilio: Client, profile: str, note: str
) -> None:
    number = "+13125550160"
    sandbox.http.post(f"/handset/{number}/profile", data={"profile": profile})
    twilio.messages.create(to=number, from_=AGENCY, body="hello")
    wait_until(lambda: arrived(sandbox))
    assert note in sandbox.http.get(f"/handset/{number}/bubbles").text
    assert f'value="{profile}" selected' in sandbox.http.get(f"/handset/{number}").text


def test_typing_on_a_handset_reaches_the_house(control: httpx2.Client, house: House) -> None:
    answer = control.post(f"/handset/{PARENT}/messages", data={"body": "Can I come at 3?"})
    assert answer.status_code == 303
    assert [hook.form["Body"] for hook in house.hooks] == ["Can I come at 3?"]
    assert "Can I come at 3?" in control.get(f"/handset/{PARENT}/bubbles").text


def test_an_empty_text_is_not_sent(control: httpx2.Client, house: House) -> None:
    control.post(f"/handset/{PARENT}/messages", data={"body": "  "})
    assert house.hooks == []


@pytest.mark.parametrize("path", ["/handset/nobody", "/mailbox/none", "/mailbox/none/html"])
def test_what_is_not_there_is_not_found(control: httpx2.Client, path: str) -> None:
    assert control.get(path).status_code == 404


class TestMailbox:
    async def test_lists_and_filters(self, sandbox: RunningSandbox) -> None:
        await send(sandbox, mail())
        await send(sandbox, mail(To="david@example.org", Subject="Other"), "david@example.org")
        everyone = sandbox.http.get("/mailbox/rows").text
        assert everyone.index("Other") < everyone.index("Su cita del viernes")
        one = sandbox.http.get("/mailbox/rows", params={"address": "david@example.org"}).text
        assert "Su cita" not in one

    async def test_shows_a_mail_rendered_and_raw(self, sandbox: RunningSandbox) -> None:
        await send(sandbox, mail())
        path = f"/mailbox/{received(sandbox)['id']}"
        page = sandbox.http.get(path).text
        assert 'sandbox="allow-popups' in page
        assert "allow-scripts" not in page
        assert "Message-ID: &lt;notice-1@agency.example&gt;" in page
        rendered = sandbox.http.get(f"{path}/html")
        assert "<b>viernes</b>" in rendered.text
        assert "sandbox allow-popups" in rendered.headers["Content-Security-Policy"]
        raw = sandbox.http.get(f"{path}/raw")
        assert raw.headers["Content-Type"].startswith("text/plain")

    async def test_an_answer_is_sent_and_noted(self, sandbox: RunningSandbox, house: House) -> None:
        await send(sandbox, mail())
        path = f"/mailbox/{received(sandbox)['id']}"
        assert sandbox.http.post(f"{path}/replies", data={"body": "Yes"}).status_code == 303
        assert house.mails[0][1]["In-Reply-To"] == "<notice-1@agency.example>"
        assert "What came of it" in sandbox.http.get(path).text


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("see https://a.example/x.", ">https://a.example/x</a>."),
        ("(https://a.example/x)", ">https://a.example/x</a>)"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ('https://a.example/"><script>', "&gt;&lt;script&gt;"),
    ],
)
def test_links_are_found_and_everything_else_escaped(text: str, html: str) -> None:
    assert html in str(linked(text))
    assert "<script" not in str(linked(text))


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("3125550142", PARENT),
        ("1 312 555 0142", PARENT),
        ("+1 (312) 555-0142", PARENT),
        ("+44 20 7946 0123", "+442079460123"),
        ("555-0142", None),
        ("+12", None),
        ("", None),
    ],
)
def test_numbers_as_people_type_them(typed: str, number: str | None) -> None:
    assert normalised(typed) == number


def test_numbers_as_people_read_them() -> None:
    assert friendly(PARENT) == "(312) 555-0142"
    assert friendly("12345") == "12345"
