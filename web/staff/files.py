"""Pictures and files of parents: previews in the thread, downloads, or why there is neither.

What a parent sent is never trusted: its media type is ours, nothing in it can run (sandbox), no
browser guesses what it may be, and nothing of it stays in a cache.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, HTTPException, Query, status
from fastapi.responses import Response

from channels.file_kinds import HANDLING, FileKind, Handling
from channels.file_names import disposition, safe_name
from channels.picture_places import without_place
from channels.values import MediaProblem
from messaging.directory.audit import note
from messaging.inbound import seen_files
from messaging.models.file import File, FileState
from messaging.models.staff import StaffRole
from web.catalogue import N_
from web.dependencies import RuntimeDep
from web.rendering import html
from web.staff.sessions import ReaderDep
from web.voice import Voice

router = APIRouter(prefix="/files")

HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
)
NO_SUCH_FILE = N_("There is no such file, or it is not yours to see.")

KINDS: Mapping[FileKind, str] = MappingProxyType(
    dict.fromkeys((FileKind.JPEG, FileKind.PNG, FileKind.GIF, FileKind.WEBP), N_("Picture"))
    | {
        FileKind.HEIC: N_("Picture (HEIC)"),
        FileKind.PDF: N_("PDF"),
        FileKind.VIDEO: N_("Video"),
        FileKind.AUDIO: N_("Sound"),
        FileKind.AMR: N_("Voice note"),
        FileKind.TEXT: N_("Text file"),
        FileKind.OTHER: N_("File"),
    }
)
NOT_OPENED = N_("It is of a kind that is not opened here. Ask for a picture or a PDF.")
ON_ITS_WAY = N_("A picture or file is on its way.")
ON_ITS_WAY_STILL = N_("A picture or file is on its way. The carrier has not brought it yet.")
LOST: Mapping[MediaProblem, str] = MappingProxyType(
    {
        MediaProblem.NOT_THERE: N_("A picture or file came, and the carrier no longer has it."),
        MediaProblem.REFUSED: N_("A picture or file came, and the carrier did not give it to us."),
        MediaProblem.AWAY: N_("A picture or file came, and the carrier could not be reached."),
        MediaProblem.FOREIGN: N_("A picture or file came that is not with the carrier."),
        MediaProblem.TOO_LARGE: N_("A picture or file came that is too large to keep."),
        MediaProblem.TOO_MANY: N_("More pictures or files came than one message may have."),
        MediaProblem.EMPTY: N_("A picture or file came that is empty."),
        MediaProblem.UNREADABLE: N_("A file came that cannot be taken out of its mail."),
    }
)
TIME_OVER = N_("A picture or file came. It was removed when the time was over that files are kept.")
ASK_AGAIN = N_("Ask for it again if it matters.")


@dataclass(frozen=True, slots=True, repr=False)
class Attached:
    """One file as a page shows it."""

    id: UUID
    name: str
    kind: str
    size: str
    shown: bool
    """Drawn on the page."""
    given: bool
    """There is something to open or save."""
    words: str
    """Why there is not, a sentence or two; else empty."""


def attached(file: File, voice: Voice) -> Attached:
    kept = file.state is FileState.KEPT
    kind = file.kind or FileKind.OTHER
    handling = HANDLING.get(kind) if kept else None
    return Attached(
        id=file.id,
        name=safe_name(file.name, kind, file.position) if kept else "",
        kind=voice.say(KINDS[kind]) if kept else "",
        size=_size(file.size) if kept else "",
        shown=handling is not None and handling.shown,
        given=handling is not None,
        words="" if handling else _words(file, voice),
    )


@router.get("/{file_id}")
def give(
    runtime: RuntimeDep,
    person: ReaderDep,
    file_id: UUID,
    save: Annotated[bool, Query()] = False,
    anyway: Annotated[bool, Query()] = False,
) -> Response:
    """The bytes of a file: drawn if it is a picture, else to be saved; without the place where it
    was taken. Where that cannot be taken out, a partner does not get it, and others are warned
    first and get it `anyway`. Each reading is audited."""
    viewer = person.viewer
    with runtime.reading() as session:
        file = seen_files.visible(session, viewer, file_id)
        handling = _handling(file)
    if file is None or handling is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, NO_SUCH_FILE)
    content = without_place(file.content, file.kind or FileKind.OTHER)
    told = content is None
    if told and viewer.role is StaffRole.PARTNER:
        raise HTTPException(status.HTTP_404_NOT_FOUND, NO_SUCH_FILE)
    if told and not anyway:
        return html("staff/place.html", person.voice.language, person=person, file_id=file_id)
    with runtime.unit() as unit:
        data: dict[str, Any] = {"place": True} if told else {}
        note(unit, viewer.agency_id, viewer.actor, "file.read", "file", file.id, **data)
    name = safe_name(file.name, file.kind or FileKind.OTHER, file.position)
    inline = handling.shown and not save
    return Response(
        file.content if content is None else content,
        media_type=handling.media_type,
        headers={**HEADERS, "Content-Disposition": disposition(name, inline=inline)},
    )


def _handling(file: File | None) -> Handling | None:
    """None for what is not there, and for what is given to nobody."""
    if file is None or file.state is not FileState.KEPT or file.kind is None:
        return None
    return HANDLING.get(file.kind)


def _words(file: File, voice: Voice) -> str:
    if file.state is FileState.KEPT:
        return voice.say(NOT_OPENED)
    if file.state is FileState.REMOVED:
        return voice.say(TIME_OVER)
    if file.state is FileState.WAITING:
        return voice.say(ON_ITS_WAY_STILL if file.problem else ON_ITS_WAY)
    return f"{voice.say(LOST[file.problem or MediaProblem.AWAY])} {voice.say(ASK_AGAIN)}"


def _size(size: int) -> str:
    """As people write it: 4 kB, 1.2 MB."""
    return f"{max(1, round(size / 1_000))} kB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"
