"""Somebody in the anonymous web chat proves who they are: a one-time code to a contact point that
the agency knows, and one fact that the agency holds.

The fact is the case number or the agency's own number for the person, as its letters show them: the
directory knows no birth date. Whatever is asked, the answer is the same, so that nobody learns
whether an address or a number is known; a phone that several people use proves nobody.
"""

import re
import secrets
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from channels.values import ChannelKind
from messaging.compliance.gate import Purpose, Reachability
from messaging.directory import audit, contact_points
from messaging.inbound.threading import add_to_thread
from messaging.models.agency import Agency
from messaging.models.case import Case, Party
from messaging.models.chat_proof import ChatProof
from messaging.models.contact_point import ContactPoint
from messaging.models.inbound import InboundMessage, InboundState
from messaging.models.person import Person
from messaging.models.thread import Thread
from messaging.outbound.outbox import Draft, compose
from messaging.platform.emails import EmailAddressError, parse_email
from messaging.platform.ids import new_id
from messaging.platform.lanes import Lane
from messaging.platform.phones import PhoneError, parse_phone
from messaging.platform.sealing import keyring
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime

GUEST = "guest:"
DIGITS = 6
LASTS = timedelta(minutes=10)
MOST_TRIES = 5
"""At one code."""
MOST_PER_CHAT, CHAT_WINDOW = 3, timedelta(hours=1)
MOST_PER_CONTACT, CONTACT_WINDOW = 5, timedelta(days=1)
"""Codes: nobody's phone is made to ring all day, and guessing goes nowhere."""
KEPT = timedelta(days=7)
"""Longer than any limit above looks back, and than a chat's page lasts."""
PRUNED_AT_ONCE = 200
_SIGNS = re.compile(r"[^0-9A-Z]")


def guest(chat_id: UUID) -> str:
    """How what is written in an anonymous chat names its sender."""
    return f"{GUEST}{chat_id}"


def chat_of(sender: str) -> UUID:
    """Which anonymous chat `sender` names."""
    return UUID(sender.removeprefix(GUEST))


def ask(
    unit: Unit, runtime: Runtime, agency: Agency, chat_id: UUID, address: str, fact: str
) -> None:
    """Send a code to `address`, if it and `fact` are one person's, and too many were not sent."""
    found = None if _too_many_of_chat(unit, agency.id, chat_id) else _found(unit, agency, address)
    contact = found
    if contact is not None and _too_many_to(unit, contact):
        contact = None
    thread = _thread_by(unit, contact, fact) if contact else None
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    proof = ChatProof(
        id=new_id(),
        agency_id=agency.id,
        chat=chat_id,
        thread_id=thread.id if thread else None,
        contact_point_id=contact.id if contact and thread else None,
        asked_at=unit.now,
        expires_at=unit.now + LASTS,
        code_mac=b"",
    )
    proof.code_mac = keyring().mac(agency.id, _sealed_as(proof.id, code))
    unit.session.add(proof)
    unit.session.flush()
    if contact and thread:
        _send(unit, runtime, proof, contact, code)


def confirm(unit: Unit, agency_id: UUID, chat_id: UUID, code: str) -> Thread | None:
    """The thread that the chat's last code opens, once, and what was written before goes there.
    None for every other reason, all alike; a wrong try counts."""
    proof = unit.session.scalars(
        select(ChatProof)
        .where(ChatProof.agency_id == agency_id, ChatProof.chat == chat_id)
        .order_by(ChatProof.asked_at.desc(), ChatProof.id.desc())
        .limit(1)
        .with_for_update()
    ).first()
    if proof is None:
        return None
    proof.tries += 1
    typed = "".join(sign for sign in code if sign.isdecimal())
    right = keyring().is_ours(agency_id, _sealed_as(proof.id, typed), proof.code_mac)
    in_time = proof.expires_at > unit.now and proof.tries <= MOST_TRIES
    if not (right and in_time) or proof.used_at is not None or proof.thread_id is None:
        return None
    proof.used_at = unit.now
    thread = _thread(unit.session, agency_id, proof.thread_id)
    if thread is not None:
        _bring_along(unit, thread, chat_id)
        audit.note(unit, agency_id, f"parent:{thread.id}", "prove", "thread", thread.id)
    return thread


def proven_thread(session: Session, agency_id: UUID, sender: str) -> Thread | None:
    """Whose an anonymous chat has proved to be."""
    if not sender.startswith(GUEST):
        return None
    proof = session.scalars(
        select(ChatProof)
        .where(
            ChatProof.agency_id == agency_id,
            ChatProof.chat == chat_of(sender),
            ChatProof.used_at.is_not(None),
        )
        .limit(1)
    ).first()
    return _thread(session, agency_id, proof.thread_id) if proof and proof.thread_id else None


def proven_chats(session: Session, thread: Thread) -> Sequence[str]:
    """Anonymous chats that have proved to be this parent's, as they name their sender."""
    chats = session.scalars(
        select(ChatProof.chat).where(
            ChatProof.agency_id == thread.agency_id,
            ChatProof.thread_id == thread.id,
            ChatProof.used_at.is_not(None),
        )
    )
    return [guest(chat) for chat in chats]


