"""Pictures and files in the chat: kept like those of a text or a mail, shown to the agency alone;
what cannot be taken is said kindly, and changes nothing."""

import re
import tempfile
from collections.abc import Sequence

import pytest
from fastapi import HTTPException
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import func, select, update

from messaging.directory.register import Registered
from messaging.inbound import guests, routing
from messaging.models.case import PartyRole
from messaging.models.file import File, FileState
from messaging.models.inbound import InboundMessage
from messaging.platform.links import LinkPurpose
from messaging.runtime import Runtime
from tests.channels.test_picture_places import PIXELS, PLACE, TABLES, exif
from tests.support.doorbell import RecordingDoorbell
from tests.support.files import GIF, KINDS, PDF, PNG
from tests.support.people import Office, add_parent
from tests.web.browsers import Desk, text_of
from web.parents import uploads
from web.parents.uploads import LARGEST, MOST_BYTES, MOST_FILES, Held

Sent = tuple[str, bytes]
"""A file's name and bytes."""
PHOTO = b"\xff\xd8" + exif(6) + TABLES + PIXELS


@pytest.fixture
def parent(runtime: Runtime, office: Office) -> Registered:
    with runtime.unit() as unit:
        return add_parent(unit, office, language="es", text_to="+13125550142", case="CS-1")


@pytest.fixture
def page(runtime: Runtime, parent: Registered) -> str:
    return f"/p/chat/{runtime.links.sign(LinkPurpose.CHAT, parent.thread.id, runtime.clock())}"


@pytest.fixture
def room(stranger: TestClient, office: Office) -> str:
    answer = stranger.get(f"/p/start/{office.agency.slug}", follow_redirects=False)
    return str(answer.headers["location"]).partition("?")[0]


def send(
    stranger: TestClient, page: str, *files: Sent, text: str = "", key: str = "k", lang: str = "en"
) -> Response:
    parts = [("files", each) for each in files]
    return stranger.post(f"{page}?lang={lang}", data={"text": text, "key": key}, files=parts)


def kept(runtime: Runtime) -> Sequence[File]:
    with runtime.reading() as session:
        rows = session.scalars(select(File).order_by(File.inbound_id, File.position)).all()
        assert all(row.content is not None for row in rows)  # loaded while the session is there
        return rows


def messages(runtime: Runtime) -> int:
    with runtime.reading() as session:
        return session.scalar(select(func.count(InboundMessage.id))) or 0


def test_a_picture_goes_with_its_words_into_the_thread_and_is_previewed_there(
    stranger: TestClient,
    page: str,
    desk: Desk,
    runtime: Runtime,
    parent: Registered,
    doorbell: RecordingDoorbell,
) -> None:
    doorbell.forget()
    sent = send(stranger, page, ("recibo de María 📷.jpg", PHOTO), ("form.pdf", PDF), text="Mire")
    assert sent.status_code == 303
    assert "files" not in doorbell.rung  # there is nothing to fetch
    for _ in ("not routed yet", "in its thread"):
        shown = stranger.get(page).text
        assert "recibo de María.jpg" in shown
        assert "form.pdf" in shown
        assert "/files/" not in shown
        routing.drain(runtime)
    photo, form = kept(runtime)
    assert (photo.state, photo.kind, photo.size) == (FileState.KEPT, "jpeg", len(PHOTO))
    assert photo.content == PHOTO
    with runtime.reading() as session:
        sealed = session.scalars(select(File.content_sealed)).all()
    assert PLACE not in b"".join(each or b"" for each in sealed)
    thread = desk.get(f"/staff/threads/{parent.thread.id}").text
    assert f'<img src="/staff/files/{photo.id}"' in thread
    assert f'href="/staff/files/{form.id}?save=true"' in thread
    given = desk.get(f"/staff/files/{photo.id}").content
    assert given.endswith(TABLES + PIXELS)
    assert PLACE not in given


def test_one_file_without_a_word_is_a_message(
    stranger: TestClient, page: str, runtime: Runtime
) -> None:
    assert send(stranger, page, ("a.png", PNG)).status_code == 303
    routing.drain(runtime)
    assert [row.kind for row in kept(runtime)] == ["png"]


