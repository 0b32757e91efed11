"""What stands above a conversation while an answer of the parent's is to be read by a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from casework.open_answers import to_read
from messaging.models.thread import Thread
from web.masking import without_their_links
from web.voice import Voice


@dataclass(frozen=True, slots=True, repr=False)
class OpenAnswer:
    """One question as the parent had it, what they wrote to it, and what it offered."""

    question_id: UUID
    asked: str
    asked_in: str
    """Its language."""
    said: str
    said_at: str
    offers: Sequence[tuple[str, str]]
    """Each answer, and what stood beside it."""


def open_answer(session: Session, thread: Thread, voice: Voice) -> OpenAnswer | None:
    found = to_read(session, thread.agency_id, thread.id)
    if found is None:
        return None
    asked = found.asked
    return OpenAnswer(
        question_id=found.question.id,
        asked=without_their_links(asked.text, voice.language) if asked else "",
        asked_in=asked.language if asked else voice.language,
        said=without_their_links(found.message.text, voice.language),
        said_at=voice.within(found.message.created_at),
        offers=found.offers,
    )
