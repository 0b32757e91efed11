"""Sessions on the server: a random token in a cookie, its hash in the database.

Source of the times: OWASP ASVS 4.0.3, 3.3.2, level 2.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from messaging.models.staff import Staff, StaffRole, StaffSession, Way
from messaging.platform.unit_of_work import Unit

LIFE = timedelta(hours=12)
"""A long office day; then everybody logs in again."""
IDLE = timedelta(minutes=30)
"""Without anything done by a person."""
HALF_LIFE = timedelta(minutes=10)
"""To find the phone with the code."""
MOST_TRIES = 5
"""Wrong second factors; then the password is asked for again."""
FRESH = timedelta(minutes=15)
"""How long after logging in one may change what logging in asks for."""
NOTICED = timedelta(minutes=1)
"""Being used is written down no more often than this."""
TWO_FACTORS = frozenset({Way.CODE, Way.RECOVERY, Way.PASSKEY, Way.SIGN_ON_TWO})


@dataclass(frozen=True, slots=True, repr=False)
class Account:
    """What logging in asks of an account."""

    agency_id: UUID
    staff_id: UUID
    password_hash: str
    role: StaffRole


def account(session: Session, email: str) -> Account | None:
    return _account(session, Staff.email == email)


def account_of(session: Session, staff_id: UUID) -> Account | None:
    return _account(session, Staff.id == staff_id)


def begin(unit: Unit, staff: Account, way: Way, *, device: str = "", half: bool = False) -> str:
    """Open a session and give its token, which is kept nowhere. `half` waits for the second
    factor and opens nothing."""
    token = secrets.token_urlsafe(32)
    over = or_(StaffSession.expires_at <= unit.now, StaffSession.seen_at <= unit.now - IDLE)
    unit.session.execute(delete(StaffSession).where(over))
    unit.session.add(
        StaffSession(
            agency_id=staff.agency_id,
            staff_id=staff.staff_id,
            token_hash=digest(token),
            created_at=unit.now,
            expires_at=unit.now + (HALF_LIFE if half else LIFE),
            seen_at=unit.now,
            way=way,
            half=half,
            device=device,
        )
    )
    return token


def half(session: Session, token: str, now: datetime) -> StaffSession | None:
    """The one that waits for its second factor."""
    return session.scalar(
        select(StaffSession)
        .join(Staff, Staff.id == StaffSession.staff_id)
        .where(
            StaffSession.token_hash == digest(token),
            StaffSession.half,
            StaffSession.expires_at > now,
            StaffSession.tries < MOST_TRIES,
            Staff.active,
        )
    )


def wrong_try(unit: Unit, session_id: UUID) -> None:
    """A wrong second factor at a half session."""
    unit.session.execute(
        update(StaffSession)
        .where(StaffSession.id == session_id)
        .values(tries=StaffSession.tries + 1)
    )


def live(now: datetime) -> ColumnElement[bool]:
    """Whether a session opens anything."""
    return and_(
        ~StaffSession.half, StaffSession.expires_at > now, StaffSession.seen_at > now - IDLE
    )


def every(
    session: Session, agency_id: UUID, staff_id: UUID, now: datetime
) -> Sequence[StaffSession]:
    """Somebody's sessions, the one used last first."""
    return session.scalars(
        select(StaffSession)
        .where(StaffSession.agency_id == agency_id, StaffSession.staff_id == staff_id, live(now))
        .order_by(StaffSession.seen_at.desc(), StaffSession.id.desc())
    ).all()


def notice(unit: Unit, session_id: UUID) -> None:
    """A person has just used it."""
    unit.session.execute(
        update(StaffSession).where(StaffSession.id == session_id).values(seen_at=unit.now)
    )


def prove(unit: Unit, session_id: UUID, way: Way) -> None:
    """Its person has shown a second factor meanwhile."""
    unit.session.execute(update(StaffSession).where(StaffSession.id == session_id).values(way=way))


def end(unit: Unit, token: str) -> None:
    unit.session.execute(delete(StaffSession).where(StaffSession.token_hash == digest(token)))


def end_one(unit: Unit, agency_id: UUID, staff_id: UUID, session_id: UUID) -> bool:
    """One of somebody's own. False when there is none of that id."""
    return bool(_end(unit, _of(agency_id, staff_id), StaffSession.id == session_id))


def end_all(unit: Unit, agency_id: UUID, staff_id: UUID, *, but: UUID | None = None) -> int:
    """All of somebody's sessions, or all others; how many there were."""
    others = () if but is None else (StaffSession.id != but,)
    return _end(unit, _of(agency_id, staff_id), *others)


def digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _end(unit: Unit, *which: ColumnElement[bool]) -> int:
    ended = unit.session.execute(delete(StaffSession).where(*which).returning(StaffSession.id))
    return len(ended.all())


def _of(agency_id: UUID, staff_id: UUID) -> ColumnElement[bool]:
    return and_(StaffSession.agency_id == agency_id, StaffSession.staff_id == staff_id)


def _account(session: Session, which: ColumnElement[bool]) -> Account | None:
    found = session.execute(
        select(Staff.agency_id, Staff.id, Staff.password_hash, Staff.role).where(
            which, Staff.active
        )
    ).one_or_none()
    return None if found is None else Account(*found)
