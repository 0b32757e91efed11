"""A parent who has left the chat is told that an answer waits there: by text or by email, and once
until they are back, however many answers there are.

One message at most stands for one absence; its thread names it. It is moved with the answers it is
about, and taken back when they are read or taken back.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from operator import itemgetter

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from channels.values import ChannelKind
from messaging.compliance.gate import Allow, Decision, Hold, Purpose, Reason, decide
from messaging.models.message import Direction, Message, MessageStatus
from messaging.models.thread import Thread
from messaging.outbound import gathering
from messaging.outbound.context import Recipient, recipients_of
from messaging.outbound.outbox import Draft, best_contact, by_origin, cancel, compose
from messaging.outbound.reasons import SEEN_IN_CHAT
from messaging.platform.events import Event
from messaging.platform.ids import new_id
from messaging.platform.lanes import Lane
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime

TOPIC = "conversation"
TEMPLATE = "chat_nudge"
WAYS = (ChannelKind.SMS, ChannelKind.EMAIL)
"""In this order, where the parent allows both."""
ORIGIN = "nudge:"
CHAT_IS_LEFT = timedelta(minutes=2)
"""A parent whose page has not been seen this long has gone."""
NUDGED_AFTER = timedelta(seconds=5)
"""So long after the answer stands in the chat: by then nobody can take it back any more, and no
parent is called to a chat that says nothing."""
STANDS_THERE = (
    MessageStatus.QUEUED,
    MessageStatus.SENDING,
    MessageStatus.UNCERTAIN,
    MessageStatus.SENT,
    MessageStatus.DELIVERED,
)
"""Or will, once it is due."""


def plan(unit: Unit, runtime: Runtime, to: Recipient, fresh: Message | None = None) -> None:
    """After an answer (`fresh`) was written into the chat, or the parent has read there."""
    first = settle(unit, to.thread, SEEN_IN_CHAT, fresh)
    if first is None:
        return
    at = _moment(unit, to.thread, first)
    nudge = compose(
        unit, runtime, _draft(to, _way(unit.session, runtime, to, at), f"{ORIGIN}{new_id()}", at)
    )
    to.thread.nudge = nudge.origin


def settle(unit: Unit, thread: Thread, reason: str, fresh: Message | None = None) -> Message | None:
    """Move or take back (for `reason`) the nudge that stands there. Returns the answer that has to
    be told of by a new one, if there is one."""
    # Two who answer at once wait for each other here. A weaker lock than a row that points to the
    # thread takes, or two of those would wait for each other for ever.
    unit.session.refresh(
        thread, ["nudge", "chat_seen_at", "chat_shown_at"], with_for_update={"key_share": True}
    )
    # A page that was read this very moment cannot have shown what is not committed yet.
    first = _first_unseen(unit.session, thread) or fresh
    nudge = by_origin(unit, thread.agency_id, thread.nudge) if thread.nudge else None
    if nudge is None:
        return first
    if first is not None:
        _move(unit, nudge, _moment(unit, thread, first))
    elif cancel(unit, thread.agency_id, [nudge.origin], reason):
        thread.nudge = None
    return None


def came_back(unit: Unit, runtime: Runtime, thread: Thread) -> None:
    """The parent has the page open, and has seen all that stands there. What is to appear there
    later is an absence of its own."""
    thread.chat_shown_at = unit.now
    if thread.nudge is None:
        return
    nudge = by_origin(unit, thread.agency_id, thread.nudge)
    if nudge is None or nudge.status is not MessageStatus.QUEUED:
        thread.nudge = None
    unit.session.flush()
    plan(unit, runtime, recipients_of(unit.session, [thread.id])[thread.id])


def on_undelivered(unit: Unit, runtime: Runtime, event: Event) -> None:
    """For MESSAGE_FAILED and MESSAGE_REFUSED: a nudge that could not go takes the other way, once,
    if the parent allows that and is still away."""
    origin = str(event.data.get("origin", ""))
    if not origin.startswith(ORIGIN) or origin.count(":") > 1 or event.thread_id is None:
        return
    # On a phone that several people use, a notice that tells nothing has gone in its place.
    if event.data.get("reason") == Reason.SHARED_CONTACT:
        return
    to = recipients_of(unit.session, [event.thread_id]).get(event.thread_id)
    if to is None or to.thread.nudge != origin:
        return
    tried = ChannelKind(str(event.data["channel"]))
    others = [kind for kind in WAYS if kind is not tried]
    for kind, decision in _decisions(unit.session, runtime, to, unit.now, others):
        if isinstance(decision, Allow | Hold):
            draft = _draft(to, kind, f"{origin}:{kind}", unit.now)
            to.thread.nudge = compose(unit, runtime, draft).origin
            return


def _first_unseen(session: Session, thread: Thread) -> Message | None:
    """The first answer of a person that the parent's page has not shown."""
    unseen = select(Message).where(
        Message.agency_id == thread.agency_id,
        Message.thread_id == thread.id,
        Message.direction == Direction.OUT,
        Message.channel == ChannelKind.CHAT,
        Message.author_id.is_not(None),
        Message.status.in_(STANDS_THERE),
    )
    if thread.chat_shown_at is not None:
        unseen = unseen.where(Message.due_at > thread.chat_shown_at)
    return session.scalars(unseen.order_by(Message.due_at, Message.id).limit(1)).first()


