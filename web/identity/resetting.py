"""Somebody forgot their password. Whoever asks hears the same, after the same work: what was typed
is written down, and only the clock looks whether there is such an account."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import and_, delete, func, select, update
from sqlalchemy.orm import Session

from messaging.directory.audit import note
from messaging.directory.audit_chain import SYSTEM
from messaging.models.invitation import PasswordReset, ResetRequest
from messaging.models.staff import Staff
from messaging.outbound import staff_mail
from messaging.outbound.staff_mail import Letter
from messaging.platform.ids import new_id
from messaging.platform.sealing import keyring
from messaging.platform.settings import Settings
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from web.identity import letters, links, sessions
from web.identity.letters import Change
from web.identity.sessions import digest

LASTS = timedelta(hours=1)
MOST, WINDOW = 3, timedelta(hours=1)
"""Mails to one person: nobody's mailbox is filled by somebody else."""
BATCH = 50
NOBODYS = UUID(int=0)
"""Whose agency it is turns out later."""

WORDS: Mapping[str, Letter] = MappingProxyType(
    {
        "en": Letter(
            "Kinline: choose a new password",
            "Somebody, perhaps you, said that they forgot the password of your account. Choose a "
            "new one here within an hour:\n\n{link}\n\nIf it was not you, there is nothing to do: "
            "your password is as it was.\n",
        ),
        "es": Letter(
            "Kinline: elija una contraseña nueva",
            "Alguien, quizás usted, dijo haber olvidado la contraseña de su cuenta. Elija una "
            "nueva aquí en el plazo de una hora:\n\n{link}\n\nSi no fue usted, no hay nada que "
            "hacer: su contraseña no cambió.\n",
        ),
    }
)


def ask(unit: Unit, email: str) -> None:
    """Write down that somebody typed this address."""
    index = keyring().index(NOBODYS, email.strip().lower())
    unit.session.add(ResetRequest(address_index=index, asked_at=unit.now))


def sweep(runtime: Runtime, _runner: asyncio.Runner) -> int:
    """Mail a link to whom was asked for, where there is such an account; how many were looked
    at. A request and its mail are one transaction: neither is lost and none is sent twice."""
    with runtime.reading() as session:
        if session.scalar(select(ResetRequest.id).limit(1)) is None:
            return 0
    with runtime.unit() as unit:
        rows = unit.session.scalars(
            select(ResetRequest)
            .order_by(ResetRequest.id)
            .limit(BATCH)
            .with_for_update(skip_locked=True)
        ).all()
        known = _by_index(unit.session)
        for staff in {known[row.address_index] for row in rows if row.address_index in known}:
            _send(unit, runtime.settings, staff)
        ids = [row.id for row in rows]
        unit.session.execute(delete(ResetRequest).where(ResetRequest.id.in_(ids)))
    return len(rows)


def found(session: Session, token: str, now: datetime) -> Staff | None:
    """Whose a link is, while it is good."""
    return session.scalar(
        select(Staff)
        .join(PasswordReset, PasswordReset.staff_id == Staff.id)
        .where(
            PasswordReset.token_hash == digest(token),
            PasswordReset.ended_at.is_(None),
            PasswordReset.expires_at > now,
            Staff.active,
        )
    )


def use(unit: Unit, token: str, password_hash: str) -> bool:
    """The new password holds, every session ends, and the owner is told. False when the link is
    good no more."""
    staff = found(unit.session, token, unit.now)
    if staff is None or not _end(unit, staff, token):
        return False
    staff.password_hash = password_hash
    sessions.end_all(unit, staff.agency_id, staff.id)
    note(unit, staff.agency_id, f"staff:{staff.id}", "staff.password_reset", "staff", staff.id)
    letters.tell(unit, staff, Change.PASSWORD_CHANGED)
    return True


def _by_index(session: Session) -> Mapping[bytes, Staff]:
    """All who can log in. There are thousands at most, and this is asked rarely."""
    ring = keyring()
    return {
        index: staff
        for staff in session.scalars(select(Staff).where(Staff.active))
        for index in ring.indexes(NOBODYS, staff.email)
    }


def _send(unit: Unit, settings: Settings, staff: Staff) -> None:
    sent = unit.session.scalar(
        select(func.count(PasswordReset.id)).where(
            PasswordReset.agency_id == staff.agency_id,
            PasswordReset.staff_id == staff.id,
            PasswordReset.created_at > unit.now - WINDOW,
        )
    )
    if (sent or 0) >= MOST:
        return
    token, hashed = links.made()
    row = PasswordReset(
        id=new_id(),
        agency_id=staff.agency_id,
        staff_id=staff.id,
        token_hash=hashed,
        created_at=unit.now,
        expires_at=unit.now + LASTS,
    )
    unit.session.add(row)
    words = WORDS.get(staff.language, WORDS["en"])
    letter = Letter(words.subject, words.text.format(link=links.reset(settings, token)))
    staff_mail.write(unit, f"reset:{row.id}", [(staff, letter)], expires_at=row.expires_at)
    note(unit, staff.agency_id, SYSTEM, "staff.reset_asked", "staff", staff.id)


def _end(unit: Unit, staff: Staff, token: str) -> bool:
    """This link and every other of theirs; False when somebody else was quicker with this one."""
    theirs = and_(
        PasswordReset.agency_id == staff.agency_id,
        PasswordReset.staff_id == staff.id,
        PasswordReset.ended_at.is_(None),
    )
    hashes = unit.session.execute(
        update(PasswordReset)
        .where(theirs)
        .values(ended_at=unit.now)
        .returning(PasswordReset.token_hash),
        execution_options={"synchronize_session": False},
    )
    return digest(token) in set(hashes.scalars())
