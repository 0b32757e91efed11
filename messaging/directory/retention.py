"""Keeping and forgetting: contents go when their time is over, everything else stays.

A row whose words are gone keeps its thread, its times and its states, so that counts, reports and
the audit say what they said before. A legal hold wins over every retention.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, delete, func, or_, select, update
from sqlalchemy.orm import Session

from messaging.directory import audit, name_marks
from messaging.directory.audit_chain import SYSTEM
from messaging.models.case import Case, Party
from messaging.models.contact_point import PersonContact
from messaging.models.file import File, FileState
from messaging.models.guest_answer import GuestAnswer
from messaging.models.inbound import InboundMessage, InboundState
from messaging.models.message import Message, MessageStatus
from messaging.models.own_field import OwnValue
from messaging.models.person import Person
from messaging.models.retention import LegalHold, Record, Retention
from messaging.models.thread import Thread
from messaging.platform.database import insert_or_ignore
from messaging.platform.ids import new_id
from messaging.platform.unit_of_work import Unit

SHORTEST = timedelta(days=30)
"""Less would take words away that are still being answered."""
BATCH = 200
BETWEEN_PASSES = timedelta(days=1)
"""What a pass left alone (on hold, not settled) is looked at again by the next."""
UNSETTLED = (MessageStatus.QUEUED, MessageStatus.SENDING, MessageStatus.UNCERTAIN)
CAME = "inbound:"
WHOLE = re.compile(rf"{CAME}[0-9a-f]{{8}}(-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}}")
"""The origin of what a parent said: the row it came in as, which holds its words as well."""
UNSORTED = (InboundState.RECEIVED, InboundState.TRIAGE)
Threads = Select[UUID | None]
"""The ids of some threads."""


class RetentionError(Exception):
    """What was asked for cannot be. The message says why."""


def keep(unit: Unit, agency_id: UUID, actor: str, record: Record, days: int | None) -> None:
    """Keep that class for `days`, or for ever (None). Raises `RetentionError`."""
    if days is not None and days < SHORTEST.days:
        raise RetentionError(f"nothing is removed before {SHORTEST.days} days have passed")
    row = unit.session.scalar(
        select(Retention).where(Retention.agency_id == agency_id, Retention.record == record)
    )
    if days is None:
        if row is not None:
            unit.session.delete(row)
    elif row is None:
        unit.session.add(Retention(agency_id=agency_id, record=record, days=days))
    else:
        row.days, row.last_id, row.pass_over_at = days, None, None
    audit.note(
        unit, agency_id, actor, "retention.set", "agency", agency_id,
        record=record.value, days=days,
    )  # fmt: skip


def hold(unit: Unit, agency_id: UUID, actor: str, case_id: UUID) -> bool:
    """Nothing of that case is removed from now on. False when it was on hold already."""
    new = insert_or_ignore(
        unit.session, LegalHold, id=new_id(), agency_id=agency_id, case_id=case_id, actor=actor,
        made_at=unit.now, ended_at=None,
    )  # fmt: skip
    if new:
        audit.note(unit, agency_id, actor, "legal_hold.made", "case", case_id)
    return new


def release(unit: Unit, agency_id: UUID, actor: str, case_id: UUID) -> bool:
    """False when it was not on hold."""
    ended = unit.session.scalars(
        update(LegalHold)
        .where(
            LegalHold.agency_id == agency_id,
            LegalHold.case_id == case_id,
            LegalHold.ended_at.is_(None),
        )
        .values(ended_at=unit.now)
        .returning(LegalHold.id)
    ).all()
    if ended:
        audit.note(unit, agency_id, actor, "legal_hold.ended", "case", case_id)
    return bool(ended)


def due(session: Session, now: datetime) -> Sequence[UUID]:
    """The retentions that have something to look at."""
    return session.scalars(
        select(Retention.id).where(
            or_(
                Retention.pass_over_at.is_(None),
                Retention.pass_over_at <= now - BETWEEN_PASSES,
            )
        )
    ).all()


def step(
    unit: Unit,
    retention_id: UUID,
    at_work: Threads,
    others: Mapping[Record, "Kept"],
    beside: Mapping[Record, "Beside"],
) -> int:
    """Remove some contents whose time is over; how many rows were looked at. `at_work` are threads
    in which somebody still has something to do: they are left alone, as are unread ones. Of upper
    rooms come the classes in `others`, and what else is removed when a pass is over: `beside`."""
    row = unit.session.get(Retention, retention_id, with_for_update=True)
    if row is None:
        return 0
    before = unit.now - timedelta(days=row.days)
    kept = {**KEPT, **others}[row.record]
    ids = unit.session.scalars(_next(row, kept, before)).all()
    if ids:
        row.last_id, row.pass_over_at = ids[-1], None
    else:
        row.last_id, row.pass_over_at = None, unit.now
    if ids:
        removed = kept.remove(unit, row.agency_id, ids, at_work)
    else:
        removed = beside[row.record](unit, row.agency_id, before) if row.record in beside else 0
    row.removed += removed
    if removed:
        audit.note(
            unit, row.agency_id, SYSTEM, "contents.removed", "agency", row.agency_id,
            record=row.record.value, number=removed, days=row.days,
        )  # fmt: skip
    return len(ids)


def _next(row: Retention, kept: "Kept", before: datetime) -> Select[UUID]:
    """Along the index of an agency's ids, which are in the order of time."""
    kind = kept.kind
    some = select(kind.id).where(kind.agency_id == row.agency_id, kept.over(before))
    if row.last_id is not None:
        some = some.where(kind.id > row.last_id)
    return some.order_by(kind.id).limit(BATCH)


