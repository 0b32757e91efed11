"""Pictures and files that came with messages: noted with the message, fetched after the 2xx.

What a parent sends in the chat is there with its message, and kept at once. Of the others a row is
there from the moment their message is, so that the thread says a picture is on its way; `drain`
fetches what is due, holding no database connection meanwhile. Trying again is safe: a file is
settled once.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Any, Protocol
from uuid import UUID

import structlog
from sqlalchemy import func, select

from channels import inbound_mail
from channels.file_kinds import sniffed
from channels.inbound_mail.files import PART, FilePart, files_of
from channels.twilio_media import Fetched
from channels.values import Inbound, MediaProblem
from messaging.models.file import File, FileState
from messaging.models.inbound import InboundMessage
from messaging.platform.database import insert_new
from messaging.platform.ids import new_id
from messaging.platform.lanes import Lane
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime

log = structlog.get_logger(__name__)

MOST = 20
"""Files kept of one message; one more row says that there were more."""
MOST_BYTES = 25_000_000
"""Of all files of one message together."""
BATCH = 8
LEASE = timedelta(minutes=5)
"""A worker that dies with a file in hand: it is due again after this long."""
LONGEST_SOURCE = 2_000

WAITS: Sequence[timedelta] = tuple(
    timedelta(seconds=seconds)
    for seconds in (10, 60, 300, 1_800, 7_200, 21_600, 43_200, 86_400, 86_400)
)
"""Before each further try; after the last one it is lost."""
RETRIED: Mapping[MediaProblem, int] = MappingProxyType(
    {
        # Twilio's webhook may overtake its own store by some seconds.
        MediaProblem.NOT_THERE: 4,
        MediaProblem.REFUSED: len(WAITS),
        MediaProblem.AWAY: len(WAITS),
        MediaProblem.EMPTY: 2,
    }
)
"""How many further tries each trouble is worth; the others are final."""


class MediaSource(Protocol):
    """Where the media of texts are."""

    async def fetch(self, url: str) -> Fetched: ...


@dataclass(frozen=True, slots=True, repr=False)
class Claimed:
    id: UUID
    agency_id: UUID
    inbound_id: UUID
    source: str


def expect(unit: Unit, arrived: Iterable[tuple[UUID, UUID, Inbound]]) -> None:
    """Write down which files came with new messages: the message's id, its agency's, and it."""
    rows = [
        _row(unit, inbound_id, agency_id, inbound, place)
        for inbound_id, agency_id, inbound in arrived
        for place in range(min(len(inbound.media), MOST + 1))
    ]
    insert_new(unit.session, File, rows)
    if any(row["state"] is FileState.WAITING for row in rows):
        unit.ring(Lane.FILES)


def _row(
    unit: Unit, inbound_id: UUID, agency_id: UUID, inbound: Inbound, place: int
) -> dict[str, Any]:
    media = inbound.media[place]
    over = place >= MOST or len(media.source) > LONGEST_SOURCE
    here = media.content if not over else b""
    state = FileState.LOST if over else FileState.KEPT if here else FileState.WAITING
    return {
        "id": new_id(),
        "agency_id": agency_id,
        "inbound_id": inbound_id,
        "position": place,
        "state": state,
        "kind": sniffed(here) if here else None,
        "size": len(here),
        "problem": MediaProblem.TOO_MANY if over else None,
        "source_sealed": File.source.seal(agency_id, "" if over else media.source),
        "name_sealed": File.name.seal(agency_id, media.name),
        "content_sealed": File.content.seal(agency_id, here) if here else None,
        "created_at": inbound.received_at,
        "next_try_at": unit.now,
        "settled_at": None if state is FileState.WAITING else unit.now,
    }


def drain(
    runtime: Runtime, runner: asyncio.Runner, source: MediaSource, stopping: Callable[[], bool]
) -> int:
    """Fetch what is due, a few at a time. Returns how many files were tried."""
    tried = 0
    while not stopping():
        with runtime.unit() as unit:
            claimed = _claim(unit)
        if not claimed:
            break
        tried += len(claimed)
        fetched = runner.run(_fetch(source, claimed)) | _taken_from_mails(runtime, claimed)
        for each in claimed:
            with runtime.unit() as unit:
                _settle(unit, each, fetched[each.id])
    return tried


def _claim(unit: Unit) -> list[Claimed]:
    rows = unit.session.scalars(
        select(File)
        .where(File.state == FileState.WAITING, File.next_try_at <= unit.now)
        .order_by(File.next_try_at, File.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        row.tries += 1
        row.next_try_at = unit.now + LEASE
    return [Claimed(row.id, row.agency_id, row.inbound_id, row.source) for row in rows]


async def _fetch(source: MediaSource, claimed: Sequence[Claimed]) -> dict[UUID, Fetched]:
    wanted = [each for each in claimed if not each.source.startswith(PART)]
    found = await asyncio.gather(*(source.fetch(each.source) for each in wanted))
    return {each.id: one for each, one in zip(wanted, found, strict=True)}


def _taken_from_mails(runtime: Runtime, claimed: Sequence[Claimed]) -> dict[UUID, Fetched]:
    """Files of mails are in the mail, which we have."""
    mails: dict[UUID, Sequence[FilePart]] = {}
    taken = {}
    for each in claimed:
        if not each.source.startswith(PART):
            continue
        if each.inbound_id not in mails:
            mails[each.inbound_id] = _parts(runtime, each)
        taken[each.id] = _part(mails[each.inbound_id], each.source)
    return taken


def _parts(runtime: Runtime, claimed: Claimed) -> Sequence[FilePart]:
    with runtime.reading() as session:
        raw = (
            session.scalars(
                select(InboundMessage).where(
                    InboundMessage.agency_id == claimed.agency_id,
                    InboundMessage.id == claimed.inbound_id,
                )
            )
            .one()
            .raw
        )
    return files_of(inbound_mail.bytes_of(raw))


def _part(parts: Sequence[FilePart], source: str) -> Fetched:
    number = source.removeprefix(PART)
    if not number.isdecimal() or int(number) >= len(parts):
        return Fetched(problem=MediaProblem.UNREADABLE)
    content = parts[int(number)].content
    return Fetched(content) if content else Fetched(problem=MediaProblem.EMPTY)


def _settle(unit: Unit, claimed: Claimed, fetched: Fetched) -> None:
    row = unit.session.scalar(
        select(File)
        .where(
            File.agency_id == claimed.agency_id,
            File.id == claimed.id,
            File.state == FileState.WAITING,
        )
        .with_for_update()
    )
    if row is None:
        return  # another worker had it, after our lease
    problem = fetched.problem or _too_much(unit, row, len(fetched.content))
    row.problem = problem
    if problem is None:
        row.state, row.kind = FileState.KEPT, sniffed(fetched.content)
        row.size, row.content = len(fetched.content), fetched.content
        row.settled_at = unit.now
    elif row.tries <= RETRIED.get(problem, 0) and row.source[: len(PART)] != PART:
        row.next_try_at = unit.now + WAITS[row.tries - 1]
    else:
        row.state, row.settled_at = FileState.LOST, unit.now
    log.info("file.tried", file=str(row.id), state=row.state.value, problem=row.problem)
    _tell_pages(unit, row)


def _too_much(unit: Unit, row: File, size: int) -> MediaProblem | None:
    beside = unit.session.scalar(
        select(func.sum(File.size)).where(
            File.agency_id == row.agency_id, File.inbound_id == row.inbound_id
        )
    )
    return MediaProblem.TOO_LARGE if (beside or 0) + size > MOST_BYTES else None


def _tell_pages(unit: Unit, row: File) -> None:
    thread_id = unit.session.scalar(
        select(InboundMessage.thread_id).where(
            InboundMessage.agency_id == row.agency_id, InboundMessage.id == row.inbound_id
        )
    )
    unit.touch(row.agency_id, str(thread_id) if thread_id else "triage")
