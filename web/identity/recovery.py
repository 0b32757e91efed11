"""Recovery codes: ten ways in for who has lost the other factors, each good once."""

import hashlib
import secrets
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from messaging.models.second_factor import RecoveryCode
from messaging.platform.unit_of_work import Unit

NUMBER = 10
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
"""None that looks like another one."""
LENGTH = 16
"""79 bits: too many to try, also for who holds the hashes."""
GROUP = 4


def renew(unit: Unit, agency_id: UUID, staff_id: UUID) -> Sequence[str]:
    """Ten new ones, as they are shown, once; those of before are good no more."""
    remove(unit, agency_id, staff_id)
    codes = ["".join(secrets.choice(SIGNS) for _ in range(LENGTH)) for _ in range(NUMBER)]
    unit.session.add_all(
        RecoveryCode(
            agency_id=agency_id,
            staff_id=staff_id,
            code_hash=_digest(staff_id, code),
            created_at=unit.now,
        )
        for code in codes
    )
    return [_grouped(code) for code in codes]


def use(unit: Unit, agency_id: UUID, staff_id: UUID, typed: str) -> bool:
    """Whether it is one of theirs that was not used yet; it is now."""
    code = "".join(sign for sign in typed.lower() if sign in SIGNS)
    used = unit.session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.agency_id == agency_id,
            RecoveryCode.staff_id == staff_id,
            RecoveryCode.code_hash == _digest(staff_id, code),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=unit.now)
        .returning(RecoveryCode.id)
    )
    return used.first() is not None


def left(session: Session, agency_id: UUID, staff_id: UUID) -> int:
    """How many are still good."""
    number = session.scalar(
        select(func.count(RecoveryCode.id)).where(
            RecoveryCode.agency_id == agency_id,
            RecoveryCode.staff_id == staff_id,
            RecoveryCode.used_at.is_(None),
        )
    )
    return number or 0


def remove(unit: Unit, agency_id: UUID, staff_id: UUID) -> None:
    unit.session.execute(
        delete(RecoveryCode).where(
            RecoveryCode.agency_id == agency_id, RecoveryCode.staff_id == staff_id
        )
    )


def _grouped(code: str) -> str:
    return "-".join(code[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def _digest(staff_id: UUID, code: str) -> bytes:
    return hashlib.sha256(staff_id.bytes + code.encode()).digest()
