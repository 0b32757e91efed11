"""No more messages to this address. RFC 8058: a GET only shows a page, a POST acts at once."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import select
from sqlalchemy.orm import Session

from messaging.compliance.consent import ConsentChange, ConsentSource, ConsentState
from messaging.directory import consents, contact_points
from messaging.models.agency import Agency
from messaging.models.contact_point import ContactPoint
from messaging.platform.links import BadLinkError, LinkPurpose
from messaging.runtime import Runtime
from web.dependencies import RuntimeDep
from web.masking import masked
from web.parents.frame import Chosen, closed, language_for, page
from web.voice import Voice

router = APIRouter(prefix="/unsubscribe")

DETAIL = "unsubscribe page"


@router.get("/{token}")
def ask(request: Request, runtime: RuntimeDep, token: str, chosen: Chosen = None) -> HTMLResponse:
    contact_id = _contact_id(runtime, token)
    if contact_id is None:
        return closed(request, chosen)
    with runtime.reading() as session:
        contact = contact_points.of_link(session, contact_id)
        if contact is None:
            return closed(request, chosen)
        return _page(session, request, contact, chosen, runtime.clock())


@router.post("/{token}")
def act(
    request: Request,
    runtime: RuntimeDep,
    token: str,
    again: Annotated[bool, Form()] = False,
    chosen: Chosen = None,
) -> HTMLResponse:
    """Needs no session and no page of ours: mail programs post here for their reader. `again`
    takes it back, as easily as it was done (47 CFR 64.1200(a)(10))."""
    contact_id = _contact_id(runtime, token)
    if contact_id is None:
        return closed(request, chosen)
    with runtime.unit() as unit:
        contact = contact_points.of_link(unit.session, contact_id)
        if contact is None:
            return closed(request, chosen)
        change = ConsentChange.GRANT if again else ConsentChange.REVOKE
        consents.append(unit, contact, change, ConsentSource.PARENT, detail=DETAIL)
        return _page(unit.session, request, contact, chosen, unit.now)


def _contact_id(runtime: Runtime, token: str) -> UUID | None:
    try:
        # However old: a mail may lie unread for years, and its way out must still work.
        return runtime.links.read(LinkPurpose.UNSUBSCRIBE, token, runtime.clock())
    except BadLinkError:
        return None


def _page(
    session: Session,
    request: Request,
    contact: ContactPoint,
    chosen: str | None,
    now: datetime,
) -> HTMLResponse:
    people = contact_points.people_of(session, contact)
    agency = session.scalars(select(Agency).where(Agency.id == contact.agency_id)).one()
    language = language_for(request, chosen, people[0].language if people else None)
    voice = Voice.of(language, agency.time_zone, now)
    since = consents.welcome_since(session, contact)
    stopped = consents.state_of(session, contact, "all") is ConsentState.REVOKED
    return page(
        "unsubscribe.html",
        request,
        language,
        agency=agency.neutral_name,
        address=masked(contact.kind, contact.address),
        stopped=stopped,
        phone=agency.phone,
        welcome_since=voice.day(since) if since else "",
    )
