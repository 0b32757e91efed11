"""Who may see and do what, decided here, below pages, API, exports and live updates.

A role says which acts are open (`ALLOWED`); a branch, programs and referrals say whose rows they
reach (`in_view`). `tests/web/test_routes.py` holds both against every route of the app.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeVarTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, select

from messaging.models.case import Case, Party
from messaging.models.referral import Referral
from messaging.models.staff import Staff, StaffRole
from messaging.models.thread import Thread


class Act(StrEnum):
    """What can be open to somebody."""

    READ = "read"
    """Conversations, and what stands beside them."""
    WRITE = "write"
    """Answering parents, deciding what they meant, crossing tasks off."""
    TASKS = "tasks"
    """What waits for a person. How soon it does can tell of the other parent of a case."""
    SORT = "sort"
    """Messages that lead to no single party: of whichever branch and program."""
    MOVE = "move"
    """Cases, from one branch to another."""
    JOIN = "join"
    """Records of one human that an agency's systems have made twice."""
    RUN = "run"
    """What rests, and letting it go on."""
    SET_UP = "set_up"
    """What the people of an office work with, such as saved replies."""
    PROPOSE = "propose"
    """Drafts of what the agency says and when: wording, campaigns."""
    APPROVE = "approve"
    """A colleague's draft: from then on all of the agency says it."""
    TELL = "tell"
    """What the agency's own systems hear."""
    CONNECT = "connect"
    """The keys and secrets with which the agency's own systems come in."""
    PEOPLE = "people"
    """Accounts of colleagues: inviting them, ending their sessions, what logging in asks of all."""
    SETTINGS = "settings"
    """What holds for the whole agency: its names, branches, senders, how long things are kept."""
    AUDIT = "audit"
    """Who did or read what."""
    EXPORT = "export"
    """A whole record, to take away."""


ALLOWED: Mapping[StaffRole, frozenset[Act]] = MappingProxyType(
    {
        StaffRole.CASEWORKER: frozenset({Act.READ, Act.TASKS, Act.WRITE, Act.SORT}),
        StaffRole.SUPERVISOR: frozenset(
            {
                Act.READ,
                Act.TASKS,
                Act.WRITE,
                Act.SORT,
                Act.MOVE,
                Act.JOIN,
                Act.RUN,
                Act.SET_UP,
                Act.PROPOSE,
                Act.APPROVE,
                Act.EXPORT,
            }
        ),
        StaffRole.ADMINISTRATOR: frozenset(Act),
        StaffRole.AUDITOR: frozenset({Act.AUDIT}),
        # What an agency's channels say, its own people say. And no tasks: a question where the
        # other parent is cannot wait exactly when that parent is protected.
        StaffRole.PARTNER: frozenset({Act.READ}),
    }
)


READING: Mapping[str, Act] = MappingProxyType({"tasks": Act.TASKS})
"""What must be open to whoever sees rows of a table, where that is not `Act.READ`."""


class ForbiddenError(Exception):
    """This act is not open to this viewer. Nothing was read or changed."""

    def __init__(self, act: Act) -> None:
        super().__init__(f"{act.value} is not open to this role")
        self.act = act


@dataclass(frozen=True, slots=True)
class Viewer:
    """One staff member, as far as access is concerned."""

    agency_id: UUID
    staff_id: UUID
    branch_id: UUID | None
    """None sees every branch of the agency."""
    role: StaffRole
    programs: frozenset[str] = frozenset()
    """None in it: every program."""

    @classmethod
    def of(cls, staff: Staff) -> "Viewer":
        programs = frozenset(staff.programs)
        return cls(staff.agency_id, staff.id, staff.branch_id, staff.role, programs)

    @property
    def actor(self) -> str:
        """How the audit log calls them."""
        return f"staff:{self.staff_id}"

    @property
    def bounded(self) -> bool:
        """Whether they see less than the whole agency."""
        return self.branch_id is not None or self.narrowed

    @property
    def narrowed(self) -> bool:
        """Whether they see less than the whole of their branch."""
        return bool(self.programs) or self.role is StaffRole.PARTNER


