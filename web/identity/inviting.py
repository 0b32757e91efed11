"""An administrator invites a colleague by mail; there is an account once they chose a password."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.orm import Session

from messaging.directory.access import Viewer
from messaging.directory.audit import note
from messaging.models.agency import Agency, Branch
from messaging.models.invitation import Invitation
from messaging.models.staff import Staff, StaffRole
from messaging.outbound import staff_mail
from messaging.outbound.staff_mail import Letter
from messaging.platform.database import insert_or_ignore
from messaging.platform.emails import EmailAddressError, parse_email
from messaging.platform.ids import new_id
from messaging.platform.settings import Settings
from messaging.platform.unit_of_work import Unit
from web.catalogue import N_
from web.identity import links
from web.identity.sessions import digest

LASTS = timedelta(days=7)
LONGEST_NAME = 80
LONGEST_PROGRAM = 40
NO_EMAIL = N_("That is no email address. Write it as dana@agency.example.")
NO_NAME = N_("Write the name that colleagues know.")
HERE_ALREADY = N_("Somebody of your agency has an account with this email.")
NO_BRANCH = N_("There is no such branch any more.")
TAKEN = N_(
    "There is an account with your email at Kinline already. Ask your administrator to invite you "
    "with another one."
)

WORDS: Mapping[str, Letter] = MappingProxyType(
    {
        "en": Letter(
            "Kinline: you are invited",
            "{agency} invites you to Kinline, where it writes with parents. Choose your password "
            "here within seven days:\n\n{link}\n\nIf you do not expect this, there is nothing to "
            "do.\n",
        ),
        "es": Letter(
            "Kinline: le invitan",
            "{agency} le invita a Kinline, donde se escribe con madres y padres. Elija su "
            "contraseña aquí en un plazo de siete días:\n\n{link}\n\nSi no lo esperaba, no hay "
            "nada que hacer.\n",
        ),
    }
)


class InvitationError(Exception):
    """What was asked for cannot be. The message says why, in words that pages know."""


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody as their administrator describes them."""

    email: str = field(repr=False)
    name: str = field(repr=False)
    role: StaffRole
    branch_id: UUID | None = None
    """None sees every branch."""
    programs: Sequence[str] = ()
    """None of them: every program."""
    language: str = "en"


def invite(unit: Unit, settings: Settings, viewer: Viewer, new: Invited) -> Invitation:
    """Also in place of an earlier invitation to that address. Raises `InvitationError`."""
    email = _checked(unit.session, viewer.agency_id, new)
    earlier = and_(Invitation.agency_id == viewer.agency_id, Invitation.email == email)
    _end(unit, earlier)
    row = Invitation(
        id=new_id(),
        agency_id=viewer.agency_id,
        invited_by_id=viewer.staff_id,
        email=email,
        name=new.name.strip(),
        role=new.role,
        branch_id=new.branch_id,
        programs=sorted({each.strip() for each in new.programs if each.strip()}),
        language=new.language,
        created_at=unit.now,
    )
    _send(unit, settings, row)
    unit.session.add(row)
    note(
        unit, row.agency_id, viewer.actor, "staff.invited", "invitation", row.id,
        role=row.role.value,
    )  # fmt: skip
    return row


def again(unit: Unit, settings: Settings, viewer: Viewer, invitation_id: UUID) -> bool:
    """Another link for another seven days; the one before is good no more. False when there is no
    such invitation."""
    row = unit.session.scalar(
        select(Invitation).where(
            Invitation.agency_id == viewer.agency_id,
            Invitation.id == invitation_id,
            Invitation.ended_at.is_(None),
        )
    )
    if row is None:
        return False
    _send(unit, settings, row)
    note(unit, row.agency_id, viewer.actor, "staff.invited", "invitation", row.id, again=True)
    return True


def withdraw(unit: Unit, viewer: Viewer, invitation_id: UUID) -> bool:
    """False when there is no such invitation."""
    which = and_(Invitation.agency_id == viewer.agency_id, Invitation.id == invitation_id)
    if not _end(unit, which):
        return False
    note(
        unit, viewer.agency_id, viewer.actor, "staff.invitation_withdrawn", "invitation",
        invitation_id,
    )  # fmt: skip
    return True


def waiting(session: Session, agency_id: UUID) -> Sequence[Invitation]:
    """Those that nobody has taken, the newest first."""
    return session.scalars(
        select(Invitation)
        .where(Invitation.agency_id == agency_id, Invitation.ended_at.is_(None))
        .order_by(Invitation.id.desc())
    ).all()


def found(session: Session, token: str, now: datetime) -> Invitation | None:
    """The one that a link is of, while it is good."""
    return session.scalar(select(Invitation).where(_good(token, now)))


def take(unit: Unit, token: str, password_hash: str) -> bool:
    """The account is there from now on. False when the link is good no more; raises
    `InvitationError` when the address has one already, perhaps at another agency: that is for its
    owner to know."""
    row = found(unit.session, token, unit.now)
    if row is None or not _end(unit, and_(Invitation.id == row.id, _good(token, unit.now))):
        return False
    staff_id = new_id()
    new = insert_or_ignore(
        unit.session, Staff, id=staff_id, agency_id=row.agency_id, branch_id=row.branch_id,
        email=row.email, name=row.name, role=row.role, programs=row.programs,
        language=row.language, password_hash=password_hash, active=True, sign_on=None,
    )  # fmt: skip
    if not new:
        raise InvitationError(TAKEN)
    note(
        unit, row.agency_id, f"staff:{staff_id}", "staff.invitation_taken", "staff", staff_id,
        role=row.role.value,
    )  # fmt: skip
    return True


def _checked(session: Session, agency_id: UUID, new: Invited) -> str:
    try:
        email = parse_email(new.email)
    except EmailAddressError:
        raise InvitationError(NO_EMAIL) from None
    if not 1 <= len(new.name.strip()) <= LONGEST_NAME:
        raise InvitationError(NO_NAME)
    known = select(Staff.id).where(Staff.agency_id == agency_id, Staff.email == email)
    if session.scalar(known) is not None:
        raise InvitationError(HERE_ALREADY)
    branch = select(Branch.id).where(Branch.agency_id == agency_id, Branch.id == new.branch_id)
    if new.branch_id is not None and session.scalar(branch) is None:
        raise InvitationError(NO_BRANCH)
    return email


def _send(unit: Unit, settings: Settings, row: Invitation) -> None:
    token, row.token_hash = links.made()
    row.expires_at = unit.now + LASTS
    agency = unit.session.get_one(Agency, row.agency_id)
    words = WORDS.get(row.language, WORDS["en"])
    text = words.text.format(agency=agency.name, link=links.invitation(settings, token))
    letter = Letter(words.subject, text)
    staff_mail.write(unit, f"invited:{new_id()}", [(row, letter)], expires_at=row.expires_at)


def _good(token: str, now: datetime) -> ColumnElement[bool]:
    return and_(
        Invitation.token_hash == digest(token),
        Invitation.ended_at.is_(None),
        Invitation.expires_at > now,
    )


def _end(unit: Unit, which: ColumnElement[bool]) -> bool:
    ended = unit.session.execute(
        update(Invitation)
        .where(which, Invitation.ended_at.is_(None))
        .values(ended_at=unit.now)
        .returning(Invitation.id),
        execution_options={"synchronize_session": False},
    )
    return bool(ended.all())
