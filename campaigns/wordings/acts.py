"""What people do with the agency's own words: write, propose, approve, refuse, give up, go back."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaigns import own
from campaigns.wordings.checking import findings
from messaging.directory import approving, audit
from messaging.directory.access import Act, Viewer, require
from messaging.directory.approving import CHANGED, OPEN, ApprovalError, Move, Stage, after
from messaging.models.agency import Agency
from messaging.models.own_wording import OwnWording
from messaging.platform.ids import new_id
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


class NotFoundError(Exception):
    """There is no such template, language or version for this viewer."""


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
) -> OwnWording:
    """Keep the words as the open draft, or begin one. `seen` is the revision that whoever writes
    had before them, 0 for none. Raises `WordsError`, `ApprovalError`, `NotFoundError` or
    `ForbiddenError`."""
    require(viewer, Act.PROPOSE)
    known(runtime, key, language)
    agency = _locked_agency(unit, viewer)
    draft = next((one for one in versions(unit.session, viewer, key, language) if _open(one)), None)
    if seen is not None and seen != (draft.revision if draft else 0):
        raise ApprovalError(CHANGED)
    kept = _kept(runtime, key, words)
    now = words_of(runtime.library_of(unit.session, agency).get(key), language)
    if kept == _kept(runtime, key, now):
        raise WordsError(SAME)
    _check(unit, runtime, agency, key, language, kept)
    if draft is None:
        draft = _new(unit, viewer, key, language)
    else:
        draft.stage = _moved(viewer, Move.SAVE, draft)
        draft.revision += 1
    draft.texts, draft.author_id, draft.changed_at = kept, viewer.staff_id, unit.now
    unit.session.add(draft)
    _noted(unit, viewer, "wording.saved", draft, actor)
    return draft


def propose(
    unit: Unit, viewer: Viewer, wording_id: UUID, *, seen: int | None = None, actor: str = ""
) -> OwnWording:
    """A colleague is to approve it."""
    row = _locked(unit, viewer, wording_id)
    row.stage = _moved(viewer, Move.PROPOSE, row, seen)
    _noted(unit, viewer, "wording.proposed", row, actor)
    return row


def approve(
    unit: Unit, runtime: Runtime, viewer: Viewer, wording_id: UUID, *, seen: int, actor: str = ""
) -> OwnWording:
    """From now on all of the agency says it; what is written already keeps its words. Never by its
    author. Checked once more, since the rules may have grown since it was written."""
    row = _locked(unit, viewer, wording_id)
    stage = _moved(viewer, Move.APPROVE, row, seen)
    agency = _locked_agency(unit, viewer)
    _check(unit, runtime, agency, row.template, row.language, row.texts)
    agency.edition += 1
    for before in versions(unit.session, viewer, row.template, row.language):
        if before.stage is Stage.APPROVED:
            _take_out(unit, before, agency)
    # One is in force at a time: the database is told of the end before the beginning.
    unit.session.flush()
    row.stage, row.in_force_from = stage, agency.edition
    row.decided_by_id, row.decided_at = viewer.staff_id, unit.now
    _noted(unit, viewer, "wording.approved", row, actor)
    return row


def refuse(
    unit: Unit, viewer: Viewer, wording_id: UUID, said: str, *, seen: int | None = None
) -> OwnWording:
    """A colleague says no, and why."""
    row = _locked(unit, viewer, wording_id)
    row.stage = _moved(viewer, Move.REFUSE, row, seen)
    row.reason = approving.reason(said)
    row.decided_by_id, row.decided_at = viewer.staff_id, unit.now
    _noted(unit, viewer, "wording.refused", row)
    return row


def discard(unit: Unit, viewer: Viewer, wording_id: UUID) -> OwnWording:
    """Give a draft up, before it ever was in force."""
    row = _locked(unit, viewer, wording_id)
    row.stage, row.retired_at = _moved(viewer, Move.DISCARD, row), unit.now
    _noted(unit, viewer, "wording.discarded", row)
    return row


def retire(unit: Unit, viewer: Viewer, wording_id: UUID) -> OwnWording:
    """Back to the words as shipped."""
    row = _locked(unit, viewer, wording_id)
    _moved(viewer, Move.RETIRE, row)
    agency = _locked_agency(unit, viewer)
    agency.edition += 1
    _take_out(unit, row, agency)
    _noted(unit, viewer, "wording.retired", row)
    return row


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
    row = session.scalars(
        select(OwnWording).where(
            OwnWording.agency_id == viewer.agency_id, OwnWording.id == wording_id
        )
    ).one_or_none()
    if row is None:
        raise NotFoundError
    return row


def versions(
    session: Session, viewer: Viewer, key: str, language: str | None = None
) -> Sequence[OwnWording]:
    """The agency's own of one template, the newest first."""
    query = select(OwnWording).where(
        OwnWording.agency_id == viewer.agency_id, OwnWording.template == key
    )
    if language is not None:
        query = query.where(OwnWording.language == language)
    return session.scalars(query.order_by(OwnWording.version.desc(), OwnWording.language)).all()


