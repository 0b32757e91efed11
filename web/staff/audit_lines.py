"""The rows of the audit as an auditor reads them: accounts by name, what hangs on a case by its
number."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from casework.models.task import Task
from messaging.directory.audit_subjects import Column
from messaging.models.agency import Branch
from messaging.models.attempt import Attempt
from messaging.models.audit import Audit
from messaging.models.case import Case, Party
from messaging.models.file import File
from messaging.models.inbound import InboundMessage
from messaging.models.message import Message
from messaging.models.person import Person
from messaging.models.secret import ApiKey
from messaging.models.staff import Staff
from messaging.models.thread import Thread
from messaging.platform.bulk import among
from web.staff.audit_words import ACTION, ACTOR, SUBJECT, WHY
from web.voice import Voice

COLUMNS = ("at", "actor", "who", "action", "subject_type", "subject_id", "why", "detail", "place")
_OF_A_THREAD = (Thread.party_id, Party.case_id)
TO_CASE: Mapping[str, tuple[Any, Sequence[Column]]] = {
    "case": (Case, ()),
    "party": (Party, (Party.case_id,)),
    "thread": (Thread, _OF_A_THREAD),
    "message": (Message, (Message.thread_id, *_OF_A_THREAD)),
    "inbound": (InboundMessage, (InboundMessage.thread_id, *_OF_A_THREAD)),
    "task": (Task, (Task.thread_id, *_OF_A_THREAD)),
    "attempt": (Attempt, (Attempt.message_id, Message.thread_id, *_OF_A_THREAD)),
    "file": (File, (File.inbound_id, InboundMessage.thread_id, *_OF_A_THREAD)),
}
"""What a row can name that hangs on a case, and by which columns one comes up to it."""
NAMED: Mapping[str, Column] = {
    "person": Person.external_id,
    "staff": Staff.name,
    "branch": Branch.name,
    "api_key": ApiKey.name,
}
"""What is called something."""


@dataclass(frozen=True, slots=True)
class Actor:
    name: str
    email: str = ""
    """Of an account: two can have one name."""


@dataclass(frozen=True, slots=True)
class Line:
    id: UUID
    actor: Actor
    staff_id: str
    """Empty: no account."""
    what: str
    about: str
    """Empty where `case` says it all."""
    named: str
    """What the agency calls the one it is about: a colleague's name, a person's number."""
    case: str
    """The number of the case that it hangs on, if on one."""
    exact_subject: str
    why: str
    moment: str
    exact: str
    iso: str


def lines(session: Session, agency_id: UUID, rows: Sequence[Audit], voice: Voice) -> Sequence[Line]:
    """In words, with what the rows name looked up once for all of them."""
    actors = actors_of(session, agency_id, rows)
    cases = _cases(session, agency_id, rows)
    named = _named(session, agency_id, rows)

    def line(row: Audit) -> Line:
        kind, _, actor_id = row.actor.partition(":")
        known, case = actors.get(row.actor), cases.get(row.subject_id, "")
        about = voice.say(SUBJECT.get(row.subject_type, row.subject_type))
        return Line(
            id=row.id,
            actor=known or Actor(voice.say(ACTOR.get(kind, row.actor))),
            staff_id=actor_id if known and kind == "staff" else "",
            what=voice.say(ACTION.get(row.action, row.action)),
            about="" if row.subject_type == "case" and case else about,
            named=named.get(row.subject_id, ""),
            case=case,
            exact_subject=str(row.subject_id or ""),
            why=voice.say(WHY[row.why]) if row.why else "",
            moment=voice.moment(row.at),
            exact=voice.exact(row.at),
            iso=row.at.isoformat(),
        )

    return [line(row) for row in rows]


def cells(row: Audit, actors: Mapping[str, Actor]) -> Sequence[str]:
    """Of a file, as `COLUMNS` names them."""
    known = actors.get(row.actor)
    detail = "; ".join(f"{name}: {value}" for name, value in sorted(row.detail.items()))
    return (
        row.at.astimezone(UTC).isoformat(),
        row.actor,
        known.name if known else "",
        row.action,
        row.subject_type,
        str(row.subject_id or ""),
        row.why.value if row.why else "",
        detail,
        str(row.position or ""),
    )


def actors_of(session: Session, agency_id: UUID, rows: Sequence[Audit]) -> Mapping[str, Actor]:
    """By how the audit calls them. The agency's own people and systems alone."""
    ids: dict[str, set[UUID]] = {"staff": set(), "key": set()}
    for actor in {row.actor for row in rows}:
        kind, _, written = actor.partition(":")
        if kind in ids:
            with suppress(ValueError):
                ids[kind].add(UUID(written))
    staff = session.execute(
        select(Staff.id, Staff.name, Staff.email).where(
            Staff.agency_id == agency_id, among(session, Staff.id, ids["staff"])
        )
    )
    keys = session.execute(
        select(ApiKey.id, ApiKey.name).where(
            ApiKey.agency_id == agency_id, among(session, ApiKey.id, ids["key"])
        )
    )
    return {f"staff:{row.id}": Actor(row.name, row.email) for row in staff} | {
        f"key:{row.id}": Actor(row.name) for row in keys
    }


def _cases(session: Session, agency_id: UUID, rows: Sequence[Audit]) -> Mapping[UUID | None, str]:
    found: dict[UUID | None, str] = {}
    for kind, (table, up) in TO_CASE.items():
        if ids := _ids(rows, kind):
            found.update(session.execute(_to_case(session, agency_id, table, up, ids)).all())
    return found


def _to_case(
    session: Session, agency_id: UUID, table: Any, up: Sequence[Column], ids: Collection[UUID]
) -> Select[UUID, str]:
    numbers = select(table.id, Case.number).where(
        table.agency_id == agency_id, among(session, table.id, ids)
    )
    above = [*(each.class_ for each in up), Case][1:]
    for column, higher in zip(up, above, strict=True):
        numbers = numbers.join(higher, higher.id == column)
    return numbers


def _named(session: Session, agency_id: UUID, rows: Sequence[Audit]) -> Mapping[UUID | None, str]:
    found: dict[UUID | None, str] = {}
    for kind, column in NAMED.items():
        if ids := _ids(rows, kind):
            table = column.class_
            called = select(table.id, column).where(
                table.agency_id == agency_id, among(session, table.id, ids)
            )
            found.update(session.execute(called).all())
    return found


def _ids(rows: Sequence[Audit], kind: str) -> frozenset[UUID]:
    return frozenset(
        row.subject_id for row in rows if row.subject_type == kind and row.subject_id is not None
    )
