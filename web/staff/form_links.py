"""A link to a form, put into the reply box: staff send it like any words of theirs."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, HTTPException, Request, status
from fastapi.responses import HTMLResponse
from sqlalchemy.orm import Session

from channels.values import ChannelKind
from messaging.inbound import forms
from messaging.outbound.context import recipient_seen_by
from web.catalogue import N_, spoken
from web.dependencies import RuntimeDep
from web.forms import FORMS
from web.rendering import html
from web.staff.desk import NO_SUCH_THREAD, desk, opened
from web.staff.frame import desk_page
from web.staff.reply import MOST_CHARACTERS
from web.staff.sessions import SignedIn, WriterDep
from web.voice import Voice

router = APIRouter()

NO_SUCH_FORM = N_("There is no such form. Choose one of the list.")


@router.post("/threads/{thread_id}/form")
def put_in(
    request: Request,
    runtime: RuntimeDep,
    person: WriterDep,
    thread_id: UUID,
    which: Annotated[str, Form(max_length=40)],
    key: Annotated[str, Form(min_length=8, max_length=40)],
    text: Annotated[str, Form(max_length=MOST_CHARACTERS)] = "",
    way: Annotated[ChannelKind | None, Form()] = None,
) -> HTMLResponse:
    """The reply box again, with the link after what stands there already."""
    if which not in FORMS:
        raise HTTPException(status.HTTP_404_NOT_FOUND, NO_SUCH_FORM)
    try:
        with runtime.unit() as unit:
            link = forms.ask(unit, runtime, person.viewer, thread_id, which)
            words = _words(unit.session, person, thread_id, link)
    except forms.NotFoundError:
        raise HTTPException(status.HTTP_404_NOT_FOUND, NO_SUCH_THREAD) from None
    with runtime.reading() as session:
        rows = opened(session, person.viewer, thread_id)
        both = "\n".join(each for each in (text.strip(), words) if each)
        again = desk(session, rows, person, chosen=way, text=both, key=key)
        if "hx-request" in request.headers:
            return html("staff/reply.html", person.voice.language, person=person, desk=again)
        return desk_page(session, person, again)


def _words(session: Session, person: SignedIn, thread_id: UUID, link: str) -> str:
    """In the parent's language. Whoever cannot open a page can call."""
    to = recipient_seen_by(session, person.viewer, thread_id)
    if to is None:
        raise forms.NotFoundError
    voice = Voice.of(spoken(to.person.language), to.agency.time_zone, person.voice.now)
    until = voice.day(person.voice.now + forms.LASTS)
    return voice.say(
        N_("Please fill in this form by %(until)s: %(link)s Or call %(phone)s."),
        until=until,
        link=link,
        phone=to.agency.phone,
    )
