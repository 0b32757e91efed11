"""Leaving a chat's page closes it: what stands in the history of a borrowed phone opens nothing.

A link is all that opens a chat, so closing means that its links made until now are good no more.
With the next answer a parent is sent a new one, and can always prove anew who they are.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from messaging.models.left_page import LeftPage
from messaging.platform import bulk
from messaging.platform.ids import new_id
from messaging.platform.links import Link
from messaging.platform.unit_of_work import Unit

KEPT = timedelta(days=31)
"""Longer than any link to a chat lasts."""
AT_ONCE = 500


def leave(unit: Unit, agency_id: UUID, pages: Sequence[UUID]) -> None:
    """Somebody leaves `pages`: a thread's chat, anonymous chats."""
    bulk.add_new(
        unit.session,
        [
            bulk.made(LeftPage, id=new_id(), agency_id=agency_id, page=page, left_at=unit.now)
            for page in sorted(pages)
        ],
        "agency_id",
        "page",
        keep=False,
    )
    for row in unit.session.scalars(_of(agency_id, pages).with_for_update()):
        row.left_at = unit.now


def is_left(session: Session, agency_id: UUID, link: Link) -> bool:
    """Whether a link's page was left since it was made."""
    left = left_at(session, agency_id, [link.subject])
    return link.subject in left and link.made_at <= left[link.subject]


def left_at(session: Session, agency_id: UUID, pages: Collection[UUID]) -> Mapping[UUID, datetime]:
    """When those pages were left that were."""
    return {row.page: row.left_at for row in session.scalars(_of(agency_id, pages))}


def forget_old(unit: Unit) -> int:
    """Remove what no link can ask for any more; how many."""
    old = unit.session.scalars(
        select(LeftPage.id).where(LeftPage.left_at < unit.now - KEPT).limit(AT_ONCE)
    ).all()
    unit.session.execute(delete(LeftPage).where(bulk.among(unit.session, LeftPage.id, set(old))))
    return len(old)


def _of(agency_id: UUID, pages: Collection[UUID]) -> Select[LeftPage]:
    return (
        select(LeftPage)
        .where(LeftPage.agency_id == agency_id, LeftPage.page.in_(pages))
        .order_by(LeftPage.page)
    )