Columns = TypeVarTuple("Columns")
Kind = Any
"""The class of a row: a case, a party, a thread, or what has a `thread_id`."""


def may(viewer: Viewer, act: Act) -> bool:
    if act is Act.SORT and viewer.role is StaffRole.CASEWORKER and viewer.bounded:
        # Neither branch nor program bounds what leads to nobody yet.
        return False
    if act is Act.APPROVE and viewer.bounded:
        # What every branch says is not for one of them to decide.
        return False
    return act in ALLOWED[viewer.role]


def require(viewer: Viewer, act: Act) -> None:
    """Raises `ForbiddenError`."""
    if not may(viewer, act):
        raise ForbiddenError(act)


def in_view(kind: Kind, viewer: Viewer) -> ColumnElement[bool]:
    """Whether `viewer` may see a row of `kind`. The database keeps parties, threads and tasks in
    the branch of their case (`same_branch`)."""
    if not may(viewer, READING.get(kind.__tablename__, Act.READ)):
        return false()
    within = _in_branch(kind, viewer)
    return and_(within, _hangs_on(kind, _parties(viewer))) if viewer.narrowed else within


def in_view_or_triage(kind: Kind, viewer: Viewer) -> Sequence[ColumnElement[bool]]:
    """As `in_view`, of rows that may belong to no party yet and then stand beside triage. In parts
    that share no row, since one part is one range of an index by agency and branch."""
    seen, nobodys = in_view(kind, viewer), kind.branch_id.is_(None)
    if not sees_triage(viewer):
        return [and_(seen, ~nobodys)]
    if viewer.bounded:
        return [seen, and_(kind.agency_id == viewer.agency_id, nobodys)]
    return [seen]


def visible_threads(viewer: Viewer) -> Select[Thread, Party, Case]:
    """Threads with their party and case, as far as `viewer` may see them."""
    return _threads().where(in_view(Thread, viewer))


def hidden_threads(viewer: Viewer) -> Select[Thread, Party, Case]:
    """Threads of which `viewer` may know that they exist, and no more: those of their branch in
    other programs. To a partner nothing exists but what was referred."""
    if not may(viewer, Act.READ) or viewer.role is StaffRole.PARTNER or not viewer.programs:
        return _threads().where(false())
    return _threads().where(_in_branch(Thread, viewer), Case.program.not_in(viewer.programs))


def sees_triage(viewer: Viewer) -> bool:
    return may(viewer, Act.SORT)


def _threads() -> Select[Thread, Party, Case]:
    return (
        select(Thread, Party, Case)
        .join(Party, Party.id == Thread.party_id)
        .join(Case, Case.id == Party.case_id)
    )


def _in_branch(kind: Kind, viewer: Viewer) -> ColumnElement[bool]:
    ours: ColumnElement[bool] = kind.agency_id == viewer.agency_id
    return ours if viewer.branch_id is None else and_(ours, kind.branch_id == viewer.branch_id)


def _parties(viewer: Viewer) -> Select[UUID]:
    """The parties that a narrowed viewer may see."""
    found = select(Party.id).where(Party.agency_id == viewer.agency_id)
    if viewer.programs:
        found = found.join(Case, Case.id == Party.case_id).where(Case.program.in_(viewer.programs))
    if viewer.role is StaffRole.PARTNER:
        found = found.join(Referral, Referral.party_id == Party.id).where(
            Referral.agency_id == viewer.agency_id,
            Referral.staff_id == viewer.staff_id,
            Referral.ended_at.is_(None),
        )
    return found


def _hangs_on(kind: Kind, parties: Select[UUID]) -> ColumnElement[bool]:
    found: ColumnElement[bool]
    if kind is Party:
        found = Party.id.in_(parties)
    elif kind is Thread:
        found = Thread.party_id.in_(parties)
    elif kind is Case:
        found = Case.id.in_(select(Party.case_id).where(Party.id.in_(parties)))
    else:
        found = kind.thread_id.in_(select(Thread.id).where(Thread.party_id.in_(parties)))
    return found
