"""Forms behind links: what is too much for a text, or must not stand on a phone that others read.

One way only. What a parent fills in comes in as a message of theirs that staff read in the thread;
no page of a parent ever shows it, and no rule takes its words for an answer or a STOP.
"""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.values import ChannelKind, Inbound, Media
from messaging.directory import audit
from messaging.directory.access import Act, Viewer, require, visible_threads
from messaging.inbound import intake
from messaging.models.agency import Agency
from messaging.models.form_request import FormRequest
from messaging.models.inbound import InboundMessage
from messaging.models.thread import Thread
from messaging.platform.links import BadLinkError, LinkPurpose
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime

LASTS = timedelta(days=7)
PROVIDER = "form"


class NotFoundError(Exception):
    """There is no such thread for this viewer."""


def ask(unit: Unit, runtime: Runtime, viewer: Viewer, thread_id: UUID, form: str) -> str:
    """The address of `form` for the parent of a thread: good for once and for `LASTS`. Whoever
    asks sends it on. Raises `NotFoundError` or `ForbiddenError`."""
    require(viewer, Act.WRITE)
    seen = visible_threads(viewer).where(Thread.id == thread_id)
    if unit.session.execute(seen).first() is None:
        raise NotFoundError
    row = FormRequest(
        agency_id=viewer.agency_id,
        thread_id=thread_id,
        form=form,
        asked_by_id=viewer.staff_id,
        asked_at=unit.now,
    )
    unit.session.add(row)
    unit.session.flush()
    audit.note(unit, viewer.agency_id, viewer.actor, "form.asked", "thread", thread_id, form=form)
    token = runtime.links.sign(LinkPurpose.FORM, row.id, unit.now)
    return f"{runtime.settings.public_url}/p/form/{token}"


def asked(session: Session, runtime: Runtime, token: str) -> FormRequest | None:
    """What a link leads to, whether it is filled in or not; None for one that is too old or not
    ours. Locked where the session writes, so that it is filled in once."""
    try:
        request_id = runtime.links.read(LinkPurpose.FORM, token, runtime.clock(), LASTS)
    except BadLinkError:
        return None
    return session.scalar(select(FormRequest).where(FormRequest.id == request_id).with_for_update())


def fill_in(
    unit: Unit, request: FormRequest, text: str, raw: str, files: Sequence[Media] = ()
) -> bool:
    """What the parent wrote, as one message of theirs. False where it has come in before."""
    if request.filled_in_at is not None:
        return False
    request.filled_in_at = unit.now
    agency = unit.session.scalars(select(Agency).where(Agency.id == request.agency_id)).one()
    return intake.store(
        unit,
        agency,
        Inbound(
            channel=ChannelKind.CHAT,
            provider=PROVIDER,
            provider_id=str(request.id),
            sender=str(request.thread_id),
            recipient=str(agency.id),
            text=text,
            received_at=unit.now,
            raw=raw,
            media=tuple(files),
        ),
    )


def is_form(inbound: InboundMessage) -> bool:
    """Whether it is no talk, but what a parent filled in."""
    return inbound.provider == PROVIDER
