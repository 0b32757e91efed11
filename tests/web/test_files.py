"""Pictures and files: shown to those who may see the thread, so that nothing in them can run."""

import asyncio
import re
from html import unescape

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from channels.file_kinds import FileKind
from channels.inbound_mail import Envelope, read
from channels.twilio_media import Fetched
from channels.values import ChannelKind, Inbound, Media, MediaProblem
from messaging.directory import referrals
from messaging.inbound import files, intake, routing
from messaging.models.agency import Agency
from messaging.models.audit import Audit
from messaging.models.case import PartyRole
from messaging.models.file import File, FileState
from messaging.models.inbound import InboundMessage
from messaging.models.staff import Staff, StaffRole
from messaging.models.thread import Thread
from messaging.runtime import Runtime
from tests.support.boxes import PLACE, film
from tests.support.files import GIF, HEIC, KINDS, ODD_MP4, PDF
from tests.support.letters import MARIA as MAIL
from tests.support.letters import letter, reply_address
from tests.support.people import Office, add_office, add_parent
from tests.web.browsers import Desk, add_worker, browser, log_in, text_of

MARIA = "+13125550142"
UNKNOWN = "+13125550199"
URL = "https://api.twilio.com/sample/1"


class Source:
    """A carrier with one file."""

    def __init__(self, content: bytes = GIF) -> None:
        self._fetched = Fetched(content)

    async def fetch(self, url: str) -> Fetched:
        return self._fetched


@pytest.fixture
def maria(runtime: Runtime, office: Office) -> Thread:
    with runtime.unit() as unit:
        return add_parent(unit, office, case="CS-1", text_to=MARIA).thread


def texted(
    runtime: Runtime, office: Office, content: bytes | None = GIF, sender: str = MARIA
) -> str:
    """A picture without words; the address of its file. Without `content` it is not there yet."""
    with runtime.unit() as unit:
        inbound = Inbound(
            ChannelKind.SMS, "twilio", "MM1", sender, "+13125550100", "", unit.now, "raw",
            media=(Media(URL, "stub.exe"),),
        )  # fmt: skip
        intake.store(unit, unit.session.get_one(Agency, office.agency.id), inbound)
    routing.drain(runtime)
    if content is not None:
        with asyncio.Runner() as runner:
            files.drain(runtime, runner, Source(content), lambda: False)
    with runtime.reading() as session:
        return f"/staff/files/{session.scalars(select(File.id)).one()}"


def test_a_picture_is_drawn_in_the_thread(
    desk: Desk, runtime: Runtime, office: Office, maria: Thread
) -> None:
    file = texted(runtime, office)
    page = desk.get(f"/staff/threads/{maria.id}").text
    assert f'<img src="{file}" alt="Picture from the parent: stub.gif"' in page
    assert "A picture or a file" in text_of(desk.get("/staff/inbox"))

    answer = desk.get(file)
    assert answer.content == GIF
    assert {name: answer.headers[name] for name in WANTED} == WANTED


WANTED = {
    "content-type": "image/gif",
    "content-disposition": "inline; filename=\"stub.gif\"; filename*=UTF-8''stub.gif",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "x-content-type-options": "nosniff",
    "cache-control": "private, no-store",
    "cross-origin-resource-policy": "same-origin",
}


@pytest.mark.parametrize(
    "sample",
    [
        *("png", "heic", "pdf", "text", "a page is a text to us", "svg is a text to us"),
        *("a picture that also runs", "zip, docx, xlsx", "nothing"),
    ],
)
def test_only_pictures_are_drawn_and_only_what_is_known_is_given(
    desk: Desk, runtime: Runtime, office: Office, maria: Thread, sample: str
) -> None:
    """Whatever its sender calls it: here a program."""
    content, kind = KINDS[sample]
    file = texted(runtime, office, content or b"\x00")
    page = desk.get(f"/staff/threads/{maria.id}").text
    drawn = kind in {FileKind.GIF, FileKind.PNG, FileKind.JPEG, FileKind.WEBP}
    assert (f'<img src="{file}"' in page) is drawn
    assert ".exe" not in page
    answer = desk.get(file)
    if kind is FileKind.OTHER:
        assert answer.status_code == 404
        assert "not opened here" in page
        return
    assert answer.content == content
    assert answer.headers["content-disposition"].startswith("inline" if drawn else "attachment")
    assert "html" not in answer.headers["content-type"]
    assert "sandbox" in answer.headers["content-security-policy"]
    saved = desk.get(f"{file}?save=true").headers["content-disposition"]
    assert saved.startswith("attachment")


def test_a_video_loses_its_place_when_it_is_saved(
    desk: Desk, runtime: Runtime, office: Office, maria: Thread
) -> None:
    file = texted(runtime, office, film())
    saved = desk.get(f"{file}?save=true")
    assert PLACE not in saved.content
    assert saved.headers["content-type"] == "video/mp4"


