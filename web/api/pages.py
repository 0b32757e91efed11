"""Lists in pages. A cursor is opaque: it names the last row of the page before."""

import base64
import binascii
from collections.abc import Sequence
from typing import Annotated, Generic, TypeVar
from uuid import UUID

from fastapi import HTTPException, Query, status
from pydantic import BaseModel, Field

Item = TypeVar("Item", bound=BaseModel)

Cursor = Annotated[str | None, Query(max_length=40, description="`next` of the page before")]
Size = Annotated[int, Query(ge=1, le=200, description="how many at most")]
USUAL = 50


class Page(BaseModel, Generic[Item]):
    items: list[Item]
    next: str | None = Field(description="the cursor of the following page; null on the last one")


def page_of(items: Sequence[Item], ids: Sequence[UUID], size: int) -> Page[Item]:
    """`items` holds one more than `size` when there is a following page."""
    more = len(items) > size
    return Page(items=list(items[:size]), next=cursor(ids[size - 1]) if more else None)


def cursor(last: UUID) -> str:
    return base64.urlsafe_b64encode(last.bytes).rstrip(b"=").decode()


def after(cursor: str | None) -> UUID | None:
    """The id a page begins after. Raises 422 for a cursor we did not make."""
    if cursor is None:
        return None
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        return UUID(bytes=raw)
    except (binascii.Error, ValueError):
        raise HTTPException(
            status.HTTP_422_UNPROCESSABLE_CONTENT,
            "cursor: pass `next` of an earlier answer, unchanged.",
        ) from None
