"""What a parent sees: this page's own conversation, and nothing that was texted or emailed.

Someone else may hold the phone, so nothing older than the chat itself ever stands here.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from channels.file_kinds import FileKind
from channels.file_names import safe_name
from channels.values import ChannelKind, DeliveryReport, DeliveryStatus, Inbound
from messaging.inbound import forms, leaving, proving, seen_files
from messaging.models.agency import Agency
from messaging.models.attempt import Attempt, AttemptOutcome
from messaging.models.file import File
from messaging.models.inbound import InboundMessage, InboundState
from messaging.models.message import Direction, Message, MessageStatus
from messaging.models.thread import Thread
from messaging.outbound import nudges, receipts
from messaging.platform.sealing import keyring
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from web.parents.uploads import Posted
from web.voice import Voice

SHOWN = 100
PROVIDER = "chat"
SEEN_EVERY = timedelta(seconds=30)
"""How exactly we need to know that the page is open."""
VISIBLE = (
    MessageStatus.QUEUED,
    MessageStatus.SENDING,
    MessageStatus.UNCERTAIN,
    MessageStatus.SENT,
    MessageStatus.DELIVERED,
    MessageStatus.READ,
)


@dataclass(frozen=True, slots=True, repr=False)
class Said:
    mine: bool
    """The parent's own."""
    text: str
    moment: str
    exact: str
    iso: str
    at: datetime

    language: str = ""
    """Where it is known."""
    files: Sequence[str] = ()
    """The names of what they sent; the files themselves are for the agency alone."""

    @classmethod
    def mine_at(cls, text: str, at: datetime, voice: Voice, files: Sequence[File] = ()) -> "Said":
        names = [safe_name(f.name, f.kind or FileKind.OTHER, f.position) for f in files]
        shown = voice.moment(at), voice.exact(at), at.isoformat(), at
        return cls(True, text, *shown, files=names)

    @classmethod
    def ours_at(cls, text: str, at: datetime, voice: Voice, language: str = "") -> "Said":
        shown = voice.moment(at), voice.exact(at), at.isoformat(), at
        return cls(False, text, *shown, language=language)


def said(session: Session, thread: Thread, voice: Voice) -> Sequence[Said]:
    """Oldest first; what the parent has written stands there before it is routed too."""
    rows = session.scalars(
        select(Message)
        .where(
            Message.agency_id == thread.agency_id,
            Message.thread_id == thread.id,
            Message.channel == ChannelKind.CHAT,
            or_(
                Message.direction == Direction.IN,
                and_(Message.status.in_(VISIBLE), Message.due_at <= voice.now),
            ),
        )
        .order_by(Message.created_at.desc(), Message.id.desc())
        .limit(SHOWN)
    ).all()
    waiting = session.scalars(
        select(InboundMessage).where(
            InboundMessage.agency_id == thread.agency_id,
            InboundMessage.channel == ChannelKind.CHAT,
            InboundMessage.provider != forms.PROVIDER,
            InboundMessage.state != InboundState.THREADED,
            InboundMessage.sender_index.in_(keyring().indexes(thread.agency_id, str(thread.id))),
        )
    ).all()
    came_as = {row.id: inbound_id for row in rows if (inbound_id := seen_files.inbound_of(row))}
    own = _own(session, thread, came_as)
    files = seen_files.of_inbounds(
        session, thread.agency_id, [*own.values(), *(row.id for row in waiting)]
    )
    found = [
        Said.mine_at(row.text, row.created_at, voice, files.get(own[row.id], ()))
        for row in rows
        if row.id in own
    ]
    found += [
        Said.ours_at(row.text, row.created_at, voice, row.language)
        for row in rows
        if row.direction is Direction.OUT
    ]
    found += [
        Said.mine_at(row.text, row.received_at, voice, files.get(row.id, ())) for row in waiting
    ]
    return sorted(found, key=lambda each: each.at)


def _own(session: Session, thread: Thread, came_as: Mapping[UUID, UUID]) -> Mapping[UUID, UUID]:
    """Of these messages, those that were written in this parent's own chat. What a caseworker has
    put into the thread (an anonymous tip, say) may be somebody else's."""
    senders = [str(thread.id), *proving.proven_chats(session, thread)]
    indexes = [index for each in senders for index in keyring().indexes(thread.agency_id, each)]
    theirs = set(
        session.scalars(
            select(InboundMessage.id).where(
                InboundMessage.agency_id == thread.agency_id,
                InboundMessage.id.in_(came_as.values()),
                InboundMessage.sender_index.in_(indexes),
                # What was filled in is shown to nobody again.
                InboundMessage.provider != forms.PROVIDER,
            )
        )
    )
    return {message: inbound for message, inbound in came_as.items() if inbound in theirs}


def written(
    unit: Unit, agency: Agency, voice: Voice, form: Posted, sender: str, chat: str
) -> Inbound:
    """What was sent from a chat's page, by `sender`; `chat` names the chat among all others."""
    kept = {
        "text": form.text,
        "key": form.key,
        "language": voice.language,
        "files": [{"name": each.name, "bytes": len(each.content)} for each in form.files],
    }
    return Inbound(
        channel=ChannelKind.CHAT,
        provider=PROVIDER,
        provider_id=f"{chat}:{form.key or secrets.token_urlsafe(16)}",
        sender=sender,
        recipient=str(agency.id),
        text=form.text,
        received_at=unit.now,
        raw=json.dumps(kept),
        media=form.files,
    )


def was_shown(unit: Unit, runtime: Runtime, thread: Thread) -> None:
    """The parent has the page open: what we wrote there is read."""
    if thread.chat_seen_at is None or unit.now - thread.chat_seen_at >= SEEN_EVERY:
        thread.chat_seen_at = unit.now
    if thread.nudge is not None or thread.chat_seen_at == unit.now:
        nudges.came_back(unit, runtime, thread)
    unread = unit.session.execute(
        select(Attempt.id, Attempt.provider_id)
        .join(Message, Message.id == Attempt.message_id)
        .where(
            Message.agency_id == thread.agency_id,
            Message.thread_id == thread.id,
            Message.channel == ChannelKind.CHAT,
            Message.direction == Direction.OUT,
            Message.status.in_((MessageStatus.SENT, MessageStatus.DELIVERED)),
            Attempt.outcome == AttemptOutcome.ACCEPTED,
        )
    ).all()
    for attempt_id, provider_id in unread:
        report = DeliveryReport(PROVIDER, provider_id or "", DeliveryStatus.READ, attempt_id)
        receipts.apply(unit, report)


def left(unit: Unit, thread: Thread) -> None:
    """They left the page, and it is closed, as are the anonymous ones that led to it: from now on a
    text or an email tells them of an answer, with a new link."""
    thread.chat_seen_at = None
    chats = [proving.chat_of(each) for each in proving.proven_chats(unit.session, thread)]
    leaving.leave(unit, thread.agency_id, [thread.id, *chats])
