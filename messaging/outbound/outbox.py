"""The outbox: what is to be said becomes a row, with the gate's answer, in the caller's unit."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select, update

from channels.values import ChannelKind
from messaging.compliance.gate import Allow, Decision, Hold, Purpose, Reason, Refuse, decide
from messaging.models.contact_point import ContactPoint
from messaging.models.gate_decision import GateStage
from messaging.models.message import Message, MessageStatus
from messaging.outbound import gatekeeping, gathering
from messaging.outbound.addressing import address, best_contact
from messaging.outbound.drafts import Draft, Origin
from messaging.outbound.reasons import NO_CONTACT
from messaging.outbound.writing import Writer, refuse
from messaging.platform import bulk
from messaging.platform.bulk import among
from messaging.platform.events import FactType
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime

__all__ = [
    "Draft",
    "best_contact",
    "by_origin",
    "cancel",
    "cancel_to",
    "compose",
    "compose_all",
    "foresee",
    "notice_instead",
    "record_outcome",
    "refuse",
    "store",
    "store_all",
]

GENERIC_NOTICE = "shared_phone_notice"


def compose(unit: Unit, runtime: Runtime, draft: Draft) -> Message:
    """One row: queued, held until the gate allows it, or refused with the reason.

    An origin already used returns the row it made. A text that a shared phone must not get is
    refused, and a notice that tells nothing goes in its place.
    """
    return compose_all(unit, runtime, [draft])[0]


def compose_all(unit: Unit, runtime: Runtime, drafts: Sequence[Draft]) -> list[Message]:
    """What `compose` would make of each, in the same order, in a fixed number of statements.

    Raises whatever stops one of them (a zone that is none, a value that does not open): then take
    them one by one.
    """
    made = _by_origins(unit, [(draft.agency_id, draft.origin) for draft in drafts])
    fresh: dict[Origin, Draft] = {}
    for draft in drafts:
        if draft.key not in made:
            fresh.setdefault(draft.key, draft)
    for together in _apart(list(fresh.values())):
        made |= _composed(unit, runtime, together)
    return [made[draft.key] for draft in drafts]


def _apart(drafts: Sequence[Draft]) -> Iterator[Sequence[Draft]]:
    """The gate counts confirmations that went before, so these must stand in the table first."""
    usual = [draft for draft in drafts if draft.purpose is not Purpose.OPT_OUT_CONFIRMATION]
    if usual:
        yield usual
    for draft in drafts:
        if draft.purpose is Purpose.OPT_OUT_CONFIRMATION:
            yield [draft]


def foresee(
    unit: Unit, runtime: Runtime, drafts: Sequence[Draft]
) -> list[tuple[Message, Decision | None]]:
    """What `compose_all` would make of each, and what the gate would say of it at the time that it
    is due; nothing is stored. No decision: refused before the gate, with the reason."""
    messages = _written(unit, runtime, drafts)
    decisions: dict[UUID, Decision] = {}
    for at in {max(message.due_at, unit.now) for message in messages}:
        some = [message for message in messages if max(message.due_at, unit.now) == at]
        decisions |= _ask_gate(unit, some, at)
    return [(message, decisions.get(message.id)) for message in messages]


def _written(unit: Unit, runtime: Runtime, drafts: Sequence[Draft]) -> list[Message]:
    """In words and with its address, not stored; refused where there is none."""
    addressed = address(unit.session, drafts)
    writer = Writer(unit, runtime, addressed)
    messages = [writer.message(one) for one in addressed]
    for one, message in zip(addressed, messages, strict=True):
        if one.contact is None and one.draft.channel is not ChannelKind.CHAT:
            refuse(unit, message, NO_CONTACT)
    return messages


def _composed(unit: Unit, runtime: Runtime, drafts: Sequence[Draft]) -> dict[Origin, Message]:
    messages = _written(unit, runtime, drafts)
    decisions = _ask_gate(unit, messages, unit.now)
    stored = store_all(unit, messages)
    new = [message for message in messages if stored[message.agency_id, message.origin] is message]
    for message in new:
        decision = decisions.get(message.id)
        if decision is not None and not isinstance(decision, Allow):
            gatekeeping.keep(unit, message, GateStage.COMPOSE, decision)
        if message.status in (MessageStatus.REFUSED, MessageStatus.EXPIRED):
            record_outcome(unit, message, FactType.MESSAGE_REFUSED)
    _notices_instead(unit, runtime, new)
    return stored


def notice_instead(unit: Unit, runtime: Runtime, message: Message) -> None:
    """Where `message` was refused because several people use the phone, they get a notice that
    tells nothing. A phone can turn out to be shared between compose and send."""
    _notices_instead(unit, runtime, [message])


def _notices_instead(unit: Unit, runtime: Runtime, messages: Sequence[Message]) -> None:
    notices = [
        Draft(
            agency_id=message.agency_id,
            thread_id=message.thread_id,
            contact_point_id=message.contact_point_id,
            template=GENERIC_NOTICE,
            values={},
            channel=message.channel,
            purpose=message.purpose or Purpose.NOTICE,
            lane=message.lane,
            topic="service",
            origin=f"{message.origin}:generic",
            expires_at=message.expires_at,
            fallback_of_id=message.fallback_of_id,
            campaign=message.campaign,
        )
        for message in messages
        if message.reason == Reason.SHARED_CONTACT and message.template_key != GENERIC_NOTICE
    ]
    if notices:
        compose_all(unit, runtime, notices)


def store(unit: Unit, message: Message) -> Message:
    """Add a row that was put before the gate, or find the one its origin made meanwhile."""
    return store_all(unit, [message])[message.agency_id, message.origin]


def store_all(unit: Unit, messages: Sequence[Message]) -> dict[Origin, Message]:
    """Add rows, and give the row of each origin: ours, or the one another worker made meanwhile."""
    new = bulk.add_new(unit.session, messages, "agency_id", "origin")
    unit.composed += new
    for message in new:
        if message.status is MessageStatus.QUEUED and message.due_at <= unit.now:
            unit.ring(message.lane)
        if message.thread_id is not None:
            unit.touch(message.agency_id, str(message.thread_id))
    stored = {(message.agency_id, message.origin): message for message in new}
    taken = [(m.agency_id, m.origin) for m in messages if (m.agency_id, m.origin) not in stored]
    return {**_by_origins(unit, taken), **stored}


def cancel(unit: Unit, agency_id: UUID, origins: Sequence[str], reason: str) -> int:
    """Take back what has not left yet. Returns how many messages. What is due in a chat has left:
    its page shows it from then on, whether or not a worker has had it."""
    if not origins:
        return 0
    return len(
        unit.session.scalars(
            update(Message)
            .where(
                Message.agency_id == agency_id,
                Message.origin.in_(origins),
                Message.status == MessageStatus.QUEUED,
                or_(Message.channel != ChannelKind.CHAT, Message.due_at > unit.now),
            )
            .values(status=MessageStatus.CANCELLED, reason=reason, settled_at=unit.now)
            .returning(Message.id)
        ).all()
    )


def cancel_to(unit: Unit, contact: ContactPoint, reason: str) -> int:
    """Take back everything queued for one contact point, as when its number proves wrong."""
    return len(
        unit.session.scalars(
            update(Message)
            .where(
                Message.agency_id == contact.agency_id,
                Message.contact_point_id == contact.id,
                Message.status == MessageStatus.QUEUED,
            )
            .values(status=MessageStatus.CANCELLED, reason=reason, settled_at=unit.now)
            .returning(Message.id)
        ).all()
    )


def by_origin(unit: Unit, agency_id: UUID, origin: str) -> Message | None:
    """What this origin has made."""
    return _by_origins(unit, [(agency_id, origin)]).get((agency_id, origin))


def _by_origins(unit: Unit, origins: Sequence[Origin]) -> dict[Origin, Message]:
    if not origins:
        return {}
    rows = unit.session.scalars(
        select(Message).where(
            Message.agency_id.in_({agency_id for agency_id, _ in origins}),
            among(unit.session, Message.origin, [origin for _, origin in origins]),
        )
    )
    return {(row.agency_id, row.origin): row for row in rows}


def _ask_gate(unit: Unit, messages: Sequence[Message], at: datetime) -> dict[UUID, Decision]:
    """By message, for those that would go by `at`; the answer stands in the message too.

    One for later is asked when it is due: what holds by then may differ.
    """
    due = [m for m in messages if m.reason is None and m.due_at <= at]
    if not due:
        return {}
    facts = gathering.gather(unit.session, due, at)
    decisions = {message.id: decide(facts.question(message)) for message in due}
    for message in due:
        decision = decisions[message.id]
        if isinstance(decision, Hold):
            message.due_at, message.reason = decision.until, decision.reason
        elif isinstance(decision, Refuse):
            refuse(unit, message, decision.reason)
    return decisions


def record_outcome(unit: Unit, message: Message, fact: FactType) -> None:
    """The fact other rooms wait for: what became of a message, by its origin."""
    unit.record(
        fact,
        message.agency_id,
        thread_id=message.thread_id,
        subject_id=message.id,
        origin=message.origin,
        channel=message.channel.value,
        reason=message.reason,
    )
