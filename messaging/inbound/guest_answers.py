"""A caseworker answers in an anonymous chat, out of triage: shown on that chat's page alone.

Nobody knows who reads it. So it says nothing of any case, nothing can call anybody to it, and once
the page has closed nobody would read it any more.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from itertools import pairwise
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from messaging.directory import access, audit, dispositions
from messaging.directory.access import Act, Viewer
from messaging.inbound import leaving, proving
from messaging.inbound.guests import LASTS
from messaging.inbound.routing import TriageReason
from messaging.inbound.triage import NotFoundError, TriageError
from messaging.models.case import Case
from messaging.models.guest_answer import GuestAnswer
from messaging.models.inbound import Disposition, InboundMessage, InboundState
from messaging.models.person import Person
from messaging.platform.bulk import among
from messaging.platform.ids import new_id
from messaging.platform.sealing import keyring
from messaging.platform.unit_of_work import Unit

LONGEST = 2_000
"""Characters."""
EMPTY = "Write something first."
TOO_LONG = "That is too long. Keep it under 2,000 characters."
NO_CHAT = "Only what was written in the anonymous chat can be answered here."
SORTED = "A colleague has already taken care of that message."
CLOSED = "The page of this chat has closed, so nobody would read an answer."
NAMES_A_CASE = "Leave out case numbers and people's numbers: nobody knows who reads this."
REFUSALS = (EMPTY, TOO_LONG, NO_CHAT, SORTED, CLOSED, NAMES_A_CASE)
"""What `answer` may say, each in the catalogue of pages."""
MENDABLE = frozenset({EMPTY, TOO_LONG, NAMES_A_CASE})
"""Those that other words would help."""
_WORD = re.compile(r"[0-9A-Z]+")
_SIGNS = ("-", " ", "/", ".", "_")


def answer(unit: Unit, viewer: Viewer, inbound_id: UUID, text: str, key: str) -> GuestAnswer:
    """Say `text` in the chat that a message came from. `key` names this one act: the same key says
    it once. Raises `NotFoundError`, `ForbiddenError` or `TriageError`; then nothing was stored."""
    access.require(viewer, Act.SORT)
    access.require(viewer, Act.WRITE)
    inbound = unit.session.scalar(
        select(InboundMessage)
        .where(InboundMessage.agency_id == viewer.agency_id, InboundMessage.id == inbound_id)
        .with_for_update()
    )
    if inbound is None:
        raise NotFoundError("That message is not there, or not yours to see.")
    origin = f"{viewer.staff_id}:{inbound_id}:{sha256(key.encode()).hexdigest()[:32]}"
    made = unit.session.scalar(
        select(GuestAnswer).where(
            GuestAnswer.agency_id == viewer.agency_id, GuestAnswer.origin == origin
        )
    )
    if made is not None:
        return made
    words = _checked(unit, inbound, text.strip())
    return _said(unit, viewer, inbound, words, origin)


def of_inbounds(
    session: Session, agency_id: UUID, inbound_ids: Collection[UUID]
) -> Mapping[UUID, Sequence[GuestAnswer]]:
    """By what they answer, in their order."""
    found: dict[UUID, list[GuestAnswer]] = {}
    rows = session.scalars(
        select(GuestAnswer)
        .where(
            GuestAnswer.agency_id == agency_id,
            among(session, GuestAnswer.inbound_id, set(inbound_ids)),
        )
        .order_by(GuestAnswer.said_at, GuestAnswer.id)
    )
    for row in rows:
        found.setdefault(row.inbound_id, []).append(row)
    return found


def of_chat(session: Session, agency_id: UUID, chat_id: UUID) -> Sequence[GuestAnswer]:
    """What was answered in one chat, oldest first."""
    return session.scalars(
        select(GuestAnswer)
        .where(GuestAnswer.agency_id == agency_id, GuestAnswer.chat == chat_id)
        .order_by(GuestAnswer.said_at, GuestAnswer.id)
    ).all()


def were_shown(unit: Unit, agency_id: UUID, chat_id: UUID) -> None:
    """Their page has been read."""
    fresh = [each for each in of_chat(unit.session, agency_id, chat_id) if each.shown_at is None]
    for each in fresh:
        each.shown_at = unit.now
    if fresh:
        unit.touch(agency_id, "triage")


def closes_at(session: Session, inbounds: Sequence[InboundMessage]) -> Mapping[UUID, datetime]:
    """By message of an anonymous chat, the moment at which its page has surely closed: when it was
    left, at the latest so long after the first thing written there."""
    if not inbounds:
        return {}
    agency_id, indexes = inbounds[0].agency_id, {each.sender_index for each in inbounds}
    began = {
        bytes(index): at
        for index, at in session.execute(
            select(InboundMessage.sender_index, func.min(InboundMessage.received_at))
            .where(InboundMessage.agency_id == agency_id, InboundMessage.sender_index.in_(indexes))
            .group_by(InboundMessage.sender_index)
        )
    }
    chats = {each.id: proving.chat_of(each.sender) for each in inbounds}
    left = leaving.left_at(session, agency_id, set(chats.values()))
    lasted = {each.id: began[each.sender_index] + LASTS for each in inbounds}
    return {name: min(at, left.get(chats[name], at)) for name, at in lasted.items()}


def _checked(unit: Unit, inbound: InboundMessage, words: str) -> str:
    asked = (
        (NO_CHAT, not inbound.sender.startswith(proving.GUEST)),
        (SORTED, inbound.state is not InboundState.TRIAGE),
        (NO_CHAT, inbound.triage_reason != TriageReason.ANONYMOUS),
        (EMPTY, not words),
        (TOO_LONG, len(words) > LONGEST),
    )
    problem = next((sentence for sentence, wrong in asked if wrong), None)
    if problem is None and closes_at(unit.session, [inbound])[inbound.id] <= unit.now:
        problem = CLOSED
    if problem is None and _names_a_case(unit.session, inbound.agency_id, words):
        problem = NAMES_A_CASE
    if problem is not None:
        raise TriageError(problem)
    return words


def _said(
    unit: Unit, viewer: Viewer, inbound: InboundMessage, words: str, origin: str
) -> GuestAnswer:
    row = GuestAnswer(
        id=new_id(),
        agency_id=viewer.agency_id,
        chat=proving.chat_of(inbound.sender),
        inbound_id=inbound.id,
        author_id=viewer.staff_id,
        origin=origin,
        text=words,
        said_at=unit.now,
    )
    unit.session.add(row)
    for each in _waiting_in_chat(unit.session, inbound):
        dispositions.dispose(unit, each, Disposition.ANSWERED, viewer.staff_id)
    audit.note(unit, viewer.agency_id, viewer.actor, "guest.answered", "inbound", inbound.id)
    unit.touch(viewer.agency_id, str(row.chat))
    unit.touch(viewer.agency_id, "triage")
    return row


def _waiting_in_chat(session: Session, inbound: InboundMessage) -> Sequence[InboundMessage]:
    return session.scalars(
        select(InboundMessage)
        .where(
            InboundMessage.agency_id == inbound.agency_id,
            InboundMessage.sender_index.in_(keyring().indexes(inbound.agency_id, inbound.sender)),
            InboundMessage.state == InboundState.TRIAGE,
        )
        .order_by(InboundMessage.id)
        .with_for_update()
    ).all()


def _names_a_case(session: Session, agency_id: UUID, words: str) -> bool:
    """Whether the number of a case or a person of the agency stands in there, however written."""
    parts = _WORD.findall(words.upper())
    written = {*parts, *(one + two for one, two in pairwise(parts))}
    numbers = {each for each in written if any(sign.isdigit() for sign in each)}
    if not numbers:
        return False
    cases = select(Case.id).where(Case.agency_id == agency_id, _bare(Case.number).in_(numbers))
    people = select(Person.id).where(
        Person.agency_id == agency_id, _bare(Person.external_id).in_(numbers)
    )
    return any(session.scalar(each.limit(1)) is not None for each in (cases, people))


def _bare(column: InstrumentedAttribute[Any]) -> ColumnElement[str]:
    """As it is compared: without what people put between, in capitals."""
    found: ColumnElement[str] = func.upper(column)
    for sign in _SIGNS:
        found = func.replace(found, sign, "")
    return found
