"""A thread as it reads: days, bubbles, and what became of each, in sentences."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import ClassVar
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from channels.values import ChannelKind
from messaging.directory.access import Viewer
from messaging.inbound import seen_files
from messaging.models.message import Direction, Message, MessageStatus
from messaging.models.thread import Thread
from messaging.outbound.reasons import (
    CAMPAIGN_PAUSED,
    SEEN_IN_CHAT,
    SENDER_PAUSED,
    TAKEN_BACK,
    sentence,
)
from messaging.outbound.taking_back import UNDO, is_open
from templates import free_words
from web.catalogue import N_
from web.masking import without_their_links
from web.staff.asides import REMOVED, Aside, asides
from web.staff.files import Attached, attached
from web.staff.folding import folded
from web.staff.people import authors
from web.voice import Voice
from web.wording import ALSO, CHANNEL, INSTEAD, NEITHER, PURPOSE, STATUS, TONE

SHOWN = 200
"""The latest messages of a thread; earlier ones follow on asking."""
NOT_TO_PARTNERS = N_("A form that they filled in. Only the agency's own people read it.")
UNDO_IT, TAKE_IT_BACK = N_("Undo"), N_("Take it back")
REASONED = frozenset({MessageStatus.FAILED, MessageStatus.REFUSED})
NEVER_THERE = (SEEN_IN_CHAT, TAKEN_BACK)
"""Messages cancelled for these went nowhere, and would stand between what was said: a nudge that
nobody needed, words that somebody thought better of."""
WENT = frozenset({MessageStatus.SENT, MessageStatus.DELIVERED, MessageStatus.READ})


@dataclass(frozen=True, slots=True, repr=False)
class Bubble:
    beside: ClassVar[bool] = False

    id: UUID
    mine: bool
    """From us, to the right."""
    text: str
    rest: str
    """What folds away below the text, or empty."""
    subject: str
    language: str
    channel: str
    channel_key: str
    by: str
    """Who wrote it, in words; empty for the parent."""
    wording: str
    """Which wording it was written from, in which version; empty where somebody typed it."""
    clock: str
    exact: str
    iso: str
    status: str
    tone: str
    because: str
    """Why it waits or did not go; a sentence, or empty."""
    instead: str
    """What went out in its place, or empty."""
    take_back: str
    """What the button says that takes it back, or empty."""
    parts: str
    files: Sequence[Attached]
    """What came with it."""


@dataclass(frozen=True, slots=True, repr=False)
class Day:
    name: str
    iso: str
    lines: Sequence[Bubble | Aside]

    @property
    def bubbles(self) -> Sequence[Bubble]:
        return [line for line in self.lines if isinstance(line, Bubble)]


@dataclass(frozen=True, slots=True, repr=False)
class Conversation:
    days: Sequence[Day]
    earlier: bool
    """There is more before the first day shown."""
    newest: str
    """Names the newest message, so that a page knows whether one has come."""
    wrote_by: ChannelKind | None = None
    """How the parent wrote last, a form aside: what they filled in is no way to reach them."""

    @property
    def silent(self) -> bool:
        """Nobody has said anything yet."""
        return not any(day.bubbles for day in self.days)


def conversation(
    session: Session,
    viewer: Viewer,
    thread: Thread,
    voice: Voice,
    *,
    parents_zone: str | None = None,
    limit: int = SHOWN,
) -> Conversation:
    agency_id = viewer.agency_id
    rows = session.scalars(said_in(agency_id, thread.id).limit(limit + 1)).all()
    shown = list(reversed(rows[:limit]))
    earlier = len(rows) > limit
    beside = asides(session, viewer, thread, shown[0].created_at if earlier else None, voice)
    closed = seen_files.closed_to(session, viewer, shown)
    names = authors(session, agency_id, {row.author_id for row in shown if row.author_id})
    files = _files(session, agency_id, [row for row in shown if row.id not in closed], voice)
    quoted = seen_files.quoted_in(session, agency_id, shown)
    local = ZoneInfo(voice.zone)
    lines: list[tuple[datetime, UUID, Bubble | Aside]] = [
        (
            row.created_at,
            row.id,
            _bubble(
                row,
                voice,
                names,
                _instead(row, shown, voice),
                parents_zone,
                files.get(row.id, ()),
                quoted.get(row.id, ""),
                closed=row.id in closed,
            ),
        )
        for row in shown
    ]
    lines += [(each.at, each.id, each) for each in beside]
    lines.sort(key=lambda line: line[:2])
    days = []
    for day, group in groupby(lines, lambda line: line[0].astimezone(local).date()):
        of_day = list(group)
        days.append(Day(voice.day(of_day[0][0]), day.isoformat(), [line for *_, line in of_day]))
    newest = next((str(row.id) for row in rows if row.direction is Direction.IN), "")
    return Conversation(days, earlier, newest, _wrote_by(session, agency_id, rows))


def _wrote_by(session: Session, agency_id: UUID, rows: Iterable[Message]) -> ChannelKind | None:
    theirs = [row for row in rows if row.direction is Direction.IN]
    filled_in = seen_files.forms_among(session, agency_id, theirs)
    return next((row.channel for row in theirs if row.id not in filled_in), None)


def said_in(agency_id: UUID, thread_id: UUID) -> Select[Message]:
    """What stands in a conversation, the latest first."""
    return (
        select(Message)
        .where(
            Message.agency_id == agency_id,
            Message.thread_id == thread_id,
            or_(
                Message.status != MessageStatus.CANCELLED,
                Message.reason.is_(None),
                Message.reason.not_in(NEVER_THERE),
            ),
        )
        .order_by(Message.created_at.desc(), Message.id.desc())
    )


def _bubble(
    row: Message,
    voice: Voice,
    names: Mapping[UUID, str],
    instead: str,
    parents_zone: str | None,
    files: Sequence[Attached],
    quoted: str,
    *,
    closed: bool,
) -> Bubble:
    mine = row.direction is Direction.OUT
    may_be_undone = is_open(row, voice.now)
    thinking = may_be_undone and row.due_at - row.created_at <= UNDO
    held = row.status is MessageStatus.QUEUED and row.due_at > voice.now and not thinking
    said = voice.say(REMOVED) if row.removed_at else row.text
    said = voice.say(NOT_TO_PARTNERS) if closed else said
    text, rest = folded(without_their_links(said, voice.language), ours=mine)
    if quoted:
        rest = f"{rest}\n\n{without_their_links(quoted, voice.language)}".strip()
    return Bubble(
        id=row.id,
        mine=mine,
        text=text,
        rest=rest,
        subject=without_their_links(row.subject, voice.language),
        language=row.language,
        channel=voice.say(CHANNEL[row.channel]),
        channel_key=row.channel.value,
        by=by_whom(row, voice, names) if mine else "",
        wording=wording_words(row.template_key, row.template_version, row.own_version, voice),
        clock=voice.clock(row.created_at),
        exact=voice.exact(row.created_at),
        iso=row.created_at.isoformat(),
        status=_status(row, voice, parents_zone, held=held) if mine else "",
        tone="held" if held else TONE[row.status],
        because=sentence(row.reason, voice.language) if _is_explained(row, held=held) else "",
        instead=instead,
        take_back=voice.say(UNDO_IT if thinking else TAKE_IT_BACK) if may_be_undone else "",
        parts=_parts(row, voice),
        files=files,
    )


def _is_explained(row: Message, *, held: bool) -> bool:
    return held or row.status in REASONED or row.reason == SENDER_PAUSED


def _status(row: Message, voice: Voice, parents_zone: str | None, *, held: bool) -> str:
    if row.status is MessageStatus.UNCERTAIN and row.settled_at is not None:
        return voice.say(N_("We could not find out whether it arrived"))
    if held and row.reason == CAMPAIGN_PAUSED:
        return voice.say(N_("Waits"))
    if not held:
        return voice.say(STATUS[row.status])
    theirs = voice.in_zone(parents_zone)
    text = (
        N_("Waits until %(time)s, the parent's time")
        if theirs.zone != voice.zone
        else N_("Waits until %(time)s")
    )
    return voice.say(text, time=theirs.within(row.due_at))


def _instead(row: Message, shown: Sequence[Message], voice: Voice) -> str:
    """Whether the parent got it by another way."""
    if row.status not in REASONED:
        return ""
    stand_in = next((each for each in shown if each.fallback_of_id == row.id), None)
    if stand_in is not None:
        words = NEITHER if stand_in.status in REASONED else INSTEAD
    else:
        stand_in = next((each for each in shown if _beside(row, each)), None)
        words = ALSO
    if stand_in is None:
        return ""
    return voice.say(words[stand_in.channel], time=voice.clock(stand_in.created_at))


def _beside(row: Message, other: Message) -> bool:
    """The same step of a journey, sent on another channel and not lost there."""
    step = row.origin.rpartition(":")[0]
    return (
        step.startswith("step:")
        and other.origin.rpartition(":")[0] == step
        and other.channel is not row.channel
        and other.status in WENT
    )


def by_whom(row: Message, voice: Voice, names: Mapping[UUID, str]) -> str:
    """Who wrote one of ours: a colleague, or what it is for."""
    if row.author_id is not None:
        return names.get(row.author_id, voice.say(N_("A colleague")))
    return voice.say(PURPOSE[row.purpose]) if row.purpose else ""


def wording_words(key: str | None, version: int | None, own: int | None, voice: Voice) -> str:
    """`Wording: renewal_reminder, version 3`; empty for what somebody wrote freely."""
    if key in (None, free_words.KEY):
        return ""
    if own:
        return voice.say(N_("Wording: %(name)s, version %(number)s"), name=key, number=own)
    return voice.say(N_("Wording: %(name)s, as shipped (%(number)s)"), name=key, number=version)


def _parts(row: Message, voice: Voice) -> str:
    if row.channel is not ChannelKind.SMS or row.segments < 2:
        return ""
    return voice.count("%(number)s part", "%(number)s parts", row.segments)


def _files(
    session: Session, agency_id: UUID, rows: Iterable[Message], voice: Voice
) -> Mapping[UUID, Sequence[Attached]]:
    theirs = {
        row.id: inbound_id
        for row in rows
        if row.direction is Direction.IN and (inbound_id := seen_files.inbound_of(row))
    }
    found = seen_files.of_inbounds(session, agency_id, theirs.values())
    return {
        message_id: [attached(file, voice) for file in found[inbound_id]]
        for message_id, inbound_id in theirs.items()
        if inbound_id in found
    }