def test_a_video_that_may_tell_its_place_is_given_after_a_warning_and_to_no_partner(
    desk: Desk, app: FastAPI, runtime: Runtime, office: Office, maria: Thread
) -> None:
    file = texted(runtime, office, ODD_MP4)
    warned = desk.get(f"{file}?save=true")
    assert "may tell where it was taken" in text_of(warned)
    assert b"ftyp" not in warned.content
    (further,) = re.findall(r'href="(/staff/files/[^"]+)"', unescape(warned.text))
    assert desk.get(further).content == ODD_MP4
    with runtime.reading() as session:
        read = session.scalars(select(Audit).where(Audit.action == "file.read")).all()
    assert [row.detail for row in read] == [{"place": True}]
    with runtime.unit() as unit:
        email = add_worker(unit, office.agency, None, role=StaffRole.PARTNER)
        partner = unit.session.scalars(select(Staff).where(Staff.role == StaffRole.PARTNER)).one()
        referrals.refer(unit, office.agency.id, "test", maria.party_id, partner.id)
    with browser(app) as client:
        log_in(client, email)
        assert client.get(f"/staff/threads/{maria.id}").status_code == 200
        for address in (file, further):
            assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (None, "is on its way."),
        (MediaProblem.AWAY, "has not brought it yet"),
    ],
)
def test_one_that_is_on_its_way_is_said_so(
    desk: Desk, runtime: Runtime, office: Office, maria: Thread,
    problem: MediaProblem | None, words: str,
) -> None:  # fmt: skip
    file = texted(runtime, office, None)
    with runtime.unit() as unit:
        unit.session.execute(update(File).values(problem=problem))
    assert words in text_of(desk.get(f"/staff/threads/{maria.id}"))
    assert desk.get(file).status_code == 404


@pytest.mark.parametrize("problem", MediaProblem)
def test_one_that_could_not_be_had_is_said_so(
    desk: Desk, runtime: Runtime, office: Office, maria: Thread, problem: MediaProblem
) -> None:
    file = texted(runtime, office, None)
    with runtime.unit() as unit:
        lost = update(File).values(problem=problem, state=FileState.LOST)
        unit.session.execute(lost)
    page = text_of(desk.get(f"/staff/threads/{maria.id}"))
    assert "Ask for it again if it matters" in page
    assert desk.get(file).status_code == 404


class TestWhoSees:
    def test_nobody_who_is_not_logged_in(
        self, desk: Desk, stranger: Desk, runtime: Runtime, office: Office, maria: Thread
    ) -> None:
        file = texted(runtime, office)
        assert stranger.get(file).content != GIF

    def test_no_other_branch(
        self, south_desk: Desk, runtime: Runtime, office: Office, maria: Thread
    ) -> None:
        assert south_desk.get(texted(runtime, office)).status_code == 404

    def test_no_other_agency(self, desk: Desk, runtime: Runtime) -> None:
        with runtime.unit() as unit:
            elm = add_office(unit, "elm", text_sender="+13125550177")
            add_parent(unit, elm, text_to=MARIA)
        assert desk.get(texted(runtime, elm)).status_code == 404

    def test_never_in_the_thread_of_the_other_party_of_the_case(
        self, desk: Desk, runtime: Runtime, office: Office, maria: Thread
    ) -> None:
        with runtime.unit() as unit:
            other = add_parent(
                unit, office, case="CS-1", role=PartyRole.NONCUSTODIAL, text_to=UNKNOWN
            ).thread
        file = texted(runtime, office)
        assert file in desk.get(f"/staff/threads/{maria.id}").text
        assert file not in desk.get(f"/staff/threads/{other.id}").text

    def test_each_reading_is_written_down(
        self, desk: Desk, runtime: Runtime, office: Office, maria: Thread
    ) -> None:
        file = texted(runtime, office)
        desk.get(file)
        desk.get(file)
        with runtime.reading() as session:
            read = session.scalars(select(Audit).where(Audit.action == "file.read")).all()
        assert [f"/staff/files/{row.subject_id}" for row in read] == [file, file]


class TestOfAnUnknownSender:
    def test_triage_shows_it_to_those_who_sort(
        self, desk: Desk, south_desk: Desk, runtime: Runtime, office: Office
    ) -> None:
        file = texted(runtime, office, sender=UNKNOWN)
        assert f'<img src="{file}"' in desk.get("/staff/triage").text
        assert desk.get(file).content == GIF
        assert south_desk.get(file).status_code == 404

    def test_it_goes_where_its_message_is_put(
        self, desk: Desk, runtime: Runtime, office: Office, maria: Thread
    ) -> None:
        file = texted(runtime, office, HEIC, sender=UNKNOWN)
        with runtime.reading() as session:
            stray = session.scalars(select(InboundMessage.id)).one()
        desk.post(f"/staff/triage/{stray}/match", {"thread_id": str(maria.id)})
        assert "stub.heic" in desk.get(f"/staff/threads/{maria.id}").text
        assert desk.get(file).content == HEIC

    def test_put_aside_it_is_shown_to_nobody(
        self, desk: Desk, runtime: Runtime, office: Office
    ) -> None:
        file = texted(runtime, office, PDF, sender=UNKNOWN)
        with runtime.reading() as session:
            stray = session.scalars(select(InboundMessage.id)).one()
        desk.post(f"/staff/triage/{stray}/dismiss")
        assert desk.get(file).status_code == 404


def test_what_a_mail_repeats_folds_away_below_its_answer(
    desk: Desk, runtime: Runtime, office: Office
) -> None:
    with runtime.unit() as unit:
        maria = add_parent(unit, office, email_to=MAIL).thread
    to = reply_address(runtime, maria)
    raw = letter(to, "I will come.\r\n\r\nOn Mon, Mar 2, 2026, Oak Co wrote:\r\n> On Friday?")
    with runtime.unit() as unit:
        agency = unit.session.get_one(Agency, office.agency.id)
        intake.store(unit, agency, read(raw, Envelope(MAIL, [to]), unit.now).inbound)
    routing.drain(runtime)
    page = desk.get(f"/staff/threads/{maria.id}").text
    answer, _, below = page.partition("<summary>Show the rest</summary>")
    assert "I will come." in answer
    assert "On Friday?" not in answer
    assert "&gt; On Friday?" in below
