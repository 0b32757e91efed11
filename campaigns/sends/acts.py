"""What staff do with a send: confirm it, pause it, let it go on, cancel it.

Whoever made a send sees it, and so does a supervisor of everybody whom its list could hold.
"""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, or_, select
from sqlalchemy.orm import Session

from campaigns import in_view, pausing
from campaigns.in_view import made_in_view
from campaigns.models.pause import CampaignPause
from campaigns.models.send import Send, SendState
from campaigns.sends import sending
from campaigns.sends.deciding import settled
from campaigns.sends.making import SendError
from campaigns.sends.numbers import MOST_ALONE, may_confirm, to_go
from messaging.directory import audit
from messaging.directory.access import Act, Viewer
from messaging.platform.lanes import Lane
from messaging.platform.unit_of_work import Unit

KEPT = timedelta(days=1)
"""How long a list that nobody confirmed is kept: what it foresaw is stale by then."""

NOT_READY = "This was confirmed or cancelled already."
CHANGED = "The list has changed meanwhile. Look at it again, and confirm the new number."
NOBODY = "Nobody on this list can get it. Look at the reasons."
TOO_MANY = f"To more than {MOST_ALONE} people a supervisor sends it: ask one to open this page."
REFUSALS = (NOT_READY, CHANGED, NOBODY, TOO_MANY)
"""What a `SendError` says here, likewise."""


def forget_old(unit: Unit) -> int:
    """Lists that nobody confirmed, of every agency; how many."""
    stale = (
        Send.state == SendState.READY,
        Send.series_id.is_(None),
        Send.created_at < unit.now - KEPT,
    )
    return len(unit.session.scalars(delete(Send).where(*stale).returning(Send.id)).all())


def confirm(unit: Unit, viewer: Viewer, send_id: UUID, number: int) -> Send:
    """It goes to those on the list, who are `number`. Raises `SendError` or `NotFoundError`."""
    send = _locked(unit, viewer, send_id)
    if send.state is not SendState.READY:
        raise SendError(NOT_READY)
    waiting = to_go(unit.session, send)
    if waiting != number:
        raise SendError(CHANGED)
    if not number:
        raise SendError(NOBODY)
    if not may_confirm(viewer, number):
        raise SendError(TOO_MANY)
    send.state, send.number = SendState.RUNNING, number
    send.confirmed_at, send.confirmed_by = unit.now, viewer.actor
    settled(unit, send)
    _noted(unit, viewer.actor, "send.confirmed", send)
    unit.ring(Lane.JOURNEYS)
    return send


def pause(unit: Unit, viewer: Viewer, send_id: UUID) -> Send:
    """Nothing more goes but what a worker has in hand. Raises `NotFoundError`, `SendError`."""
    send = _locked(unit, viewer, send_id)
    if send.state not in (SendState.RUNNING, SendState.DONE):
        raise SendError(NOT_READY)
    rest(unit, viewer.actor, send)
    return send


def resume(unit: Unit, viewer: Viewer, send_id: UUID) -> Send:
    """It goes on where it was: nobody is skipped and nobody gets it twice."""
    send = _locked(unit, viewer, send_id)
    wake(unit, viewer.actor, send)
    return send


def cancel(unit: Unit, viewer: Viewer, send_id: UUID) -> Send:
    """Nobody gets it any more but those to whom it is on its way. Said again it changes nothing."""
    send = _locked(unit, viewer, send_id)
    end(unit, viewer.actor, send)
    return send


def rest(unit: Unit, actor: str, send: Send) -> bool:
    """Pause one that is locked. False when it was paused already."""
    new = pausing.rest(unit, send.agency_id, send.campaign, actor) is not None
    return new and _noted(unit, actor, "send.paused", send)


def wake(unit: Unit, actor: str, send: Send) -> bool:
    """Let one that is locked go on. False when it was not paused."""
    new = pausing.wake(unit, send.agency_id, send.campaign) is not None
    return new and _noted(unit, actor, "send.resumed", send)


def end(unit: Unit, actor: str, send: Send) -> bool:
    """Cancel one that is locked. False when it was cancelled already."""
    if send.state in (SendState.CANCELLED, SendState.CANCELLING):
        return False
    send.state = SendState.CANCELLING
    sending.take_back(unit, send)
    settled(unit, send)
    unit.ring(Lane.JOURNEYS)
    return _noted(unit, actor, "send.cancelled", send)


def find(session: Session, viewer: Viewer, send_id: UUID) -> Send:
    """Raises `NotFoundError`."""
    return in_view.find(session, Send, send_id, seen_by(viewer))


def seen_by(viewer: Viewer) -> ColumnElement[bool]:
    shown = or_(Send.series_id.is_(None), Send.occurs_on.is_not(None))
    return and_(made_in_view(Send, viewer), shown)


def paused(session: Session, send: Send) -> CampaignPause | None:
    """Since when and by whom it rests, or None."""
    return session.scalars(
        select(CampaignPause).where(
            CampaignPause.agency_id == send.agency_id,
            CampaignPause.campaign == send.campaign,
            CampaignPause.paused_at.is_not(None),
        )
    ).one_or_none()


def _locked(unit: Unit, viewer: Viewer, send_id: UUID) -> Send:
    send = in_view.locked(unit, viewer, Act.WRITE, Send, send_id, seen_by(viewer))
    unit.touch(send.agency_id, "sends")
    return send


def _noted(unit: Unit, actor: str, action: str, send: Send) -> bool:
    audit.note(unit, send.agency_id, actor, action, "send", send.id, number=send.number)
    unit.touch(send.agency_id, "sends")
    return True
