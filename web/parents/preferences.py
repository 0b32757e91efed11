"""How a parent wants to hear from us: where, in which language, when, and about what.

The link came by email, and someone else may read that mailbox. So the page shows no other address,
no name and no case, and cannot undo what the parent stopped from their own phone.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import select
from sqlalchemy.orm import Session

from messaging.directory import consents, contact_points, preferences
from messaging.directory.preferences import TOPICS, Choices
from messaging.models.agency import Agency
from messaging.models.contact_point import ContactPoint
from messaging.platform.links import BadLinkError, LinkPurpose
from messaging.runtime import Runtime
from templates.files import Topic
from web.catalogue import N_, languages
from web.dependencies import RuntimeDep
from web.masking import masked
from web.parents.frame import Chosen, closed, language_for, page
from web.topics import ABOUT
from web.voice import Voice

router = APIRouter(prefix="/preferences")

LINK_LASTS = timedelta(days=30)
HOURS: Mapping[str, str] = MappingProxyType(
    {
        "": N_("Any time in the day"),
        "8-12": N_("Mornings, 8 to 12"),
        "12-17": N_("Afternoons, 12 to 5"),
        "17-20": N_("Evenings, 5 to 8"),
    }
)
PAUSES: Mapping[str, str] = MappingProxyType(
    {"0": N_("No pause"), "7": N_("One week"), "30": N_("One month"), "90": N_("Three months")}
)
KEEP = "keep"


@router.get("/{token}")
def ask(request: Request, runtime: RuntimeDep, token: str, chosen: Chosen = None) -> HTMLResponse:
    contact_id = _contact_id(runtime, token)
    with runtime.reading() as session:
        contact = contact_points.of_link(session, contact_id) if contact_id else None
        if contact is None:
            return closed(request, chosen)
        return _page(session, request, runtime, contact, chosen)


@router.post("/{token}")
def act(
    request: Request,
    runtime: RuntimeDep,
    token: str,
    hours: Annotated[str, Form()] = "",
    pause: Annotated[Literal["keep", "0", "7", "30", "90"], Form()] = "keep",
    topics: Annotated[list[Topic] | None, Form()] = None,
    here: Annotated[bool, Form()] = False,
    texts: Annotated[bool, Form()] = False,
    language: Annotated[str | None, Form()] = None,
    chosen: Chosen = None,
) -> HTMLResponse:
    """A box that is not ticked is not sent: what is missing is a no."""
    contact_id = _contact_id(runtime, token)
    with runtime.unit() as unit:
        contact = contact_points.of_link(unit.session, contact_id) if contact_id else None
        if contact is None:
            return closed(request, chosen)
        preferences.choose(
            unit,
            contact,
            Choices(
                here=here,
                texts=texts,
                topics=frozenset(topics or ()),
                hours=hours if hours in HOURS else "",
                pause_days=None if pause == KEEP else int(pause),
                language=language if language in languages() else None,
            ),
        )
        unit.session.flush()
        return _page(unit.session, request, runtime, contact, language or chosen, saved=True)


def _contact_id(runtime: Runtime, token: str) -> UUID | None:
    try:
        return runtime.links.read(LinkPurpose.PREFERENCES, token, runtime.clock(), LINK_LASTS)
    except BadLinkError:
        return None


def _page(
    session: Session,
    request: Request,
    runtime: Runtime,
    contact: ContactPoint,
    chosen: str | None,
    *,
    saved: bool = False,
) -> HTMLResponse:
    now = preferences.standing(session, contact)
    agency = session.scalars(select(Agency).where(Agency.id == contact.agency_id)).one()
    language = language_for(request, chosen, now.language)
    voice = Voice.of(language, agency.time_zone, runtime.clock())
    until = datetime.fromisoformat(now.pause) if now.pause else None
    since = consents.welcome_since(session, contact)
    paused = until is not None and until > runtime.clock()
    return page(
        "preferences.html",
        request,
        language,
        agency=agency.neutral_name,
        address=masked(contact.kind, contact.address),
        now=now,
        hours=HOURS,
        about={topic: ABOUT[topic] for topic in TOPICS},
        pauses={**({KEEP: N_("Keep the pause")} if paused else {}), **PAUSES},
        pause=KEEP if paused else "0",
        paused_until=voice.day(until) if until is not None and paused else "",
        saved=saved,
        phone=agency.phone,
        welcome_since=voice.day(since) if since else "",
    )
