"""The doorbell to open staff pages."""

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from web.dependencies import HubDep
from web.live.stream import stream
from web.staff.sessions import SignedInDep

router = APIRouter()


@router.get("/live")
def live(hub: HubDep, person: SignedInDep) -> StreamingResponse:
    """Topics of the agency. They are ids; what they stand for is read under `person`'s rights."""
    return stream(hub, person.viewer.agency_id, lambda topic: True)
