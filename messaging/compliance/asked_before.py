"""Whether a parent was asked for the same lately: colleagues and campaigns know not of one another.

The same is what has the same wording, what holds the same saved reply, and what says the very same
words, however they are spaced, accented and punctuated. Nobody guesses at meanings.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from messaging.compliance.frequency import WITHIN
from messaging.compliance.words import plain

COURTESIES = frozenset(
    {
        "hello", "hi", "hola", "yes", "no", "si", "ok", "okay", "thanks", "thank you",
        "thank you very much", "gracias", "muchas gracias", "you are welcome", "youre welcome",
        "de nada", "got it", "done", "listo", "sorry", "lo siento", "see you then",
    }
)  # fmt: skip
"""They ask for nothing."""


@dataclass(frozen=True, slots=True, repr=False)
class Said:
    """One message to a parent."""

    words: str
    """As `plain` has them."""
    wording: str | None
    """The key of the template; None where somebody wrote freely."""
    at: datetime
    author_id: UUID | None = None
    """The staff member who wrote it."""

    @classmethod
    def of(
        cls, text: str, wording: str | None, at: datetime, author_id: UUID | None = None
    ) -> "Said":
        return cls(plain(text), wording, at, author_id)


def asked_before(new: Said, earlier: Iterable[Said], saved: Collection[str] = ()) -> Said | None:
    """The latest of `earlier` that asked for the same within seven days of `new`. `saved`: what
    saved replies say to this parent."""
    kept = [words for words in map(plain, saved) if _asks(words) and _holds(new.words, words)]
    found = [one for one in earlier if new.at - WITHIN < one.at <= new.at and _same(new, one, kept)]
    return max(found, key=lambda one: one.at, default=None)


def _same(new: Said, one: Said, kept: Collection[str]) -> bool:
    if new.wording is not None and new.wording == one.wording:
        return True
    if _asks(new.words) and new.words == one.words:
        return True
    return any(_holds(one.words, words) for words in kept)


def _asks(words: str) -> bool:
    return bool(words) and words not in COURTESIES


def _holds(words: str, part: str) -> bool:
    return f" {part} " in f" {words} "
