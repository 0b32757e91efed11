"""What there is to judge by: the carrier's own log, and what our database believes."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parseaddr
from itertools import chain
from typing import Any
from uuid import UUID

import httpx2
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casework.models import Task
from casework.models.task import TaskKind
from channels.values import ChannelKind
from messaging.models.agency import Agency
from messaging.models.attempt import Attempt
from messaging.models.contact_point import ContactPoint
from messaging.models.inbound import InboundMessage, InboundState
from messaging.models.message import Direction, Message, MessageStatus
from messaging.outbound import senders
from messaging.platform.events import Event
from outgoing.announcing import untold
from outgoing.models.delivery import DeliveryState, EventDelivery, Problem
from service.demo.cast import AGENCY
from tests.chaos.ears import Ears, Heard
from tests.chaos.load import Load
from tests.chaos.people import SENDERS

Key = tuple[str, str, str]
"""By which the carrier's log and our rows are matched: for a text its sender, handset and words;
for a mail its address and Message-ID."""
MAIL = "mail"
NOTED = (
    "overdue.told", "reconcile.adopted", "reconcile.absent", "process.ended", "sender.paused",
    "spool.kept", "spool.set_aside",
)  # fmt: skip
"""Lines of the house's log that are counted."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A text or mail of ours that the carrier took, in the order of taking."""

    key: Key
    at: datetime
    words: str
    """Everything in it that somebody could read."""
    segments: int = 1

    @property
    def to(self) -> str:
        return self.key[1]

    @property
    def agency(self) -> str | None:
        """Whose number a text came from. A mail tells only by its row."""
        return next((slug for slug, number in SENDERS.items() if number == self.key[0]), None)


@dataclass(frozen=True, slots=True)
class Row:
    """A message of ours as the database has it."""

    id: UUID
    key: Key
    agency: str
    status: MessageStatus
    reason: str | None
    attempts: int
    words: str
    for_later: bool
    """Held, and not even due in a minute."""
    parked: bool = False
    """A person has been asked what became of it."""

    @property
    def is_mail(self) -> bool:
        return self.key[0] == MAIL


@dataclass(frozen=True, slots=True)
class Typed:
    """A parent's text, and what the house answered to the carrier, each time."""

    words: str
    answers: Sequence[int | None]

    @property
    def was_taken(self) -> bool:
        return 200 in self.answers


@dataclass(frozen=True, slots=True)
class Stored:
    """A parent's text as it was stored."""

    words: str
    state: InboundState


@dataclass(frozen=True, slots=True)
class Told:
    """An event for an agency's own system, as the database has it."""

    agency: str
    event_id: str
    object_id: str
    """Events of one object go in the order of their ids."""
    settled: bool
    """Believed to have arrived."""


@dataclass(frozen=True, slots=True)
class Evidence:
    taken: Sequence[Taken] = ()
    refused_mails: frozenset[str] = frozenset()
    """Message-IDs that the mail server turned away for good."""
    typed: Sequence[Typed] = ()
    rows: Sequence[Row] = ()
    stored: Sequence[Stored] = ()
    threaded: Sequence[tuple[str, UUID]] = ()
    """Words of a parent and the thread they stand in."""
    told: Sequence[Told] = ()
    heard: Sequence[Heard] = ()
    untold: int = 0
    """Facts that should have been laid out for an agency's system and were not."""
    resting: frozenset[str] = frozenset()
    """Senders that still are paused."""
    damaged_left: int = 0
    """Unreadable files on the spool that were not set aside."""
    counts: Counter[str] = field(default_factory=Counter)