def test_the_same_post_again_brings_nothing_again(
    stranger: TestClient, page: str, runtime: Runtime
) -> None:
    for _ in range(2):
        assert send(stranger, page, ("a.png", PNG), text="Hello").status_code == 303
    assert (len(kept(runtime)), messages(runtime)) == (1, 1)


NAMES = {
    "../../etc/passwd": "passwd.png",
    "a" * 500 + ".png": "a" * 80 + ".png",
    "<script>alert(1)</script>.png": "script.png",
    "gpj.\u202eexe": "gpj.png",
    "": "file-1.png",
    "😀.heic": "file-1.png",
}


def test_no_name_is_a_path_or_a_trick(stranger: TestClient, page: str) -> None:
    for number, (name, shown) in enumerate(NAMES.items()):
        head = f'Content-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
        key = f'--b\r\nContent-Disposition: form-data; name="key"\r\n\r\n{number}\r\n'
        body = f"{key}--b\r\n{head}".encode() + PNG + b"\r\n--b--\r\n"
        kind = {"Content-Type": "multipart/form-data; boundary=b"}
        assert stranger.post(page, content=body, headers=kind).status_code == 303
        assert f"<li>{shown}</li>" in stranger.get(page).text


REFUSED: dict[str, tuple[list[Sent], str, str]] = {
    "empty": ([("a.png", PNG), ("b.png", b"")], "is empty", "está vacío"),
    "odd": ([("a.docx", KINDS["zip, docx, xlsx"][0])], "cannot open that", "ese tipo de archivo"),
    "many": ([("a.gif", GIF)] * (MOST_FILES + 1), "at most 5 files", "como máximo 5 archivos"),
    "large": ([("a.png", PNG + bytes(LARGEST))], "at most 10 MB", "como máximo 10 MB"),
    "together": ([("a.png", bytes(MOST_BYTES // 3))] * 4, "together 20 MB", "todos juntos 20"),
}


def test_what_cannot_be_taken_is_said_kindly_and_changes_nothing(
    stranger: TestClient, page: str, runtime: Runtime
) -> None:
    for files, english, spanish in REFUSED.values():
        for language, words in (("en", english), ("es", spanish)):
            answer = send(stranger, page, *files, text="Mi recibo", lang=language)
            assert answer.status_code == 422
            assert words in text_of(answer)
            assert ">Mi recibo</textarea>" in answer.text
    assert (messages(runtime), len(kept(runtime))) == (0, 0)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"Content-Type": "multipart/form-data; boundary=b"}, b"--b\r\nnothing of the kind"),
        ({"Content-Type": "multipart/form-data"}, b"no boundary"),
        ({"Content-Type": "text/plain"}, b"words"),
    ],
)
def test_a_form_that_is_none_is_no_accident(
    stranger: TestClient, page: str, runtime: Runtime, headers: dict[str, str], body: bytes
) -> None:
    assert stranger.post(page, content=body, headers=headers).status_code in {400, 422}
    assert messages(runtime) == 0


