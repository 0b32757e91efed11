"""What every act on one's own account shares."""

from typing import Any

from fastapi import status
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from messaging.directory.audit import note
from messaging.models.staff import Staff
from messaging.platform.unit_of_work import Unit
from web.catalogue import N_
from web.staff.sessions import ACCOUNT, SignedIn

GONE = N_("That is not there any more.")


def staff_of(session: Session, person: SignedIn) -> Staff:
    return session.get_one(Staff, person.viewer.staff_id)


def note_own(unit: Unit, person: SignedIn, action: str, **detail: Any) -> None:
    viewer = person.viewer
    note(unit, viewer.agency_id, viewer.actor, action, "staff", viewer.staff_id, **detail)


def back(told: str = "", *, fragment: str = "") -> RedirectResponse:
    """To the page of the account, which says `told`: a key of its table."""
    address = ACCOUNT + (f"?told={told}" if told else "") + (f"#{fragment}" if fragment else "")
    return RedirectResponse(address, status.HTTP_303_SEE_OTHER)
