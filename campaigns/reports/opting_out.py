"""Who asked us to stop, of those we wrote to. A campaign that drives out one in fifty does harm."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import case, func, literal, select
from sqlalchemy.orm import Session

from campaigns.reports.cube import Period
from campaigns.sends.names import TO_MANY, to_many
from messaging.compliance.consent import ConsentChange, ConsentSource
from messaging.directory.access import Viewer, in_view
from messaging.models.consent import ConsentEntry
from messaging.models.message import Message
from messaging.models.thread import Thread

ALARM = 0.02
"""RULES: above it a campaign is looked into."""
THEIR_WORD = (ConsentSource.PARENT, ConsentSource.CARRIER)


@dataclass(frozen=True, slots=True)
class OptOuts:
    """Phones and addresses, each counted once."""

    campaign: str
    """`TO_MANY`: all that staff sent to many."""
    written_to: int
    stopped: int
    """After this campaign's message was the last they had had."""

    @property
    def rate(self) -> float:
        return self.stopped / self.written_to if self.written_to else 0.0

    @property
    def alarming(self) -> bool:
        return self.rate >= ALARM


def opt_outs(session: Session, viewer: Viewer, period: Period) -> Sequence[OptOuts]:
    """By the campaigns that wrote within `period`, in the order of their names."""
    sent = (
        in_view(Thread, viewer),
        # An index of messages begins with it: a branch reads its own, and nobody else's.
        Message.agency_id == viewer.agency_id,
        Message.campaign.is_not(None),
        Message.sent_at >= period.start,
        Message.sent_at < period.end,
    )
    name = case((to_many(Message.campaign), literal(TO_MANY)), else_=Message.campaign).label(
        "called"
    )
    written = session.execute(
        select(name, func.count(Message.contact_point_id.distinct()))
        .join(Thread, Thread.id == Message.thread_id)
        .where(*sent)
        .group_by("called")
    )
    stopped = _stopped(session, viewer, period)
    last = session.execute(
        select(Message.contact_point_id, name, Message.sent_at)
        .join(Thread, Thread.id == Message.thread_id)
        .where(*sent, Message.contact_point_id.in_(list(stopped)))
        .order_by(Message.sent_at, Message.id)
    )
    # The last one of each stays.
    blamed = {
        contact_id: campaign
        for contact_id, campaign, at in last
        if contact_id and at and at <= stopped[contact_id]
    }
    counted = Counter(blamed.values())
    found = [OptOuts(name, number, counted[name]) for name, number in written if name]
    return sorted(found, key=lambda one: one.campaign)


def _stopped(session: Session, viewer: Viewer, period: Period) -> dict[UUID, datetime]:
    """When each contact first asked us to stop, within `period`."""
    rows = session.execute(
        select(ConsentEntry.contact_point_id, func.min(ConsentEntry.at))
        .where(
            ConsentEntry.agency_id == viewer.agency_id,
            ConsentEntry.change == ConsentChange.REVOKE,
            ConsentEntry.source.in_(THEIR_WORD),
            ConsentEntry.at >= period.start,
            ConsentEntry.at < period.end,
        )
        .group_by(ConsentEntry.contact_point_id)
    )
    return {row[0]: row[1] for row in rows}