def prune(unit: Unit) -> int:
    """Remove proofs that are over for long; how many. What a chat that had proved itself wrote is
    its parent's own from then on."""
    old = unit.session.scalars(
        select(ChatProof)
        .where(ChatProof.asked_at < unit.now - KEPT)
        .order_by(ChatProof.id)
        .limit(PRUNED_AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    for proof in old:
        if proof.used_at is not None and proof.thread_id is not None:
            _becomes_theirs(unit, proof.agency_id, proof.chat, proof.thread_id)
        unit.session.delete(proof)
    return len(old)


def _becomes_theirs(unit: Unit, agency_id: UUID, chat_id: UUID, thread_id: UUID) -> None:
    written = unit.session.scalars(
        select(InboundMessage).where(
            InboundMessage.agency_id == agency_id,
            InboundMessage.sender_index.in_(keyring().indexes(agency_id, guest(chat_id))),
            InboundMessage.thread_id == thread_id,
        )
    )
    for inbound in written:
        inbound.sender = str(thread_id)
        inbound.sender_index = keyring().index(agency_id, inbound.sender)


def _found(unit: Unit, agency: Agency, address: str) -> ContactPoint | None:
    try:
        kind, known = (
            (ChannelKind.EMAIL, parse_email(address))
            if "@" in address
            else (ChannelKind.SMS, parse_phone(address))
        )
    except (EmailAddressError, PhoneError):
        return None
    contact = contact_points.find(unit.session, agency.id, kind, known)
    wrong = contact is not None and contact.reachability is Reachability.WRONG_PERSON
    return None if wrong else contact


def _thread_by(unit: Unit, contact: ContactPoint, fact: str) -> Thread | None:
    people = contact_points.people_of(unit.session, contact)
    wanted = _bare(fact)
    if len(people) != 1 or not wanted:
        return None
    rows = unit.session.execute(
        select(Thread, Case.number, Person.external_id)
        .join(Party, Party.id == Thread.party_id)
        .join(Case, Case.id == Party.case_id)
        .join(Person, Person.id == Party.person_id)
        .where(Thread.agency_id == contact.agency_id, Party.person_id == people[0].id)
    ).all()
    fitting = [thread for thread, number, own in rows if wanted in (_bare(number), _bare(own))]
    return fitting[0] if len(fitting) == 1 else None


def _bare(number: str) -> str:
    """As it is compared: without dashes and blanks, in capitals."""
    return _SIGNS.sub("", number.upper())


def _send(unit: Unit, runtime: Runtime, proof: ChatProof, contact: ContactPoint, code: str) -> None:
    compose(
        unit,
        runtime,
        Draft(
            agency_id=proof.agency_id,
            thread_id=proof.thread_id,
            contact_point_id=contact.id,
            template="chat_code",
            values={"code": code},
            channel=contact.kind,
            purpose=Purpose.ONE_TIME_CODE,
            lane=Lane.URGENT,
            topic="chat",
            origin=f"code:{proof.id}",
            expires_at=proof.expires_at,
        ),
    )


def _too_many_of_chat(unit: Unit, agency_id: UUID, chat_id: UUID) -> bool:
    asked = unit.session.scalar(
        select(func.count(ChatProof.id)).where(
            ChatProof.agency_id == agency_id,
            ChatProof.chat == chat_id,
            ChatProof.asked_at > unit.now - CHAT_WINDOW,
        )
    )
    return (asked or 0) >= MOST_PER_CHAT


def _too_many_to(unit: Unit, contact: ContactPoint) -> bool:
    # Two who ask at once wait for each other here, so neither is one too many.
    unit.session.refresh(contact, with_for_update=True)
    sent = unit.session.scalar(
        select(func.count(ChatProof.id)).where(
            ChatProof.agency_id == contact.agency_id,
            ChatProof.contact_point_id == contact.id,
            ChatProof.asked_at > unit.now - CONTACT_WINDOW,
        )
    )
    return (sent or 0) >= MOST_PER_CONTACT


def _bring_along(unit: Unit, thread: Thread, chat_id: UUID) -> None:
    """What was written before in this chat. What is not routed yet follows by itself."""
    waiting = unit.session.scalars(
        select(InboundMessage)
        .where(
            InboundMessage.agency_id == thread.agency_id,
            InboundMessage.channel == ChannelKind.CHAT,
            InboundMessage.sender_index.in_(keyring().indexes(thread.agency_id, guest(chat_id))),
            InboundMessage.state.in_((InboundState.TRIAGE, InboundState.DISMISSED)),
        )
        .order_by(InboundMessage.received_at, InboundMessage.id)
        .with_for_update()
    ).all()
    for inbound in waiting:
        add_to_thread(unit, inbound, thread)
        subject = str(thread.id)
        audit.note(
            unit, thread.agency_id, f"parent:{thread.id}", "match", "inbound", inbound.id,
            thread=subject,
        )  # fmt: skip
    if waiting:
        unit.touch(thread.agency_id, "triage")


def _thread(session: Session, agency_id: UUID, thread_id: UUID) -> Thread | None:
    return session.scalar(
        select(Thread).where(Thread.agency_id == agency_id, Thread.id == thread_id)
    )


def _sealed_as(proof_id: UUID, code: str) -> bytes:
    return f"chat code {proof_id} {code}".encode()
