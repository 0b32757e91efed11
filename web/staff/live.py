"""The doorbell to open staff pages, and the alarm that stands on all of them."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, StreamingResponse

from web.dependencies import HubDep, RuntimeDep
from web.live.stream import stream
from web.rendering import html
from web.staff.inbox_list import counts
from web.staff.sessions import SignedInDep

router = APIRouter()


@router.get("/live")
def live(hub: HubDep, person: SignedInDep) -> StreamingResponse:
    """Topics of the agency. They are ids; what they stand for is read under `person`'s rights."""
    return stream(hub, person.viewer.agency_id, lambda topic: True)


@router.get("/alarm")
def alarm(runtime: RuntimeDep, person: SignedInDep) -> HTMLResponse:
    """The piece of a page that says that urgent tasks wait for somebody to take them."""
    with runtime.reading() as session:
        return html(
            "staff/alarm.html",
            person.voice.language,
            person=person,
            counts=counts(session, person.viewer),
        )
