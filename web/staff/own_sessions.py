"""Where you are logged in, ended; and your password, changed."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, HTTPException, Request, Response, status

from web.dependencies import RuntimeDep
from web.identity import letters, passwords
from web.identity import sessions as kept
from web.identity.letters import Change
from web.identity.strength import EASY, SHORT, WeakPasswordError, refuse_weak
from web.staff.own import GONE, back, note_own, staff_of
from web.staff.sessions import OwnDep
from web.staff.throttle import Throttle

router = APIRouter(prefix="/account")

WEAK: Mapping[str, str] = MappingProxyType({SHORT: "short", EASY: "easy"})


@router.post("/sessions/end")
def end_others(runtime: RuntimeDep, person: OwnDep) -> Response:
    viewer = person.viewer
    with runtime.unit() as unit:
        ended = kept.end_all(unit, viewer.agency_id, viewer.staff_id, but=person.session_id)
        note_own(unit, person, "staff.sessions_ended", number=ended)
    return back("ended")


@router.post("/sessions/{session_id}/end")
def end_session(runtime: RuntimeDep, person: OwnDep, session_id: UUID) -> Response:
    viewer = person.viewer
    with runtime.unit() as unit:
        if not kept.end_one(unit, viewer.agency_id, viewer.staff_id, session_id):
            raise HTTPException(status.HTTP_404_NOT_FOUND, GONE)
        note_own(unit, person, "staff.session_ended")
    return back("ended")


@router.post("/password")
def change_password(
    request: Request,
    runtime: RuntimeDep,
    person: OwnDep,
    present: Annotated[str, Form(max_length=1000)] = "",
    new: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    # A session that somebody left open must not be a place to guess the password.
    throttle: Throttle = request.app.state.throttle
    name = f"password:{person.viewer.staff_id}"
    if throttle.blocked(name, name):
        return back("too_many")
    with runtime.reading() as session:
        staff = staff_of(session, person)
    if not passwords.matches(present, staff.password_hash):
        throttle.failed(name, name)
        return back("wrong_password")
    throttle.forget(name, name)
    try:
        refuse_weak(new, staff.email, person.agency_name, staff.name)
    except WeakPasswordError as error:
        return back(WEAK[str(error)])
    hashed = passwords.hashed(new)
    with runtime.unit() as unit:
        staff = staff_of(unit.session, person)
        staff.password_hash = hashed
        kept.end_all(unit, staff.agency_id, staff.id, but=person.session_id)
        note_own(unit, person, "staff.password_changed")
        letters.tell(unit, staff, Change.PASSWORD_CHANGED)
    return back("password")
