"""Which second factors somebody has, and what follows from having the first or losing the last."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy.orm import Session

from messaging.directory.audit import note
from messaging.models.agency import Agency
from messaging.models.second_factor import Authenticator, Passkey
from messaging.models.staff import Staff, Way
from messaging.platform.unit_of_work import Unit
from web.identity import authenticators, letters, passkeys, recovery, sessions
from web.identity.letters import Change


@dataclass(frozen=True, slots=True, repr=False)
class Factors:
    authenticator: Authenticator | None
    """One that counts."""
    offered: Authenticator | None
    """One that waits to be confirmed."""
    passkeys: Sequence[Passkey]
    codes_left: int

    @property
    def some(self) -> bool:
        return self.authenticator is not None or bool(self.passkeys)

    @property
    def number(self) -> int:
        return len(self.passkeys) + (self.authenticator is not None)


class Proved(StrEnum):
    """How somebody who lost every second factor showed who they are (OWASP ASVS 4.0.3, 2.5.7: as
    surely as when they came)."""

    IN_PERSON = "in_person"
    VIDEO = "video"
    CALLED_BACK = "called_back"
    """At a number that the agency had before."""


def factors(session: Session, agency_id: UUID, staff_id: UUID) -> Factors:
    app = authenticators.find(session, agency_id, staff_id)
    counts = app is not None and app.confirmed_at is not None
    return Factors(
        app if counts else None,
        None if counts else app,
        passkeys.of(session, agency_id, staff_id),
        recovery.left(session, agency_id, staff_id),
    )


def gained(unit: Unit, staff: Staff, session_id: UUID, way: Way, change: Change) -> Sequence[str]:
    """What follows once a factor is there: this session has shown it. With the first of them the
    person gets recovery codes, which are returned to be shown, and sessions that were begun with
    less end."""
    letters.tell(unit, staff, change)
    sessions.prove(unit, session_id, way)
    if factors(unit.session, staff.agency_id, staff.id).number > 1:
        return ()
    ended = sessions.end_all(unit, staff.agency_id, staff.id, but=session_id)
    if ended:
        note(
            unit, staff.agency_id, f"staff:{staff.id}", "staff.sessions_ended", "staff", staff.id,
            number=ended,
        )  # fmt: skip
    return recovery.renew(unit, staff.agency_id, staff.id)


def lost(unit: Unit, staff: Staff, change: Change) -> None:
    """What follows once a factor is gone: without any, recovery codes are of no use."""
    letters.tell(unit, staff, change)
    unit.session.flush()
    if not factors(unit.session, staff.agency_id, staff.id).some:
        recovery.remove(unit, staff.agency_id, staff.id)


def reset(unit: Unit, staff: Staff, actor: str, proved: Proved) -> bool:
    """For who has lost everything, also the recovery codes: their sessions end, they are told by
    mail, and how they showed who they are goes on record. False when there was nothing."""
    if not _remove_all(unit, staff):
        return False
    ended = sessions.end_all(unit, staff.agency_id, staff.id)
    note(
        unit, staff.agency_id, actor, "staff.factors_removed", "staff", staff.id,
        proved=proved.value, sessions=ended,
    )  # fmt: skip
    letters.tell(unit, staff, Change.FACTORS_REMOVED)
    return True


def required(session: Session, agency_id: UUID) -> bool:
    """Whether the agency wants a second factor of everybody."""
    return session.get_one(Agency, agency_id).requires_second_factor


def _remove_all(unit: Unit, staff: Staff) -> bool:
    agency_id = staff.agency_id
    found = [
        authenticators.remove(unit, agency_id, staff.id),
        passkeys.remove(unit, agency_id, staff.id),
        staff.sign_on is not None,
    ]
    recovery.remove(unit, agency_id, staff.id)
    staff.sign_on = None
    return any(found)