def test_forms_of_many_at_once_are_bounded(
    stranger: TestClient, page: str, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held(most=1_000)
    monkeypatch.setattr(stranger.app.state, "forms", held)  # type: ignore[attr-defined]  # FastAPI
    assert send(stranger, page, ("a.png", PNG)).status_code == 303
    with held.room_for(990):
        busy = send(stranger, page, ("b.png", PNG), key="k2", lang="es")
        assert (busy.status_code, busy.headers["retry-after"]) == (503, "60")
        assert uploads.BUSY not in text_of(busy)
        assert "Ahora mismo no podemos recibir archivos" in text_of(busy)
    with pytest.raises(HTTPException), held.room_for(1_001):
        pass
    assert send(stranger, page, ("b.png", PNG), key="k2").status_code == 303
    assert len(kept(runtime)) == 2


def test_no_upload_touches_the_disk(
    stranger: TestClient, page: str, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise AssertionError("something was written")

    monkeypatch.setattr(tempfile, "TemporaryFile", refused)
    assert send(stranger, page, ("a.png", PNG + bytes(LARGEST - 1_000))).status_code == 303
    assert len(kept(runtime)) == 1


class TestTheWall:
    def test_a_file_is_in_its_senders_thread_alone(
        self, stranger: TestClient, page: str, desk: Desk, south_desk: Desk, runtime: Runtime,
        office: Office, parent: Registered,
    ) -> None:  # fmt: skip
        with runtime.unit() as unit:
            other = add_parent(
                unit, office, case="CS-1", role=PartyRole.NONCUSTODIAL, text_to="+13125550143"
            )
        send(stranger, page, ("recibo.png", PNG))
        routing.drain(runtime)
        (file,) = kept(runtime)
        theirs = runtime.links.sign(LinkPurpose.CHAT, other.thread.id, runtime.clock())
        assert "recibo" not in stranger.get(f"/p/chat/{theirs}").text
        assert "recibo" not in desk.get(f"/staff/threads/{other.thread.id}").text
        assert "recibo" in desk.get(f"/staff/threads/{parent.thread.id}").text
        assert south_desk.get(f"/staff/files/{file.id}").status_code == 404
        assert stranger.get(f"/staff/files/{file.id}").status_code == 303

    def test_what_a_worker_put_into_the_thread_is_not_in_the_parents_chat(
        self, stranger: TestClient, page: str, room: str, desk: Desk, runtime: Runtime,
        parent: Registered,
    ) -> None:  # fmt: skip
        """An anonymous tip about them, say."""
        send(stranger, room, ("car-wash.png", PNG), text="He hides his income at the car wash")
        routing.drain(runtime)
        with runtime.reading() as session:
            tip = session.scalars(select(InboundMessage.id)).one()
        desk.post(f"/staff/triage/{tip}/match", {"thread_id": str(parent.thread.id)})
        assert "car-wash.png" in desk.get(f"/staff/threads/{parent.thread.id}").text
        assert "car" not in text_of(stranger.get(page))


class TestOfNobody:
    def test_triage_has_it_with_those_who_sort(
        self, stranger: TestClient, room: str, desk: Desk, south_desk: Desk, runtime: Runtime
    ) -> None:
        assert send(stranger, room, ("a.png", PNG)).status_code == 303
        assert "a.png" in stranger.get(room).text
        routing.drain(runtime)
        (file,) = kept(runtime)
        assert f'<img src="/staff/files/{file.id}"' in desk.get("/staff/triage").text
        assert desk.get(f"/staff/files/{file.id}").content == PNG
        assert south_desk.get(f"/staff/files/{file.id}").status_code == 404

    def test_it_has_an_end_and_words_have_none(
        self, stranger: TestClient, room: str, runtime: Runtime
    ) -> None:
        for number in range(guests.MOST_FILES // MOST_FILES):
            some = [("a.png", PNG)] * MOST_FILES
            assert send(stranger, room, *some, key=f"k{number}").status_code == 303
        answer = send(stranger, room, ("a.png", PNG), key="one more")
        assert answer.status_code == 422
        assert "cannot take more files in this chat" in text_of(answer)
        assert send(stranger, room, text="Hello", key="words").status_code == 303

    def test_all_of_them_together_have_an_end_too(
        self, stranger: TestClient, room: str, runtime: Runtime
    ) -> None:
        send(stranger, room, ("a.png", PNG))
        with runtime.unit() as unit:
            unit.session.execute(update(File).values(size=guests.MOST_BYTES))
            unit.session.execute(update(InboundMessage).values(sender_index=b"another chat    "))
        assert send(stranger, room, ("a.png", PNG), key="more").status_code == 422
        assert messages(runtime) == 1


def test_the_form_needs_no_script(stranger: TestClient, page: str) -> None:
    form = re.search(r"<form[^>]*>", stranger.get(page).text)
    assert form is not None
    assert 'enctype="multipart/form-data"' in form[0]
    assert 'method="post"' in form[0]
