"""Putting messages before the gate: gathering the facts for its questions, keeping its answers."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased
from sqlalchemy.orm.util import identity_key

from channels.values import ChannelKind
from messaging.compliance import consent, frequency, preferences
from messaging.compliance.consent import ConsentChange, ConsentState, Entry
from messaging.compliance.frequency import Gone
from messaging.compliance.gate import (
    Allow,
    Decision,
    Hold,
    Purpose,
    Question,
    Reachability,
    Refuse,
)
from messaging.compliance.purposes import CONCERNS, Concern
from messaging.compliance.quiet_hours import Window, safe_window, zones_for
from messaging.directory import consents
from messaging.models.agency import Agency, Branch
from messaging.models.case import Case, Party
from messaging.models.contact_point import ContactPoint, PersonContact
from messaging.models.gate_decision import GateAnswer, GateDecision, GateStage
from messaging.models.message import Direction, Message, MessageStatus
from messaging.models.person import Person
from messaging.models.thread import Thread
from messaging.outbound.context import Recipient
from messaging.outbound.due import Written
from messaging.platform.bulk import among
from messaging.platform.ids import new_id
from messaging.platform.unit_of_work import Unit

CONVERSATION_IS_FRESH = timedelta(hours=2)
"""What a person says or decides this soon after the parent's own words is an answer: the parent is
awake."""
BY_A_PERSON = frozenset({Purpose.STAFF_REPLY, Purpose.READ_ANSWER})
COUNTED = frozenset(purpose for purpose in Purpose if Concern.FREQUENCY in CONCERNS[purpose])
"""What an agency may have enough of in a week."""
WENT = frozenset(
    {
        MessageStatus.SENDING,
        MessageStatus.UNCERTAIN,
        MessageStatus.SENT,
        MessageStatus.DELIVERED,
        MessageStatus.READ,
    }
)

USABLE = frozenset({Reachability.UNKNOWN, Reachability.REACHABLE})

CONSENT_ORDER: Mapping[ConsentState, int] = {
    ConsentState.REVOKED: 0,
    ConsentState.NONE: 1,
    ConsentState.GRANTED: 2,
}
"""Which of two contact points to prefer, the higher the better."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The recipient's side of a question."""

    nondisclosure: bool
    paused_until: datetime | None
    closed_at: datetime | None
    branch_enabled: bool
    time_zone: str | None
    last_inbound_at: datetime | None

    @classmethod
    def of(cls, to: Recipient) -> "Standing":
        return cls(
            to.party.nondisclosure,
            to.party.paused_until,
            to.case.closed_at,
            to.branch.enabled,
            to.person.time_zone,
            to.thread.last_inbound_at,
        )


@dataclass(frozen=True, slots=True)
class Facts:
    """What the questions of some messages are made of, as it was at `now`."""

    now: datetime
    agencies: Mapping[UUID, Agency]
    contacts: Mapping[UUID, ContactPoint]
    ledgers: Mapping[UUID, list[Entry]]
    used_by_several: set[UUID]
    standings: Mapping[UUID, Standing]
    confirmed: set[UUID]
    gone: Mapping[UUID, list[Gone]]
    """By thread, the reminders that its parent had lately, where the agency says how many are
    enough."""

    def contact(self, message: Written) -> ContactPoint | None:
        return self.contacts.get(message.contact_point_id) if message.contact_point_id else None

    def question(self, message: Written) -> Question:
        """Raises ValueError or KeyError where no question can be made of the facts (hours that
        are none, a zone that is none): that concerns this message alone."""
        return _question(
            message,
            self.now,
            self.agencies[message.agency_id],
            self.contact(message),
            self.ledgers.get(message.contact_point_id, []) if message.contact_point_id else [],
            message.contact_point_id in self.used_by_several,
            self.standings.get(message.thread_id) if message.thread_id else None,
            message.id in self.confirmed,
            self.gone.get(message.thread_id, []) if message.thread_id else [],
        )


def question(session: Session, message: Written, now: datetime, to: Recipient) -> Question:
    """The question of one message to the parent who has just been read, from facts as they are."""
    return gather(session, [message], now, [to]).question(message)


