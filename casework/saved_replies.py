"""Saved replies: kept by those who run an office, put into the reply box by whoever answers there.

A saved reply is only ever a beginning: a caseworker reads it, changes it and sends it as their own.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.models.saved_reply import SavedReply
from messaging.directory import audit
from messaging.directory.access import Act, Viewer, require
from messaging.outbound.context import DEFAULT_LANGUAGE, Recipient, agency_fields
from messaging.platform.ids import new_id
from messaging.platform.unit_of_work import Unit
from templates.wording import Literal, Wording, WordingError, parse

LONGEST_NAME = 60
LONGEST = 2_000
"""Characters of one text."""
MOST = 200
"""Of one agency: more are not found in a list."""
FIELDS = ("first_name", "agency_name", "agency_phone", "office_hours")
"""What may stand in one as `{{ field }}`: the reader, and who writes. Nothing of a case."""
BLANK = "___"
"""Where a value is not known: the caseworker sees that something is to be filled in."""


NAMED_ALIKE = "There is one of that name. Choose another name."
TOO_MANY = f"There are {MOST} already. Delete one that nobody uses."
NO_SHORT_NAME = f"Give it a short name, up to {LONGEST_NAME} characters."
NO_WORDS = "Write the words, in one language at least."
TOO_LONG = f"Keep it under {LONGEST:,} characters."
UNKNOWN_FIELD = (
    f"Only these can be filled in: {', '.join(f'{{{{ {field} }}}}' for field in FIELDS)}."
)
REFUSALS = (NAMED_ALIKE, TOO_MANY, NO_SHORT_NAME, NO_WORDS, TOO_LONG, UNKNOWN_FIELD)
"""What a `SavedReplyError` says, each in the catalogue of pages."""


class SavedReplyError(Exception):
    """Why it was not kept, in words. Nothing was changed."""


def of_agency(session: Session, viewer: Viewer) -> Sequence[SavedReply]:
    """By name."""
    return session.scalars(
        select(SavedReply)
        .where(SavedReply.agency_id == viewer.agency_id)
        .order_by(SavedReply.name)
        .limit(MOST)
    ).all()


def find(session: Session, viewer: Viewer, reply_id: UUID) -> SavedReply | None:
    return session.scalar(
        select(SavedReply).where(
            SavedReply.agency_id == viewer.agency_id, SavedReply.id == reply_id
        )
    )


def keep(
    unit: Unit,
    viewer: Viewer,
    name: str,
    texts: Mapping[str, str],
    replaced: SavedReply | None = None,
) -> SavedReply:
    """Add one, or write `replaced` anew. Raises `SavedReplyError` or `ForbiddenError`."""
    require(viewer, Act.SET_UP)
    name = " ".join(name.split())
    said = {language: text.strip() for language, text in texts.items() if text.strip()}
    _check(name, said)
    others = [row for row in of_agency(unit.session, viewer) if row is not replaced]
    if any(row.name.casefold() == name.casefold() for row in others):
        raise SavedReplyError(NAMED_ALIKE)
    if len(others) >= MOST:
        raise SavedReplyError(TOO_MANY)
    row = replaced or SavedReply(id=new_id(), agency_id=viewer.agency_id)
    row.name, row.texts, row.changed_at = name, said, unit.now
    unit.session.add(row)
    audit.note(unit, viewer.agency_id, viewer.actor, "keep", "saved_reply", row.id)
    return row


def remove(unit: Unit, viewer: Viewer, row: SavedReply) -> None:
    """Raises `ForbiddenError`."""
    require(viewer, Act.SET_UP)
    unit.session.delete(row)
    audit.note(unit, viewer.agency_id, viewer.actor, "remove", "saved_reply", row.id)


def filled(row: SavedReply, to: Recipient) -> tuple[str, str]:
    """Its words for this parent, and the language they are in: theirs, if it has that."""
    language = to.person.language if to.person.language in row.texts else DEFAULT_LANGUAGE
    if language not in row.texts:
        language = next(iter(row.texts))
    known = {
        **agency_fields(to.agency, language, neutral=True),
        "first_name": to.person.first_name or BLANK,
    }
    # On a phone that others may read, who writes is named without the program.
    known["agency_name"] = to.agency.neutral_name
    return _said(parse(row.texts[language]), known), language


def _said(wording: Wording, known: Mapping[str, object]) -> str:
    return "".join(
        piece.text if isinstance(piece, Literal) else str(known.get(piece.field) or BLANK)
        for piece in wording.pieces
    )


def _check(name: str, texts: Mapping[str, str]) -> None:
    if not name or len(name) > LONGEST_NAME:
        raise SavedReplyError(NO_SHORT_NAME)
    if not texts:
        raise SavedReplyError(NO_WORDS)
    for text in texts.values():
        if len(text) > LONGEST:
            raise SavedReplyError(TOO_LONG)
        try:
            slots = parse(text).slots
        except WordingError:
            raise SavedReplyError(UNKNOWN_FIELD) from None
        if any(slot.field not in FIELDS or slot.may_be_missing or slot.form for slot in slots):
            raise SavedReplyError(UNKNOWN_FIELD)