def on_hold(agency_id: UUID) -> Select[UUID]:
    """The cases on legal hold."""
    return select(LegalHold.case_id).where(
        LegalHold.agency_id == agency_id, LegalHold.ended_at.is_(None)
    )


def _free(agency_id: UUID, kind: Any, at_work: Threads) -> ColumnElement[bool]:
    """Nobody has to read it yet, and no legal hold is on the case it hangs on; nor, where it leads
    to no thread, on a case of anybody who uses the address it came from."""
    theirs = and_(Party.agency_id == agency_id, Party.case_id.in_(on_hold(agency_id)))
    held = select(Party.person_id).where(theirs)
    threads = select(Thread.id).join(Party, Party.id == Thread.party_id).where(theirs)
    unread = select(Thread.id).where(Thread.agency_id == agency_id, Thread.unread > 0)
    used = select(PersonContact.contact_point_id).where(
        PersonContact.agency_id == agency_id, PersonContact.person_id.in_(held)
    )
    thread_id, contact_id = kind.thread_id, kind.contact_point_id
    return or_(
        and_(thread_id.is_(None), or_(contact_id.is_(None), contact_id.not_in(used))),
        and_(thread_id.not_in(threads), thread_id.not_in(unread), thread_id.not_in(at_work)),
    )


def _words(unit: Unit, agency_id: UUID, ids: Sequence[UUID], at_work: Threads) -> int:
    gone = (
        update(Message)
        .where(
            Message.agency_id == agency_id,
            Message.id.in_(ids),
            Message.removed_at.is_(None),
            Message.status.not_in(UNSETTLED),
            _free(agency_id, Message, at_work),
        )
        .values(
            text_sealed=Message.text.seal(agency_id, ""),
            subject_sealed=None,
            html_sealed=None,
            calendar_sealed=None,
            removed_at=unit.now,
        )
    )
    rows = unit.session.scalars(gone.returning(Message.origin), execution_options=_PLAIN).all()
    came_as = [UUID(origin[len(CAME) :]) for origin in rows if WHOLE.fullmatch(origin or "")]
    _without_text(unit, agency_id, InboundMessage, InboundMessage.id.in_(came_as))
    return len(rows)


def _arrived(unit: Unit, agency_id: UUID, ids: Sequence[UUID], at_work: Threads) -> int:
    gone = (
        update(InboundMessage)
        .where(
            InboundMessage.agency_id == agency_id,
            InboundMessage.id.in_(ids),
            InboundMessage.removed_at.is_(None),
            InboundMessage.state.not_in(UNSORTED),
            _free(agency_id, InboundMessage, at_work),
        )
        .values(
            text_sealed=InboundMessage.text.seal(agency_id, ""),
            raw_sealed=InboundMessage.raw.seal(agency_id, ""),
            quoted_sealed=None,
            removed_at=unit.now,
        )
    )
    found = unit.session.scalars(gone.returning(InboundMessage.id), execution_options=_PLAIN).all()
    _without_text(unit, agency_id, GuestAnswer, GuestAnswer.inbound_id.in_(found))
    return len(found)