def gather(
    session: Session, messages: Sequence[Written], now: datetime, read: Collection[Recipient] = ()
) -> Facts:
    """The facts for many messages, as they are now, in a handful of queries. `read` are recipients
    that this very transaction has read: they are not asked for again."""
    contact_ids = {m.contact_point_id for m in messages if m.contact_point_id}
    known = {to.thread.id: Standing.of(to) for to in read}
    thread_ids = {m.thread_id for m in messages if m.thread_id and m.thread_id not in known}
    agencies = rows(session, Agency, {message.agency_id for message in messages})
    return Facts(
        now=now,
        agencies=agencies,
        contacts=rows(session, ContactPoint, contact_ids),
        ledgers=consents.ledgers(session, contact_ids),
        used_by_several=shared(session, contact_ids),
        standings=known | _standings(session, thread_ids),
        confirmed=_confirmed(session, messages),
        gone=_gone(
            session,
            {
                m.thread_id
                for m in messages
                if m.thread_id
                and m.purpose in COUNTED
                and agencies[m.agency_id].reminder_cap is not None
            },
            now,
        ),
    )


def keep(unit: Unit, message: Message, stage: GateStage, decision: Decision) -> None:
    """Every decision is stored with its reason."""
    unit.session.add(
        GateDecision(
            id=new_id(),
            agency_id=message.agency_id,
            message_id=message.id,
            stage=stage,
            answer=_ANSWERS[type(decision)],
            reason=None if isinstance(decision, Allow) else decision.reason.value,
            until=decision.until if isinstance(decision, Hold) else None,
            at=unit.now,
        )
    )


_ANSWERS: Mapping[type[Decision], GateAnswer] = {
    Allow: GateAnswer.ALLOW,
    Hold: GateAnswer.HOLD,
    Refuse: GateAnswer.REFUSE,
}


def _question(
    message: Written,
    now: datetime,
    agency: Agency,
    contact: ContactPoint | None,
    ledger: list[Entry],
    is_shared: bool,
    standing: Standing | None,
    confirmed: bool,
    gone: list[Gone],
) -> Question:
    cap = agency.reminder_cap if message.purpose in COUNTED else None
    recent = [] if cap is None else frequency.counted(gone, message.campaign, now)
    opted_out = [e.at for e in ledger if e.change is ConsentChange.REVOKE]
    pauses = (standing.paused_until if standing else None, preferences.paused_until(ledger))
    return Question(
        now=now,
        channel=message.channel,
        purpose=message.purpose or Purpose.STAFF_REPLY,
        agency_zone=agency.time_zone,
        consent=consent.state(ledger, message.topic) if contact else ConsentState.NONE,
        reachability=contact.reachability if contact else Reachability.REACHABLE,
        safe_to_contact=contact.safe_to_contact if contact else True,
        safe_hours=_hours(message, contact, ledger),
        nondisclosure=standing.nondisclosure if standing else False,
        # The wording library has no field that could tell where a person is.
        wording_tells_location=False,
        shared_contact=is_shared,
        wording_is_generic=message.generic,
        branch_enabled=standing.branch_enabled if standing else True,
        closed=standing is not None and standing.closed_at is not None,
        paused_until=max(filter(None, pauses), default=None),
        held_for_review=contact is not None and contact.held_for_review_at is not None,
        zones=_zones(contact, standing),
        state=agency.state,
        expires_at=message.expires_at,
        answers_inbound=_answers_inbound(message, standing, now),
        opted_out_at=max(opted_out, default=None),
        confirmation_sent=confirmed,
        recent_reminders=len(recent),
        reminder_cap=cap,
        cap_frees_at=None if cap is None else frequency.frees_at(recent, cap),
    )


def _hours(message: Written, contact: ContactPoint | None, ledger: list[Entry]) -> Window | None:
    """Safe hours, and for what nobody asked for the parent's own wish within them."""
    if contact is None:
        return None
    safe = safe_window(contact.safe_from_hour, contact.safe_until_hour)
    purpose = message.purpose or Purpose.STAFF_REPLY
    by_itself = Concern.FREQUENCY in CONCERNS[purpose] or purpose is Purpose.NUDGE
    wish = preferences.wished_hours(ledger) if by_itself else None
    return preferences.narrowed(safe, wish)


