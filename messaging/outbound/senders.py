"""Who messages go out from, and when one of those senders has to rest.

A sender whose provider says "not from you" would turn away everything it is given, so it is paused
and its messages wait; the others go on. It is tried again by itself (`probing.py`), or a person
resumes it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import Session

from channels.values import ChannelKind, SendError
from messaging.directory import audit
from messaging.models.agency import Agency
from messaging.models.message import Message
from messaging.models.sender import ACCOUNT, Sender
from messaging.platform.database import insert_or_ignore
from messaging.platform.events import FactType
from messaging.platform.ids import new_id
from messaging.platform.lanes import SENDING_LANES
from messaging.platform.settings import Settings
from messaging.platform.unit_of_work import Unit

log = structlog.get_logger(__name__)

SenderKey = tuple[ChannelKind, str]
"""Channel and address."""

FIRST_PROBE = timedelta(minutes=5)
LONGEST_PROBE = timedelta(hours=4)
"""Between tries of a paused sender, each twice as long as the one before."""
SAME_TROUBLE = timedelta(hours=1)
"""Paused again so soon after it was resumed, it goes on where its waits had ended."""

SYSTEM = "system"
BY_HAND = SendError("by-hand", "A person paused it.", page_operations=True)


@dataclass(frozen=True, slots=True)
class Paused:
    """The senders that rest just now: `key in paused` asks about one of them."""

    keys: frozenset[SenderKey]

    def __contains__(self, key: SenderKey | None) -> bool:
        """Its own pause counts, and so does one of the whole account."""
        return key is not None and (key in self.keys or (key[0], ACCOUNT) in self.keys)

    def __bool__(self) -> bool:
        return bool(self.keys)


def sender_of(settings: Settings, agency: Agency, channel: ChannelKind) -> SenderKey | None:
    """Who `agency` writes from on `channel`; None for web chat, which needs nobody's leave."""
    return address_of(settings, agency.text_sender, channel)


def address_of(settings: Settings, own: str | None, channel: ChannelKind) -> SenderKey | None:
    """As `sender_of`, by the agency's own text sender."""
    if channel is ChannelKind.SMS:
        return channel, own or settings.texts_from
    if channel is ChannelKind.EMAIL:
        return channel, settings.mail_from
    return None


def paused(session: Session) -> Paused:
    """All of them, in one small query."""
    rows = session.execute(
        select(Sender.channel, Sender.address).where(Sender.paused_at.is_not(None))
    )
    return Paused(frozenset((channel, address) for channel, address in rows))


def is_shared(session: Session, settings: Settings, key: SenderKey) -> bool:
    """Whether several agencies write from it. Then it is the installation's, and what one of them
    decides about it would be decided for the others."""
    channel, address = key
    agencies = session.scalars(select(Agency)).all()
    writers = [
        agency
        for agency in agencies
        if address == ACCOUNT or sender_of(settings, agency, channel) == key
    ]
    return len(writers) > 1


def goes_from(settings: Settings, key: SenderKey) -> ColumnElement[bool]:
    """Messages that `key` has to send; for statements that select from `Message`."""
    channel, address = key
    on_channel = Message.channel == channel
    if address == ACCOUNT:
        return on_channel
    if channel is not ChannelKind.SMS:
        return on_channel if address == settings.mail_from else false()
    own = Agency.text_sender == address
    users = or_(own, Agency.text_sender.is_(None)) if address == settings.texts_from else own
    return and_(on_channel, Message.agency_id.in_(select(Agency.id).where(users)))


def rates(session: Session) -> dict[SenderKey, float]:
    """Segments per second of those senders that have a rate of their own."""
    rows = session.execute(
        select(Sender.channel, Sender.address, Sender.segments_per_second).where(
            Sender.segments_per_second.is_not(None)
        )
    )
    return {(channel, address): rate for channel, address, rate in rows if rate is not None}