def _without_text(unit: Unit, agency_id: UUID, kind: Any, such: ColumnElement[bool]) -> None:
    """What hangs on rows whose words are gone says them no more either."""
    hanging = update(kind).where(kind.agency_id == agency_id, such)
    unit.session.execute(
        hanging.values(text_sealed=kind.text.seal(agency_id, "")), execution_options=_PLAIN
    )


def _files(unit: Unit, agency_id: UUID, ids: Sequence[UUID], at_work: Threads) -> int:
    free = select(InboundMessage.id).where(
        InboundMessage.agency_id == agency_id,
        InboundMessage.id.in_(ids),
        InboundMessage.state.not_in(UNSORTED),
        _free(agency_id, InboundMessage, at_work),
    )
    gone = (
        update(File)
        .where(
            File.agency_id == agency_id,
            File.inbound_id.in_(free),
            File.state == FileState.KEPT,
        )
        .values(
            content_sealed=None,
            name_sealed=File.name.seal(agency_id, ""),
            source_sealed=File.source.seal(agency_id, ""),
            state=FileState.REMOVED,
        )
    )
    return len(unit.session.execute(gone.returning(File.id), execution_options=_PLAIN).all())


_PLAIN: Mapping[str, Any] = MappingProxyType({"synchronize_session": False})


def _names(unit: Unit, agency_id: UUID, ids: Sequence[UUID], at_work: Threads) -> int:
    """Addresses stay: an opt-out must be known again for as long as anybody could write there."""
    busy = select(Party.person_id).join(Thread, Thread.party_id == Party.id).where(
        Party.agency_id == agency_id,
        or_(
            Party.case_id.in_(on_hold(agency_id)), Thread.unread > 0, Thread.id.in_(at_work)
        ),
    )  # fmt: skip
    gone = (
        update(Person)
        .where(
            Person.agency_id == agency_id,
            Person.id.in_(ids),
            func.coalesce(Person.one_with_id, Person.id).not_in(busy),
            or_(Person.first_name_sealed.is_not(None), Person.last_name_sealed.is_not(None)),
        )
        .values(first_name_sealed=None, last_name_sealed=None)
    )
    theirs = select(Party.id).where(
        Party.agency_id == agency_id, Party.person_id.in_(ids), Party.person_id.not_in(busy)
    )
    known = delete(OwnValue).where(OwnValue.agency_id == agency_id, OwnValue.party_id.in_(theirs))
    values = unit.session.scalars(known.returning(OwnValue.id), execution_options=_PLAIN).all()
    names = unit.session.scalars(gone.returning(Person.id), execution_options=_PLAIN).all()
    name_marks.forget(unit.session, agency_id, names)
    return len(names) or len(values)


def _over_for_all(before: datetime) -> ColumnElement[bool]:
    """Of people: they had a case, and each of theirs was closed before then."""
    theirs = select(Party.id).join(Case, Case.id == Party.case_id).where(
        # A record that was joined has no case of its own: those of whom it is one with count.
        Party.agency_id == Person.agency_id,
        Party.person_id == func.coalesce(Person.one_with_id, Person.id),
    )  # fmt: skip
    still = theirs.where(or_(Case.closed_at.is_(None), Case.closed_at >= before))
    return and_(theirs.exists(), ~still.exists())


Remove = Callable[[Unit, UUID, Sequence[UUID], Threads], int]
Beside = Callable[[Unit, UUID, datetime], int]
"""Removes of one agency what is older than that, few enough to be done at once; returns how many.
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """One class of records: whose rows, when one's time is over, and what is removed then."""

    kind: Any
    over: Callable[[datetime], ColumnElement[bool]]
    remove: Remove


KEPT: Mapping[Record, Kept] = MappingProxyType(
    {
        Record.MESSAGES: Kept(Message, lambda before: Message.created_at < before, _words),
        Record.ARRIVED: Kept(
            InboundMessage, lambda before: InboundMessage.received_at < before, _arrived
        ),
        Record.FILES: Kept(
            InboundMessage, lambda before: InboundMessage.received_at < before, _files
        ),
        Record.NAMES: Kept(Person, _over_for_all, _names),
    }
)