def current(session: Session, viewer: Viewer) -> Sequence[OwnWording]:
    """Of all templates, those in force and those being written."""
    return session.scalars(
        select(OwnWording).where(
            OwnWording.agency_id == viewer.agency_id,
            OwnWording.stage.in_([*OPEN, Stage.APPROVED]),
        )
    ).all()


def _open(row: OwnWording) -> bool:
    return row.stage in OPEN


def _kept(runtime: Runtime, key: str, words: Words) -> dict[str, str]:
    """As they are stored: whole, without what a form adds to the ends of lines."""
    return {
        place: words.get(place, "").replace("\r\n", "\n").strip("\n")
        for place in places(runtime.library.get(key))
    }


def _new(unit: Unit, viewer: Viewer, key: str, language: str) -> OwnWording:
    last = unit.session.scalar(
        select(func.max(OwnWording.version)).where(
            OwnWording.agency_id == viewer.agency_id,
            OwnWording.template == key,
            OwnWording.language == language,
        )
    )
    return OwnWording(
        id=new_id(),
        agency_id=viewer.agency_id,
        template=key,
        language=language,
        version=(last or 0) + 1,
        stage=Stage.DRAFT,
        revision=1,
        created_at=unit.now,
    )


def _check(
    unit: Unit, runtime: Runtime, agency: Agency, key: str, language: str, words: Words
) -> None:
    fits, found = look(unit.session, runtime, agency, key, language, words)
    if not fits:
        raise WordsError(WRONG_WORDS, found)


def _take_out(unit: Unit, row: OwnWording, agency: Agency) -> None:
    row.stage, row.retired_at = Stage.RETIRED, unit.now
    row.in_force_until = agency.edition


def _moved(viewer: Viewer, move: Move, row: OwnWording, seen: int | None = None) -> Stage:
    return after(viewer, move, row.stage, author_id=row.author_id, revision=row.revision, seen=seen)


def _locked_agency(unit: Unit, viewer: Viewer) -> Agency:
    """One at a time writes or approves in an agency; messages of it go on being written."""
    return unit.session.get_one(
        Agency,
        viewer.agency_id,
        with_for_update={"key_share": True},
        populate_existing=True,
    )


def _locked(unit: Unit, viewer: Viewer, wording_id: UUID) -> OwnWording:
    """Raises `NotFoundError` or `ForbiddenError`."""
    require(viewer, Act.PROPOSE)
    _locked_agency(unit, viewer)
    row = find(unit.session, viewer, wording_id)
    unit.session.refresh(row)
    return row


def _noted(unit: Unit, viewer: Viewer, action: str, row: OwnWording, actor: str = "") -> None:
    """`actor`: a key, where it is not the viewer themselves who does it."""
    audit.note(
        unit,
        viewer.agency_id,
        actor or viewer.actor,
        action,
        "wording",
        row.id,
        template=row.template,
        language=row.language,
        version=row.version,
    )
