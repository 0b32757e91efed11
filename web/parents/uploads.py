"""What a parent's form brings: words, and pictures or files, held in memory and on no disk.

Anybody may open an anonymous chat, so what one process holds of such forms at a time is bounded.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Annotated

from fastapi import Depends, HTTPException, Request, status
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from channels.file_kinds import HANDLING, sniffed
from channels.values import Media
from web.catalogue import N_
from web.dependencies import RuntimeDep
from web.security import from_our_pages

MOST_FILES = 5
"""Of one message."""
LARGEST = 10_000_000
"""Bytes of one file: a photograph of a new phone has 3 to 8 MB."""
MOST_BYTES = 20_000_000
"""Of the files of one message together."""
MOST_HELD = 100_000_000
"""Bytes of forms in this process at once; who comes then is asked to come again."""
SECONDS = 300.0
"""For a whole form to come in, over a slow line."""
MOST_FIELDS = 20
LONGEST_NAME = 300
FIELD = "f-"
"""How a form's own fields are called."""
LONGEST_KEY = 60
ACCEPT = "image/*,video/*,audio/*,application/pdf,text/plain"
"""What the browser offers to choose from. What a file is, its bytes say."""

LONGEST = 2_000
"""Characters of one message."""
EMPTY = N_("Write a message or choose a picture first.")
TOO_LONG = N_("That is too long to send at once. Please make it shorter.")
EMPTY_FILE = N_("One of the files is empty. Please choose it again.")
TOO_MANY = N_("Please send at most 5 files at once.")
TOO_LARGE = N_("A file can have at most 10 MB, and all together 20 MB. Please choose smaller ones.")
NOT_OPENED = N_("We cannot open that kind of file here. Please send a picture or a PDF.")
ENOUGH = N_("We cannot take more files in this chat. Show us who you are, or call us.")
BUSY = N_("We cannot take files just now. Please try again in a minute.")


FIELDS: Mapping[str, str | int] = MappingProxyType(
    {
        "longest": LONGEST,
        "accept": ACCEPT,
        "most_files": MOST_FILES,
        "largest": LARGEST,
        "most_bytes": MOST_BYTES,
        "too_many": TOO_MANY,
        "too_large": TOO_LARGE,
    }
)
"""What `parents/say.html` is given."""


@dataclass(frozen=True, slots=True, repr=False)
class Posted:
    """A message as it came from a form."""

    text: str
    key: str
    files: tuple[Media, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    """Of a form, by the field's key."""


class Held:
    """How much of forms is in memory now."""

    def __init__(self, most: int = MOST_HELD) -> None:
        self._left = most

    @contextmanager
    def room_for(self, size: int) -> Iterator[None]:
        """Raises `HTTPException` where there is none."""
        if size > self._left:
            raise HTTPException(status.HTTP_503_SERVICE_UNAVAILABLE, BUSY, {"Retry-After": "60"})
        self._left -= size
        try:
            yield
        finally:
            self._left += size


class InMemory(MultiPartParser):
    """What a parent sends stands nowhere in the clear, not even in a file that has no name."""

    # Never reached: the door for bodies is narrower.
    spool_max_size = 10 * MOST_BYTES


async def posted(request: Request, runtime: RuntimeDep) -> AsyncIterator[Posted]:
    """The form of a chat, with files or without. Held until it is answered."""
    from_our_pages(request, runtime.settings.public_url, strict=False)
    held: Held = request.app.state.forms
    declared = request.headers.get("content-length", "")
    size = int(declared) if declared.isdecimal() else MOST_BYTES
    with held.room_for(size):
        try:
            async with asyncio.timeout(SECONDS):
                form = await _form(request)
        except MultiPartException:
            raise HTTPException(status.HTTP_400_BAD_REQUEST) from None
        except TimeoutError:
            raise HTTPException(status.HTTP_408_REQUEST_TIMEOUT) from None
        try:
            read = await _read(form)
        finally:
            await form.close()
        yield read


PostedDep = Annotated[Posted, Depends(posted)]


def problem_of(form: Posted) -> str:
    """Why a message cannot be sent; empty where it can."""
    sizes = [len(each.content) for each in form.files]
    found = {
        TOO_LONG: len(form.text) > LONGEST,
        EMPTY: not form.text and not form.files,
        TOO_MANY: len(form.files) > MOST_FILES,
        EMPTY_FILE: 0 in sizes,
        TOO_LARGE: max(sizes, default=0) > LARGEST or sum(sizes) > MOST_BYTES,
    }
    problem = next((words for words, true in found.items() if true), "")
    return problem or (NOT_OPENED if any(map(_is_not_opened, form.files)) else "")


def _is_not_opened(file: Media) -> bool:
    return sniffed(file.content) not in HANDLING


async def _form(request: Request) -> FormData:
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        return await InMemory(
            request.headers, _stream(request), max_files=MOST_FIELDS, max_fields=MOST_FIELDS
        ).parse()
    return await request.form(max_files=MOST_FIELDS, max_fields=MOST_FIELDS)


async def _stream(request: Request) -> AsyncGenerator[bytes, None]:
    async for piece in request.stream():
        yield piece


async def _read(form: FormData) -> Posted:
    files = []
    for each in form.getlist("files"):
        # A field that was left alone comes as a file without a name.
        if isinstance(each, UploadFile) and (each.filename or each.size):
            name = (each.filename or "")[:LONGEST_NAME]
            files.append(Media(source="", name=name, content=await each.read()))
    text, key = (form.get(name, "") for name in ("text", "key"))
    return Posted(
        text.strip() if isinstance(text, str) else "",
        key[:LONGEST_KEY] if isinstance(key, str) else "",
        tuple(files),
        {
            name.removeprefix(FIELD): words
            for name, words in form.items()
            if name.startswith(FIELD) and isinstance(words, str)
        },
    )