def _zones(contact: ContactPoint | None, standing: Standing | None) -> Sequence[str]:
    """From the parent's address if we have it, else every zone their number may be in."""
    if standing is not None and standing.time_zone:
        return (standing.time_zone,)
    if contact is not None and contact.kind is ChannelKind.SMS:
        return zones_for(contact.address)
    return ()


def _answers_inbound(message: Written, standing: Standing | None, now: datetime) -> bool:
    if message.purpose not in BY_A_PERSON or standing is None:
        return False
    heard = standing.last_inbound_at
    return heard is not None and now - heard <= CONVERSATION_IS_FRESH


Row = TypeVar("Row", Agency, ContactPoint)


def rows(session: Session, table: type[Row], ids: set[UUID]) -> dict[UUID, Row]:
    """Rows by their id, in one query: those that this session does not hold yet, since it would
    not read the others anew."""
    held = {
        each: row
        for each in ids
        if (row := session.identity_map.get(identity_key(table, each))) is not None
    }
    missing = ids - held.keys()
    if not missing:
        return held
    found = session.scalars(select(table).where(among(session, table.id, missing)))
    return held | {row.id: row for row in found}


def shared(session: Session, contact_ids: set[UUID]) -> set[UUID]:
    """Contact points that more than one person uses."""
    return set(
        session.scalars(
            select(PersonContact.contact_point_id)
            .where(among(session, PersonContact.contact_point_id, contact_ids))
            .group_by(PersonContact.contact_point_id)
            .having(func.count() > 1)
        )
    )


def _standings(session: Session, thread_ids: set[UUID]) -> dict[UUID, Standing]:
    if not thread_ids:
        return {}
    found = session.execute(
        select(
            Thread.id,
            Party.nondisclosure,
            Party.paused_until,
            Case.closed_at,
            Branch.enabled,
            Person.time_zone,
            Thread.last_inbound_at,
        )
        .select_from(Thread)
        .join(Party, Party.id == Thread.party_id)
        .join(Person, Person.id == Party.person_id)
        .join(Case, Case.id == Party.case_id)
        .join(Branch, Branch.id == Case.branch_id)
        .where(among(session, Thread.id, thread_ids))
    )
    return {
        row.id: Standing(
            row.nondisclosure,
            row.paused_until,
            row.closed_at,
            row.enabled,
            row.time_zone,
            row.last_inbound_at,
        )
        for row in found
    }


def _gone(session: Session, thread_ids: set[UUID], now: datetime) -> dict[UUID, list[Gone]]:
    """What went to the parents of these threads, on whatever case of theirs."""
    if not thread_ids:
        return {}
    asked, of, party = aliased(Thread), aliased(Party), aliased(Party)
    at = func.coalesce(Message.sent_at, Message.due_at, type_=Message.due_at.type)
    found: dict[UUID, list[Gone]] = {}
    for thread_id, campaign, when in session.execute(
        select(asked.id, Message.campaign, at)
        .join(of, of.id == asked.party_id)
        .join(party, (party.agency_id == of.agency_id) & (party.person_id == of.person_id))
        .join(Thread, (Thread.agency_id == party.agency_id) & (Thread.party_id == party.id))
        .join(Message, (Message.agency_id == Thread.agency_id) & (Message.thread_id == Thread.id))
        .where(
            among(session, asked.id, thread_ids),
            Message.direction == Direction.OUT,
            Message.purpose.in_(COUNTED),
            Message.status.in_(WENT),
            at > now - frequency.WITHIN,
        )
    ):
        found.setdefault(thread_id, []).append(Gone(campaign, when))
    return found


def _confirmed(session: Session, messages: Sequence[Written]) -> set[UUID]:
    """Opt-out confirmations that another one went before, for the same opt-out."""
    found = set()
    for message in messages:
        if message.purpose is Purpose.OPT_OUT_CONFIRMATION:
            since = message.created_at - timedelta(minutes=5)
            before = session.scalar(
                select(func.count()).where(
                    Message.agency_id == message.agency_id,
                    Message.contact_point_id == message.contact_point_id,
                    Message.purpose == Purpose.OPT_OUT_CONFIRMATION,
                    Message.direction == Direction.OUT,
                    Message.created_at >= since,
                    Message.id < message.id,
                )
            )
            if before:
                found.add(message.id)
    return found
