"""The doorbell to open staff pages, and the alarm that stands on all of them."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, StreamingResponse

from messaging.directory.access import visible_threads
from messaging.models.staff import StaffRole
from messaging.models.thread import Thread
from web.dependencies import HubDep, RuntimeDep
from web.live.stream import stream
from web.rendering import html
from web.staff import todos
from web.staff.sessions import ReaderDep

router = APIRouter()


@router.get("/live")
def live(hub: HubDep, runtime: RuntimeDep, person: ReaderDep) -> StreamingResponse:
    """Topics of the agency. They are ids; what they stand for is read under `person`'s rights. A
    partner hears of no other conversation than those referred to them."""
    viewer = person.viewer
    if viewer.role is not StaffRole.PARTNER:
        return stream(hub, viewer.agency_id, lambda topic: True)
    with runtime.reading() as session:
        ids = session.scalars(visible_threads(viewer).with_only_columns(Thread.id)).all()
    return stream(hub, viewer.agency_id, frozenset(map(str, ids)).__contains__)


@router.get("/alarm")
def alarm(runtime: RuntimeDep, person: ReaderDep) -> HTMLResponse:
    """The piece of a page that says that urgent tasks wait for somebody to take them."""
    with runtime.reading() as session:
        return html(
            "staff/alarm.html",
            person.voice.language,
            person=person,
            alarm=todos.alarm(session, person.viewer),
        )