def _moment(unit: Unit, thread: Thread, first: Message) -> datetime:
    """Soon when the parent has left the page, else after as long as it takes to be sure."""
    said_at, seen = max(first.due_at, unit.now), thread.chat_seen_at
    gone = seen is None or said_at - seen > CHAT_IS_LEFT
    return said_at + (NUDGED_AFTER if gone else CHAT_IS_LEFT)


def _move(unit: Unit, nudge: Message, at: datetime) -> None:
    unit.session.execute(
        update(Message)
        .where(Message.id == nudge.id, Message.status == MessageStatus.QUEUED)
        .values(due_at=at),
        execution_options={"synchronize_session": False},
    )


def _way(session: Session, runtime: Runtime, to: Recipient, at: datetime) -> ChannelKind:
    """What the gate would let go first. It is asked again before anything goes."""
    decisions = _decisions(session, runtime, to, at, WAYS)
    allowed = [kind for kind, decision in decisions if isinstance(decision, Allow)]
    held = [(decision.until, kind) for kind, decision in decisions if isinstance(decision, Hold)]
    soonest = [kind for _, kind in sorted(held, key=itemgetter(0))]
    return next(iter([*allowed, *soonest, *(kind for kind, _ in decisions), *WAYS]))


def _decisions(
    session: Session, runtime: Runtime, to: Recipient, at: datetime, kinds: Sequence[ChannelKind]
) -> Sequence[tuple[ChannelKind, Decision]]:
    """For each way that the parent has an address for."""
    found = []
    for kind in kinds:
        contact = best_contact(session, to, kind, TOPIC)
        if contact is not None:
            message = Message(
                id=new_id(),
                agency_id=to.agency.id,
                thread_id=to.thread.id,
                contact_point_id=contact.id,
                channel=kind,
                purpose=Purpose.NUDGE,
                topic=TOPIC,
                generic=runtime.library.get(TEMPLATE).generic,
                created_at=at,
                expires_at=None,
            )
            found.append((kind, decide(gathering.question(session, message, at, to))))
    return found


def _draft(to: Recipient, kind: ChannelKind, origin: str, at: datetime) -> Draft:
    return Draft(
        agency_id=to.agency.id,
        thread_id=to.thread.id,
        template=TEMPLATE,
        values={},
        channel=kind,
        purpose=Purpose.NUDGE,
        lane=Lane.URGENT,
        topic=TOPIC,
        origin=origin,
        due_at=at,
    )