def every(session: Session, settings: Settings) -> list[Sender]:
    """All senders in use or paused; those without a row come as fresh ones, not stored."""
    stored = {
        (row.channel, row.address): row
        for row in session.scalars(select(Sender).order_by(Sender.channel, Sender.address))
    }
    in_use = {
        key
        for agency in session.scalars(select(Agency))
        for channel in ChannelKind
        if (key := sender_of(settings, agency, channel)) is not None
    }
    fresh = [Sender(channel=c, address=a, probes=0) for c, a in sorted(in_use - stored.keys())]
    return [*stored.values(), *fresh]


def locked(unit: Unit, channel: ChannelKind, address: str) -> Sender:
    """The row of one sender, made if there was none; nobody else changes it until this unit ends.
    Where messages are locked too, they are locked first."""
    insert_or_ignore(unit.session, Sender, id=new_id(), channel=channel, address=address, probes=0)
    return unit.session.scalars(
        select(Sender)
        .where(Sender.channel == channel, Sender.address == address)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def pause(
    unit: Unit, channel: ChannelKind, address: str, error: SendError, actor: str = SYSTEM
) -> bool:
    """Nothing goes from it any more; from no sender of the channel, where the error concerns the
    whole account. False when it was paused already. Every agency that writes from it is told."""
    address = ACCOUNT if error.whole_account else address
    # A whole batch may say so at once: only the first of it needs the row to itself.
    if (channel, address) in paused(unit.session).keys:
        return False
    row = locked(unit, channel, address)
    if row.paused_at is not None:
        return False
    again = row.resumed_at is not None and unit.now - row.resumed_at < SAME_TROUBLE
    row.probes = row.probes + 1 if again else 0
    row.paused_at, row.paused_code, row.paused_reason = unit.now, error.code, error.reason
    row.probe_at = unit.now + wait(row.probes) if actor == SYSTEM else None
    row.probe_id = None
    _tell(unit, row, FactType.SENDER_PAUSED, actor)
    say = log.error if actor == SYSTEM else log.info
    say("sender.paused", row=str(row.id), channel=channel.value, code=error.code)
    return True


def resume(unit: Unit, channel: ChannelKind, address: str, actor: str = SYSTEM) -> bool:
    """What waited for it goes, in its order. False when it was not paused."""
    row = locked(unit, channel, address)
    if row.paused_at is None:
        return False
    row.paused_at = row.paused_code = row.paused_reason = None
    row.probe_at = row.probe_id = None
    row.resumed_at = unit.now
    _tell(unit, row, FactType.SENDER_RESUMED, actor)
    for lane in SENDING_LANES:
        unit.ring(lane)
    log.info("sender.resumed", row=str(row.id), channel=channel.value)
    return True


def set_rate(unit: Unit, channel: ChannelKind, address: str, rate: float | None) -> None:
    """Its own rate in segments (mail: messages) a second; None: the installation's again."""
    locked(unit, channel, address).segments_per_second = rate


def wait(probes: int) -> timedelta:
    """Until the next try, after so many in vain."""
    doubled: int = 2 ** min(probes, 30)
    return min(FIRST_PROBE * doubled, LONGEST_PROBE)


def _tell(unit: Unit, row: Sender, fact: FactType, actor: str) -> None:
    """Each agency that writes from it: the audit log, and whoever reacts to the fact."""
    for agency in _users(unit.session, row):
        by = "system" if actor == SYSTEM else "person"
        unit.record(fact, agency.id, subject_id=row.id, channel=row.channel.value, by=by)
        audit.note(unit, agency.id, actor, fact.value, "sender", row.id, code=row.paused_code)


def _users(session: Session, row: Sender) -> Sequence[Agency]:
    agencies = select(Agency).order_by(Agency.id)
    if row.channel is ChannelKind.SMS and row.address != ACCOUNT:
        own = session.scalars(agencies.where(Agency.text_sender == row.address)).all()
        # Whatever is nobody's own is the installation's.
        return own or session.scalars(agencies.where(Agency.text_sender.is_(None))).all()
    return session.scalars(agencies).all()
