"""Pictures and files: noted with their message, fetched after it, each settled once."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from channels.inbound_mail import Envelope, read
from channels.twilio_media import Fetched
from channels.values import ChannelKind, Inbound, Media, MediaProblem
from messaging.inbound import files, intake
from messaging.inbound.files import LEASE, MOST, WAITS
from messaging.models.file import File, FileState
from messaging.platform.lanes import Lane
from messaging.runtime import Runtime
from tests.support.clock import MovableClock
from tests.support.doorbell import RecordingDoorbell
from tests.support.files import GIF, PDF
from tests.support.people import Office

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
URL = "https://api.twilio.com/sample/1"


class Source:
    """A provider that has what it is told to have."""

    def __init__(self, **held: bytes | MediaProblem) -> None:
        self.held: Mapping[str, bytes | MediaProblem] = held
        self.asked: list[str] = []

    async def fetch(self, url: str) -> Fetched:
        self.asked.append(url)
        found = self.held.get(url.rpartition("/")[2], MediaProblem.NOT_THERE)
        return Fetched(found) if isinstance(found, bytes) else Fetched(problem=found)


def text_with(runtime: Runtime, *urls: str, number: int = 1) -> Inbound:
    return Inbound(
        channel=ChannelKind.SMS,
        provider="twilio",
        provider_id=f"MM{number}",
        sender="+13125550142",
        recipient="+13125550100",
        text="",
        received_at=runtime.clock(),
        raw="raw",
        media=tuple(Media(url) for url in urls),
    )


def stored(runtime: Runtime, office: Office, inbound: Inbound) -> bool:
    with runtime.unit() as unit:
        return intake.store(unit, office.agency, inbound)


def drained(runtime: Runtime, runner: asyncio.Runner, source: Source) -> int:
    return files.drain(runtime, runner, source, lambda: False)


def rows(runtime: Runtime) -> Sequence[File]:
    with runtime.reading() as session:
        found = session.scalars(select(File).order_by(File.inbound_id, File.position)).all()
        for row in found:
            assert row.content is not None  # loaded while the session is there
        return found


def test_they_are_noted_with_their_message_and_fetched_later(
    runtime: Runtime, office: Office, doorbell: RecordingDoorbell, runner: asyncio.Runner
) -> None:
    doorbell.forget()
    assert stored(runtime, office, text_with(runtime, URL, f"{URL[:-1]}2"))
    assert doorbell.rung == [Lane.FILES, Lane.INBOUND]
    assert [row.state for row in rows(runtime)] == [FileState.WAITING] * 2

    source = Source(**{"1": GIF, "2": PDF})
    assert drained(runtime, runner, source) == 2
    one, two = rows(runtime)
    assert (one.state, one.kind, one.size, one.content) == ("kept", "gif", len(GIF), GIF)
    assert (two.state, two.kind, two.content) == ("kept", "pdf", PDF)
    assert drained(runtime, runner, source) == 0
    assert len(source.asked) == 2


def test_a_repeat_of_the_message_brings_none_again(runtime: Runtime, office: Office) -> None:
    assert stored(runtime, office, text_with(runtime, URL))
    assert not stored(runtime, office, text_with(runtime, URL))
    assert len(rows(runtime)) == 1


def test_at_rest_they_cannot_be_read(
    runtime: Runtime, office: Office, runner: asyncio.Runner
) -> None:
    stored(runtime, office, text_with(runtime, URL))
    drained(runtime, runner, Source(**{"1": PDF}))
    with runtime.reading() as session:
        sealed = session.scalars(select(File.content_sealed)).one()
        source = session.scalars(select(File.source_sealed)).one()
    assert sealed is not None
    assert b"PDF" not in sealed
    assert b"twilio" not in source


def test_what_is_not_to_be_had_now_is_tried_again_ever_more_rarely(
    runtime: Runtime, office: Office, runner: asyncio.Runner, clock: MovableClock
) -> None:
    stored(runtime, office, text_with(runtime, URL))
    source = Source(**{"1": MediaProblem.AWAY})
    for wait in WAITS:
        assert drained(runtime, runner, source) == 1
        clock.move(wait - timedelta(seconds=1))
        assert drained(runtime, runner, source) == 0
        clock.move(timedelta(seconds=1))
    source.held = {"1": GIF}
    assert drained(runtime, runner, source) == 1
    assert [row.state for row in rows(runtime)] == [FileState.KEPT]


@on_sqlite
@pytest.mark.parametrize(
    ("problem", "tries"),
    [
        (MediaProblem.AWAY, len(WAITS) + 1),
        (MediaProblem.REFUSED, len(WAITS) + 1),
        (MediaProblem.NOT_THERE, 5),
        (MediaProblem.EMPTY, 3),
        (MediaProblem.FOREIGN, 1),
        (MediaProblem.TOO_LARGE, 1),
    ],
)
def test_in_the_end_it_is_lost_and_the_thread_says_why(
    runtime: Runtime, office: Office, runner: asyncio.Runner, clock: MovableClock,
    problem: MediaProblem, tries: int,
) -> None:  # fmt: skip
    stored(runtime, office, text_with(runtime, URL))
    source = Source(**{"1": problem})
    for _ in range(20):
        drained(runtime, runner, source)
        clock.move(timedelta(days=1))
    assert len(source.asked) == tries
    (row,) = rows(runtime)
    assert (row.state, row.problem, row.content) == (FileState.LOST, problem, b"")


def test_a_worker_that_dies_with_one_in_hand_loses_none(
    runtime: Runtime, office: Office, runner: asyncio.Runner, clock: MovableClock
) -> None:
    stored(runtime, office, text_with(runtime, URL))

    class Dying(Source):
        async def fetch(self, url: str) -> Fetched:
            raise MemoryError

    with pytest.raises(MemoryError):
        drained(runtime, runner, Dying())
    source = Source(**{"1": GIF})
    assert drained(runtime, runner, source) == 0
    clock.move(LEASE)
    assert drained(runtime, runner, source) == 1


def test_two_workers_settle_one_once(
    runtime: Runtime, office: Office, runner: asyncio.Runner, clock: MovableClock
) -> None:
    """The first is so slow that its lease runs out."""
    stored(runtime, office, text_with(runtime, URL))

    def by_another_worker() -> None:
        with asyncio.Runner() as other:
            drained(runtime, other, Source(**{"1": PDF}))

    class Slow(Source):
        async def fetch(self, url: str) -> Fetched:
            clock.move(LEASE)
            await asyncio.to_thread(by_another_worker)
            return await super().fetch(url)

    drained(runtime, runner, Slow(**{"1": GIF}))
    assert [row.content for row in rows(runtime)] == [PDF]


@on_sqlite
class TestLimits:
    def test_so_many_of_one_message_and_a_word_that_there_were_more(
        self, runtime: Runtime, office: Office, runner: asyncio.Runner
    ) -> None:
        stored(runtime, office, text_with(runtime, *[URL] * (MOST + 9)))
        drained(runtime, runner, Source(**{"1": GIF}))
        *kept, last = rows(runtime)
        assert [row.state for row in kept] == [FileState.KEPT] * MOST
        assert (last.state, last.problem) == (FileState.LOST, MediaProblem.TOO_MANY)

    def test_so_many_bytes_of_one_message(
        self, runtime: Runtime, office: Office, runner: asyncio.Runner
    ) -> None:
        stored(runtime, office, text_with(runtime, URL, f"{URL[:-1]}2"))
        with runtime.unit() as unit:
            unit.session.execute(update(File).where(File.position == 0).values(size=24_999_990))
        drained(runtime, runner, Source(**{"2": PDF}))
        assert rows(runtime)[1].problem is MediaProblem.TOO_LARGE

    def test_each_message_has_its_own(
        self, runtime: Runtime, office: Office, runner: asyncio.Runner
    ) -> None:
        stored(runtime, office, text_with(runtime, URL, number=1))
        with runtime.unit() as unit:
            unit.session.execute(update(File).values(size=25_000_000))
        stored(runtime, office, text_with(runtime, f"{URL[:-1]}2", number=2))
        drained(runtime, runner, Source(**{"2": PDF}))
        assert rows(runtime)[1].state is FileState.KEPT


def mail_with(*attached: tuple[str, str, bytes]) -> bytes:
    """Gmail's way: base64, names as RFC 2047 words inside quotes."""
    head = (
        b"From: Maria Sample <maria@example.org>\r\nTo: reply@in.kinline.example\r\n"
        b"Message-ID: <1@example.org>\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
        b"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHere it is.\r\n"
    )
    parts = [
        f'--b\r\nContent-Type: {kind}; name="{name}"\r\n'
        f'Content-Disposition: attachment; filename="{name}"\r\n'
        "Content-Transfer-Encoding: 8bit\r\n\r\n".encode()
        + content
        + b"\r\n"
        for name, kind, content in attached
    ]
    return head + b"".join(parts) + b"--b--\r\n"


def test_files_of_a_mail_are_taken_from_the_mail(
    runtime: Runtime, office: Office, runner: asyncio.Runner
) -> None:
    raw = mail_with(
        ("=?utf-8?q?Tal=C3=B3n=2Epdf?=", "application/octet-stream", PDF),
        ("page.html", "image/png", b"<html>"),
    )
    stored(runtime, office, read(raw, Envelope(), runtime.clock()).inbound)
    source = Source()
    assert drained(runtime, runner, source) == 2
    assert source.asked == []
    one, two = rows(runtime)
    assert (one.name, one.kind, one.content) == ("Talón.pdf", "pdf", PDF)
    assert (two.name, two.kind, two.content) == ("page.html", "text", b"<html>")
