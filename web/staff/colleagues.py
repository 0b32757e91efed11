"""Accounts of an agency's people, for administrators: who there is, inviting, letting somebody in
again who lost everything, ending sessions, and what logging in asks of all."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, HTTPException, Response, status
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from messaging.directory.audit import note
from messaging.directory.colleagues import everybody, offices, people_called
from messaging.models.agency import Agency, Branch
from messaging.models.invitation import Invitation
from messaging.models.second_factor import Authenticator, Passkey
from messaging.models.staff import Staff, StaffRole, StaffSession
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from web.catalogue import N_, languages
from web.dependencies import RuntimeDep
from web.identity import inviting
from web.identity import sessions as kept
from web.identity.factors import Proved, reset
from web.identity.inviting import InvitationError, Invited
from web.rendering import html
from web.staff.choosing import FEW, ChoiceError, Of, choices, meant
from web.staff.inbox_list import counts
from web.staff.listed import Sought, SoughtDep, listed, shown_as
from web.staff.sessions import ManagerDep, ManagingDep, SignedIn
from web.voice import Voice

router = APIRouter(prefix="/people")

HERE = "/staff/people"
PAGE = 20
ALL = Sought()
GONE = N_("There is no such account or invitation any more.")
OWN = N_("That is your own account. Another administrator can do this.")
TOLD: Mapping[str, str] = MappingProxyType(
    {
        "invited": N_("The invitation is on its way."),
        "withdrawn": N_("The invitation is taken back."),
        "ended": N_("They are logged out everywhere."),
        "removed": N_("Their second factors are removed. Their password alone lets them in."),
        "closed": N_("The account is closed."),
        "reopened": N_("The account is open again."),
        "required": N_("From now on everybody needs a second factor."),
        "not_required": N_("A second factor is up to everybody."),
    }
)
ROLE: Mapping[StaffRole, str] = MappingProxyType(
    {
        StaffRole.CASEWORKER: N_("Caseworker"),
        StaffRole.SUPERVISOR: N_("Supervisor"),
        StaffRole.ADMINISTRATOR: N_("Administrator"),
        StaffRole.AUDITOR: N_("Auditor"),
        StaffRole.PARTNER: N_("Partner"),
    }
)
PROVED: Mapping[Proved, str] = MappingProxyType(
    {
        Proved.IN_PERSON: N_("I met them in person"),
        Proved.VIDEO: N_("I saw them by video"),
        Proved.CALLED_BACK: N_("I called them back at a number we had before"),
    }
)


@dataclass(frozen=True, slots=True, repr=False)
class Line:
    """One account, or one invitation."""

    id: UUID
    name: str
    email: str
    role: str
    where: str
    """Branch and programs."""
    active: bool = True
    own: bool = False
    second: bool = False
    """Whether they have a second factor."""
    sessions: int = 0
    until: str = ""
    """How long the link of an invitation is good; empty when it is good no more."""


@router.get("")
def show(
    runtime: RuntimeDep, person: ManagerDep, sought: SoughtDep, told: str = ""
) -> HTMLResponse:
    return _page(runtime, person, sought, told=TOLD.get(told, ""))


@router.post("")
def invite(
    runtime: RuntimeDep,
    person: ManagingDep,
    email: Annotated[str, Form(max_length=254)] = "",
    name: Annotated[str, Form(max_length=200)] = "",
    role: Annotated[StaffRole, Form()] = StaffRole.CASEWORKER,
    branch: Annotated[str, Form(max_length=200)] = "",
    programs: Annotated[str, Form(max_length=400)] = "",
    language: Annotated[str, Form(max_length=8)] = "en",
) -> Response:
    written = {
        "email": email, "name": name, "role": role, "branch": branch, "programs": programs,
        "language": language,
    }  # fmt: skip
    try:
        with runtime.unit() as unit:
            invited = Invited(
                email, name, role, _branch_id(unit.session, person, branch), programs.split(","),
                language if language in languages() else "en",
            )  # fmt: skip
            inviting.invite(unit, runtime.settings, person.viewer, invited)
    except (InvitationError, ChoiceError) as error:
        return _page(runtime, person, problem=str(error), written=written)
    return _back("invited")


@router.post("/invitations/{invitation_id}/again")
def invite_again(runtime: RuntimeDep, person: ManagingDep, invitation_id: UUID) -> Response:
    with runtime.unit() as unit:
        if not inviting.again(unit, runtime.settings, person.viewer, invitation_id):
            raise HTTPException(status.HTTP_404_NOT_FOUND, GONE)
    return _back("invited")


@router.post("/invitations/{invitation_id}/withdraw")
def withdraw(runtime: RuntimeDep, person: ManagingDep, invitation_id: UUID) -> Response:
    with runtime.unit() as unit:
        if not inviting.withdraw(unit, person.viewer, invitation_id):
            raise HTTPException(status.HTTP_404_NOT_FOUND, GONE)
    return _back("withdrawn")


@router.post("/second-factor")
def require_second_factor(
    runtime: RuntimeDep, person: ManagingDep, required: Annotated[bool, Form()] = False
) -> Response:
    viewer = person.viewer
    with runtime.unit() as unit:
        unit.session.get_one(Agency, viewer.agency_id).requires_second_factor = required
        note(
            unit, viewer.agency_id, viewer.actor, "agency.second_factor", "agency",
            viewer.agency_id, required=required,
        )  # fmt: skip
    return _back("required" if required else "not_required")


@router.post("/{colleague_id}/sessions/end")
def end_sessions(
    runtime: RuntimeDep, person: ManagingDep, colleague_id: UUID, sought: SoughtDep
) -> Response:
    with runtime.unit() as unit:
        staff = _theirs(unit.session, person, colleague_id)
        ended = kept.end_all(unit, staff.agency_id, staff.id)
        _note(unit, person, "staff.sessions_ended", staff, number=ended)
    return _back("ended", sought)


@router.post("/{colleague_id}/factors/remove")
def remove_factors(
    runtime: RuntimeDep,
    person: ManagingDep,
    colleague_id: UUID,
    sought: SoughtDep,
    proved: Annotated[Proved, Form()],
) -> Response:
    """For who has lost phone, keys and recovery codes."""
    with runtime.unit() as unit:
        staff = _another(unit.session, person, colleague_id)
        reset(unit, staff, person.viewer.actor, proved)
    return _back("removed", sought)


@router.post("/{colleague_id}/close")
def close(
    runtime: RuntimeDep, person: ManagingDep, colleague_id: UUID, sought: SoughtDep
) -> Response:
    with runtime.unit() as unit:
        staff = _another(unit.session, person, colleague_id)
        staff.active = False
        kept.end_all(unit, staff.agency_id, staff.id)
        _note(unit, person, "staff.closed", staff)
    return _back("closed", sought)


@router.post("/{colleague_id}/reopen")
def reopen(
    runtime: RuntimeDep, person: ManagingDep, colleague_id: UUID, sought: SoughtDep
) -> Response:
    with runtime.unit() as unit:
        staff = _another(unit.session, person, colleague_id)
        staff.active = True
        _note(unit, person, "staff.reopened", staff)
    return _back("reopened", sought)


def _page(
    runtime: Runtime,
    person: SignedIn,
    sought: Sought = ALL,
    *,
    told: str = "",
    problem: str = "",
    written: Mapping[str, Any] | None = None,
) -> HTMLResponse:
    viewer, voice = person.viewer, person.voice
    nothing = {
        "email": "", "name": "", "role": StaffRole.CASEWORKER, "branch": "", "programs": "",
        "language": voice.language,
    }  # fmt: skip
    with runtime.reading() as session:
        invitations = inviting.waiting(session, viewer.agency_id)
        page = listed(session, everybody(viewer.agency_id), people_called, sought, PAGE)
        there = {*(row.branch_id for row in invitations), *(row.branch_id for row in page.rows)}
        branches = _names(session, there)
        return html(
            "staff/colleagues.html",
            voice.language,
            status_code=422 if problem else 200,
            person=person,
            counts=counts(session, viewer, voice.now),
            people=shown_as(_people(session, person, page.rows, branches), page),
            invitations=[_invited(row, branches, voice) for row in invitations],
            branches=choices(session.scalars(offices(viewer).limit(FEW + 1)).all(), Of.OFFICES),
            roles={role.value: voice.say(words) for role, words in ROLE.items()},
            tongues=languages(),
            proved={way: voice.say(words) for way, words in PROVED.items()},
            required=session.get_one(Agency, viewer.agency_id).requires_second_factor,
            new=written or nothing,
            told=told,
            problem=problem,
            place="people",
        )


def _names(session: Session, branch_ids: Collection[UUID | None]) -> Mapping[UUID, str]:
    rows = session.execute(select(Branch.id, Branch.name).where(Branch.id.in_(branch_ids)))
    return {row.id: row.name for row in rows}


def _people(
    session: Session, person: SignedIn, rows: Sequence[Staff], branches: Mapping[UUID, str]
) -> Sequence[Line]:
    viewer, voice = person.viewer, person.voice
    agency_id, ids = viewer.agency_id, [row.id for row in rows]
    secured = {
        *session.scalars(
            select(Authenticator.staff_id).where(
                Authenticator.agency_id == agency_id,
                Authenticator.staff_id.in_(ids),
                Authenticator.confirmed_at.is_not(None),
            )
        ),
        *session.scalars(
            select(Passkey.staff_id).where(
                Passkey.agency_id == agency_id, Passkey.staff_id.in_(ids)
            )
        ),
    }
    inside = dict(
        session.execute(
            select(StaffSession.staff_id, func.count())
            .where(
                StaffSession.agency_id == agency_id,
                StaffSession.staff_id.in_(ids),
                kept.live(voice.now),
            )
            .group_by(StaffSession.staff_id)
        ).all()
    )
    return [
        Line(
            row.id,
            row.name,
            row.email,
            voice.say(ROLE[row.role]),
            _where(row, branches, voice),
            active=row.active,
            own=row.id == viewer.staff_id,
            second=row.id in secured,
            sessions=inside.get(row.id, 0),
        )
        for row in rows
    ]


def _invited(row: Invitation, branches: Mapping[UUID, str], voice: Voice) -> Line:
    return Line(
        row.id,
        row.name,
        row.email,
        voice.say(ROLE[row.role]),
        _where(row, branches, voice),
        until=_until(row.expires_at, voice),
    )


def _until(at: datetime, voice: Voice) -> str:
    return voice.within(at) if at > voice.now else ""


def _where(row: Staff | Invitation, branches: Mapping[UUID, str], voice: Voice) -> str:
    branch = branches.get(row.branch_id, "") if row.branch_id else voice.say(N_("Every branch"))
    return " · ".join([branch, *row.programs])


def _theirs(session: Session, person: SignedIn, staff_id: UUID) -> Staff:
    """An account of this agency. Raises 404."""
    row = session.scalar(
        select(Staff).where(Staff.agency_id == person.viewer.agency_id, Staff.id == staff_id)
    )
    if row is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, GONE)
    return row


def _another(session: Session, person: SignedIn, staff_id: UUID) -> Staff:
    """Likewise, and not their own: nobody shuts themselves out, or takes their own factors away
    without having them. Raises 404, 409."""
    row = _theirs(session, person, staff_id)
    if row.id == person.viewer.staff_id:
        raise HTTPException(status.HTTP_409_CONFLICT, OWN)
    return row


def _branch_id(session: Session, person: SignedIn, branch: str) -> UUID | None:
    """Raises `ChoiceError`."""
    return meant(session, person.viewer, Of.OFFICES, branch) if branch.strip() else None


def _note(unit: Unit, person: SignedIn, action: str, staff: Staff, **detail: Any) -> None:
    viewer = person.viewer
    note(unit, viewer.agency_id, viewer.actor, action, "staff", staff.id, **detail)


def _back(told: str, sought: Sought = ALL) -> RedirectResponse:
    """To the same place in the list."""
    asked = f"&{sought.query}" if sought.query else ""
    return RedirectResponse(f"{HERE}?told={told}{asked}", status.HTTP_303_SEE_OTHER)