def collect(load: Load, ears: Ears) -> Evidence:
    """Everything, once nothing is under way any more."""
    log = _log(load, None)
    (load.house.log.parent / "carrier.json").write_text(json.dumps(log, indent=1))
    inbound = [entry for entry in log if entry["direction"] == "inbound"]
    with load.runtime.reading() as session:
        return Evidence(
            taken=[
                _taken(entry)
                for entry in log
                if entry["direction"].startswith("outbound") or entry["direction"] == "received"
            ],
            refused_mails=frozenset(entry["message_id"] for entry in _log(load, "refused")),
            typed=[Typed(entry["body"], entry["answers"]) for entry in inbound],
            rows=_rows(load, session),
            stored=[
                Stored(inbound.text, inbound.state)
                for inbound in session.scalars(select(InboundMessage))
            ],
            threaded=[
                (message.text, message.thread_id)
                for message in session.scalars(
                    select(Message).where(Message.direction == Direction.IN)
                )
                if message.thread_id is not None
            ],
            told=_told(session),
            heard=ears.heard,
            untold=session.scalar(select(func.count()).select_from(Event).where(untold())) or 0,
            resting=frozenset(address for _, address in senders.paused(session).keys),
            damaged_left=_damaged_left(load),
            counts=_counts(load, session),
        )


def _log(load: Load, kind: str | None) -> Sequence[Mapping[str, Any]]:
    asked = {"kind": kind} if kind else {}
    answer = httpx2.get(f"{load.house.sandbox}/sandbox/log", params=asked, timeout=120)
    answer.raise_for_status()
    entries: list[dict[str, Any]] = answer.json()
    return entries


def _taken(entry: Mapping[str, Any]) -> Taken:
    at = datetime.fromisoformat(entry["at"])
    to = entry["to"][0]
    if entry["kind"] == "sms":
        key = entry["from"], to, entry["body"]
        return Taken(key, at, entry["body"], entry["segments"])
    seen = (entry["subject"], entry["text"], entry["html"], *chain(*entry["headers"]))
    return Taken((MAIL, to.lower(), entry["message_id"]), at, "\n".join(seen))


def _rows(load: Load, session: Session) -> list[Row]:
    agencies = {agency.id: agency.slug for agency in session.scalars(select(Agency))}
    parked = {
        task.origin.split(":")[1]
        for task in session.scalars(select(Task).where(Task.kind == TaskKind.DELIVERY_UNCERTAIN))
    }
    domain = parseaddr(load.runtime.settings.mail_from)[1].rpartition("@")[2]
    in_a_minute = load.runtime.clock().timestamp() + 60
    found = session.execute(
        select(Message, ContactPoint)
        .join(ContactPoint, ContactPoint.id == Message.contact_point_id)
        .where(Message.direction == Direction.OUT)
        .order_by(Message.id)
    )

    def key(message: Message, address: str) -> Key:
        if message.channel is ChannelKind.EMAIL:
            return MAIL, address, f"<m.{message.id.hex}@{domain}>"
        return SENDERS.get(agencies[message.agency_id], SENDERS[AGENCY]), address, message.text

    return [
        Row(
            message.id,
            key(message, contact.address),
            agencies[message.agency_id],
            message.status,
            message.reason,
            message.attempts,
            message.text,
            message.attempts == 0 and message.due_at.timestamp() > in_a_minute,
            str(message.id) in parked,
        )
        for message, contact in found
    ]


def _told(session: Session) -> list[Told]:
    """Without those of which nobody can say any more whom they are about."""
    found = session.execute(
        select(Agency.slug, EventDelivery)
        .join(EventDelivery, EventDelivery.agency_id == Agency.id)
        .where(EventDelivery.problem.is_distinct_from(Problem.WITHHELD))
    )
    return [
        Told(slug, str(row.event_id), str(row.object_id), row.state is DeliveryState.DELIVERED)
        for slug, row in found
    ]


def _damaged_left(load: Load) -> int:
    spool = load.house.settings().var_dir / "spool"
    aside = {path.name for path in (spool / "aside").rglob("*")}
    return len(load.damaged - aside)


def _counts(load: Load, session: Session) -> Counter[str]:
    outcomes = session.scalars(select(Attempt.outcome))
    counts = Counter(f"attempts: {outcome}" for outcome in outcomes)
    log = load.house.log.read_text()
    counts.update({f"log: {event}": log.count(f'"{event}"') for event in NOTED})
    return counts
