"""Words within one conversation: which of its messages have them, the latest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session, defer

from messaging.directory.access import Viewer
from messaging.inbound import seen_files
from messaging.models.message import Direction, Message
from messaging.models.thread import Thread
from web.masking import without_their_links
from web.staff.bubbles import SHOWN, by_whom, said_in
from web.staff.people import Who, authors
from web.staff.spotting import Piece, excerpt, folded, has
from web.voice import Voice

LOOKED_THROUGH = 5_000
"""Messages of a conversation, from its end: as many as its page shows at the most."""
MOST = 100
"""Hits that are shown."""
ROOM = 20
"""Messages that are shown before the one that somebody goes to."""


@dataclass(frozen=True, slots=True, repr=False)
class Hit:
    message_id: UUID
    number: int
    """Of all hits, counted from the latest."""
    moment: str
    exact: str
    iso: str
    by: str
    language: str
    pieces: Sequence[Piece]
    shown: int
    """With so many messages on the page, it is among them."""


@dataclass(frozen=True, slots=True, repr=False)
class Found:
    words: str
    hits: Sequence[Hit] = ()
    number: int = 0
    """How many messages have them, shown here or not."""


NOT_ASKED = Found("")


def find_in(
    session: Session, viewer: Viewer, thread: Thread, who: Who, voice: Voice, text: str
) -> Found:
    """Messages of which every word of `text` stands in the text or the subject. What was removed
    when its time was over is not found."""
    words = folded(text).split()
    if not words:
        return NOT_ASKED
    rows = session.scalars(
        said_in(thread.agency_id, thread.id)
        .options(defer(Message.html_sealed), defer(Message.calendar_sealed))
        .limit(LOOKED_THROUGH)
    ).all()
    closed = seen_files.closed_to(session, viewer, rows)
    such = [
        (place, row, line)
        for place, row in enumerate(rows)
        if row.removed_at is None
        and row.id not in closed
        and (line := _line(row, words, voice.language))
    ]
    shown = such[:MOST]
    names = authors(
        session, thread.agency_id, {row.author_id for _, row, _ in shown if row.author_id}
    )
    hits = [
        Hit(
            message_id=row.id,
            number=number,
            moment=voice.moment(row.created_at),
            exact=voice.exact(row.created_at),
            iso=row.created_at.isoformat(),
            by=who.name if row.direction is Direction.IN else by_whom(row, voice, names),
            language=row.language,
            pieces=excerpt(line, words),
            shown=min(max(SHOWN, place + ROOM), LOOKED_THROUGH),
        )
        for number, (place, row, line) in enumerate(shown, start=1)
    ]
    return Found(" ".join(text.split()), hits, len(such))


def _line(row: Message, words: Sequence[str], language: str) -> str:
    """What it says, as it may be shown; empty if the words are not in it."""
    line = f"{row.subject} {row.text}"
    if not has(line, words):
        return ""
    open_to_staff = without_their_links(line, language)
    return open_to_staff if has(open_to_staff, words) else ""
