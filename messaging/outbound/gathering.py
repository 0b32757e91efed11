"""Gathering the facts that the gate's questions are made of, for many messages at once."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased
from sqlalchemy.orm.util import identity_key

from messaging.compliance import frequency
from messaging.compliance.frequency import Gone
from messaging.compliance.gate import Purpose, Question
from messaging.directory import consents
from messaging.models.agency import Agency, Branch
from messaging.models.case import Case, Party
from messaging.models.contact_point import ContactPoint, PersonContact
from messaging.models.message import Direction, Message, MessageStatus
from messaging.models.person import Person
from messaging.models.thread import Thread
from messaging.outbound.context import Recipient
from messaging.outbound.due import Written
from messaging.outbound.gatekeeping import COUNTED, Facts, Standing
from messaging.platform.bulk import among

WENT = frozenset(
    {
        MessageStatus.SENDING,
        MessageStatus.UNCERTAIN,
        MessageStatus.SENT,
        MessageStatus.DELIVERED,
        MessageStatus.READ,
    }
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
