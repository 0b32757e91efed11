"""What people do with the agency's own words: write, propose, approve, refuse, give up, go back."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from campaigns import approval, own
from campaigns.approval import NotFoundError
from campaigns.wordings.checking import findings
from messaging.directory.access import Viewer
from messaging.directory.approving import CHANGED, OPEN, ApprovalError, Move, Stage
from messaging.models.agency import Agency
from messaging.models.own_wording import OwnWording
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from templates.own_words import Findings, Words, places, words_of

WRONG_WORDS = "These words cannot go out as they are. See what is said beside them."
SAME = "These are the words that go out now. Change them first."
REFUSALS = (WRONG_WORDS, SAME)
"""What a `WordsError` says, each in the catalogue of pages."""


class WordsError(Exception):
    """Why not, in words for staff; nothing was changed."""

    def __init__(self, words: str, found: Findings | None = None) -> None:
        super().__init__(words)
        self.findings: Findings = found or {}
        """What is wrong, by place."""


def save(
    unit: Unit,
    runtime: Runtime,
    viewer: Viewer,
    key: str,
    language: str,
    words: Words,
    *,
    seen: int | None = None,
    actor: str = "",
    saved_as: str | None = None,
) -> OwnWording:
    """Keep the words as the open draft, or begin one. `seen` is the revision that whoever writes
    had before them, 0 for none. Raises `WordsError`, `ApprovalError`, `NotFoundError` or
    `ForbiddenError`."""
    agency = approval.lock(unit, viewer, Move.SAVE)
    known(runtime, key, language)
    which = _of(viewer, key, language)
    draft = approval.one(unit.session, OwnWording, *which, OwnWording.stage.in_(OPEN))
    if seen is not None and seen != (draft.revision if draft else 0):
        raise ApprovalError(CHANGED)
    kept = _kept(runtime, key, words)
    now = words_of(runtime.library_of(unit.session, agency).get(key), language)
    if kept == _kept(runtime, key, now):
        raise WordsError(SAME)
    _check(unit, runtime, agency, key, language, kept)
    if draft is None:
        number = approval.next_number(unit.session, OwnWording, *which)
        draft = OwnWording(template=key, language=language, version=number)
    draft.texts = kept
    return approval.keep(unit, viewer, draft, actor, saved_as)


def act(
    unit: Unit,
    runtime: Runtime,
    viewer: Viewer,
    move: Move,
    wording_id: UUID,
    *,
    seen: int | None = None,
    said: str = "",
    actor: str = "",
) -> OwnWording:
    """Any other step. Approved, all of the agency says it from now on, while what is written
    already keeps its words; it is checked once more, since the rules may have grown. Refused, with
    what should change (`said`); retired, back to the words as shipped. Raises as `save`."""
    agency = approval.lock(unit, viewer, move)
    row = find(unit.session, viewer, wording_id)
    approval.allow(viewer, move, row, seen)
    if move is Move.APPROVE:
        _check(unit, runtime, agency, row.template, row.language, row.texts)
    if move in (Move.APPROVE, Move.RETIRE):
        agency.edition += 1
    if move is Move.APPROVE:
        _make_room(unit, viewer, agency, row)
        row.in_force_from = agency.edition
    if move is Move.RETIRE:
        row.in_force_until = agency.edition
    return approval.take(unit, runtime, viewer, move, row, said=said, actor=actor)


def look(
    session: Session, runtime: Runtime, agency: Agency, key: str, language: str, words: Words
) -> tuple[bool, Findings]:
    """Whether they may go out, and what is to be said of them by place."""
    now = runtime.library_of(session, agency)
    # Those too that parents were enrolled under before: they still speak.
    campaigns = own.of_agency(session, agency.id).ever
    return findings(runtime.library, now, campaigns, key, language, words)


def known(runtime: Runtime, key: str, language: str) -> None:
    """Raises `NotFoundError`."""
    if key not in runtime.library.templates or language not in runtime.library.languages:
        raise NotFoundError


def find(session: Session, viewer: Viewer, wording_id: UUID) -> OwnWording:
    """Raises `NotFoundError`."""
    ours = OwnWording.agency_id == viewer.agency_id
    row = approval.one(session, OwnWording, ours, OwnWording.id == wording_id)
    if row is None:
        raise NotFoundError
    return row


def versions(
    session: Session, viewer: Viewer, key: str, language: str | None = None
) -> Sequence[OwnWording]:
    """The agency's own of one template, the newest first."""
    return session.scalars(
        select(OwnWording)
        .where(*_of(viewer, key, language))
        .order_by(OwnWording.version.desc(), OwnWording.language)
    ).all()


def current(session: Session, viewer: Viewer) -> Sequence[OwnWording]:
    """Of all templates, those in force and those being written."""
    return session.scalars(
        select(OwnWording).where(
            OwnWording.agency_id == viewer.agency_id,
            OwnWording.stage.in_([*OPEN, Stage.APPROVED]),
        )
    ).all()


def _kept(runtime: Runtime, key: str, words: Words) -> dict[str, str]:
    """As they are stored: whole, without what a form adds to the ends of lines."""
    return {
        place: words.get(place, "").replace("\r\n", "\n").strip("\n")
        for place in places(runtime.library.get(key))
    }


def _check(
    unit: Unit, runtime: Runtime, agency: Agency, key: str, language: str, words: Words
) -> None:
    fits, found = look(unit.session, runtime, agency, key, language, words)
    if not fits:
        raise WordsError(WRONG_WORDS, found)


def _make_room(unit: Unit, viewer: Viewer, agency: Agency, row: OwnWording) -> None:
    which = _of(viewer, row.template, row.language)
    former = approval.one(unit.session, OwnWording, *which, OwnWording.stage == Stage.APPROVED)
    if former is not None:
        former.stage, former.retired_at = Stage.RETIRED, unit.now
        former.in_force_until = agency.edition
        # One is in force at a time: the database is told of the end before the beginning.
        unit.session.flush()


def _of(viewer: Viewer, key: str, language: str | None) -> list[ColumnElement[bool]]:
    """Of a template; in one language, where one is named."""
    which = [OwnWording.agency_id == viewer.agency_id, OwnWording.template == key]
    return [*which, OwnWording.language == language] if language is not None else which
