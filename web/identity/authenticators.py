"""Codes of an authenticator app (TOTP, RFC 6238): enrolling, and each code good once."""

from datetime import datetime
from uuid import UUID

import pyotp
import segno
from markupsafe import Markup
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from messaging.models.second_factor import Authenticator
from messaging.platform.unit_of_work import Unit

ISSUER = "Kinline"
DRIFT = 1
"""Half minutes that a phone's clock may be ahead or behind (RFC 6238, 5.2)."""
GROUP = 4
DIGITS = 6


def find(session: Session, agency_id: UUID, staff_id: UUID) -> Authenticator | None:
    return session.scalar(
        select(Authenticator).where(
            Authenticator.agency_id == agency_id, Authenticator.staff_id == staff_id
        )
    )


def offer(unit: Unit, agency_id: UUID, staff_id: UUID) -> bool:
    """A fresh secret to enrol with, in place of one that was never confirmed. False when there is
    one that counts: it has to be removed first."""
    row = find(unit.session, agency_id, staff_id)
    if row is not None and row.confirmed_at is not None:
        return False
    if row is None:
        row = Authenticator(agency_id=agency_id, staff_id=staff_id)
        unit.session.add(row)
    row.secret, row.created_at = pyotp.random_base32(), unit.now
    return True


def confirm(unit: Unit, agency_id: UUID, staff_id: UUID, code: str) -> bool:
    """It counts from now on, if it makes the right codes."""
    row = find(unit.session, agency_id, staff_id)
    if row is None or row.confirmed_at is not None or not _spent(unit, row, code):
        return False
    row.confirmed_at = unit.now
    return True


def check(unit: Unit, agency_id: UUID, staff_id: UUID, code: str) -> bool:
    """Whether this is their code of this moment, the first time it is asked."""
    row = find(unit.session, agency_id, staff_id)
    return row is not None and row.confirmed_at is not None and _spent(unit, row, code)


def remove(unit: Unit, agency_id: UUID, staff_id: UUID) -> bool:
    """False when there was none."""
    gone = unit.session.execute(
        delete(Authenticator)
        .where(Authenticator.agency_id == agency_id, Authenticator.staff_id == staff_id)
        .returning(Authenticator.confirmed_at)
    ).first()
    return gone is not None and gone.confirmed_at is not None


def address(row: Authenticator, email: str) -> str:
    """What the app is told: `otpauth://totp/…`."""
    return pyotp.TOTP(row.secret).provisioning_uri(name=email, issuer_name=ISSUER)


def drawn(text: str) -> Markup:
    """A QR code as SVG, without script or style."""
    code = segno.make(text, error="m", micro=False)
    # Made here of nothing that anybody typed but an address, which stands in it as squares.
    return Markup(code.svg_inline(omitsize=True, light="#fff", dark="#000"))  # noqa: S704


def spelled(row: Authenticator) -> str:
    """The secret as somebody types it."""
    text = row.secret
    return " ".join(text[start : start + GROUP] for start in range(0, len(text), GROUP))


def _spent(unit: Unit, row: Authenticator, code: str) -> bool:
    step = _step(row.secret, code, unit.now)
    if step is None:
        return False
    # Two tries at once with one code: the database lets one of them have it.
    taken = unit.session.execute(
        update(Authenticator)
        .where(Authenticator.id == row.id, Authenticator.last_step < step)
        .values(last_step=step)
        .returning(Authenticator.id)
    )
    return taken.first() is not None


def _step(secret: str, code: str, now: datetime) -> int | None:
    """The half minute that a code is of."""
    typed = "".join(code.split())
    if len(typed) != DIGITS or not typed.isdecimal():
        return None
    totp = pyotp.TOTP(secret)
    for drift in range(-DRIFT, DRIFT + 1):
        if pyotp.utils.strings_equal(typed, totp.at(now, counter_offset=drift)):
            return totp.timecode(now) + drift
    return None
