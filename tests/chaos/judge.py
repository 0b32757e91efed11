"""The verdict. The carrier's own log is the witness; our database only says what we believe."""

import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import httpx2
from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from campaigns.models import EnrollmentStep
from campaigns.models.enrollment import StepState
from casework.models import Task
from casework.models.task import TaskKind
from messaging.models.attempt import Attempt
from messaging.models.contact_point import ContactPoint
from messaging.models.inbound import InboundMessage, InboundState
from messaging.models.message import Direction, Message, MessageStatus
from messaging.outbound.states import FINAL, IN_HAND
from messaging.platform.events import Event
from messaging.runtime import Runtime
from service.demo.cast import Parent
from tests.chaos.load import Load, Said
from tests.chaos.people import MARK, TEXT, Cast, mark_of

S = MessageStatus
ARRIVED = (S.DELIVERED, S.READ)
NEVER_LEFT = (S.QUEUED, S.REFUSED, S.EXPIRED, S.CANCELLED)


@dataclass(slots=True)
class Verdict:
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    misordered: list[str] = field(default_factory=list)
    leaked: list[str] = field(default_factory=list)
    parked: list[str] = field(default_factory=list)
    """In doubt, and a person has been asked: neither lost nor stuck."""
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def clean(self) -> bool:
        return not (self.lost or self.doubled or self.stuck or self.misordered or self.leaked)

    @property
    def line(self) -> str:
        kinds = ("lost", "doubled", "stuck", "misordered", "leaked")
        return " ".join(f"{kind}={len(getattr(self, kind))}" for kind in kinds)


def wait_until_settled(runtime: Runtime, seconds: float) -> float:
    """Look until nothing is under way any more, or the time is up. How long it took."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        with runtime.reading() as session:
            if not _busy(session, runtime.clock()):
                break
        time.sleep(0.5)
    return time.monotonic() - began


def _busy(session: Session, now: datetime) -> bool:
    looks = (
        _waits(now),
        exists().where(Message.status.in_(IN_HAND), Message.settled_at.is_(None)),
        exists().where(Message.status == S.SENT),
        exists().where(InboundMessage.state == InboundState.RECEIVED),
        exists().where(Event.handled_at.is_(None)),
        exists().where(EnrollmentStep.state == StepState.WAITING, EnrollmentStep.due_at <= now),
    )
    return any(session.scalar(select(look)) for look in looks)


def _waits(now: datetime) -> Any:
    return exists().where(
        Message.status == S.QUEUED, or_(Message.due_at <= now, Message.attempts > 0)
    )


def judge(load: Load) -> Verdict:
    log = httpx2.get(f"{load.house.sandbox}/sandbox/log", params={"kind": "sms"}, timeout=60)
    log.raise_for_status()
    taken = [entry for entry in log.json() if entry["direction"].startswith("outbound")]
    typed = [entry for entry in log.json() if entry["direction"] == "inbound"]
    verdict = Verdict()
    with load.runtime.reading() as session:
        rows = _rows(session)
        parked = _parked(session)
        _judge_rows(verdict, rows, taken, parked, load.runtime.clock())
        _judge_texts(verdict, load.said, load.cast, rows, taken, parked)
        _judge_order(verdict, taken)
        _judge_leaks(verdict, load.cast, taken)
        _judge_inbound(verdict, load, session, typed)
        for outcome in session.scalars(select(Attempt.outcome)):
            verdict.counts[f"attempts: {outcome}"] += 1
    verdict.counts["accepted by the carrier"] = len(taken)
    verdict.counts["written by parents"] = len(typed)
    house_log = load.house.log.read_text()
    for event in ("overdue.told", "reconcile.adopted", "reconcile.absent", "process.ended"):
        verdict.counts[event] = house_log.count(f'"{event}"')
    return verdict


def _rows(session: Session) -> list[tuple[Message, str]]:
    """Texts of ours with their handsets."""
    found = session.execute(
        select(Message, ContactPoint)
        .join(ContactPoint, ContactPoint.id == Message.contact_point_id)
        .where(Message.direction == Direction.OUT)
        .order_by(Message.id)
    )
    return [(message, contact.address) for message, contact in found]


def _parked(session: Session) -> set[str]:
    """Messages that a person has been asked about."""
    tasks = session.scalars(select(Task).where(Task.kind == TaskKind.DELIVERY_UNCERTAIN))
    return {task.origin.split(":")[1] for task in tasks}


def _judge_rows(
    verdict: Verdict,
    rows: Sequence[tuple[Message, str]],
    taken: Sequence[Mapping[str, Any]],
    parked: set[str],
    now: datetime,
) -> None:
    """Every row against what the carrier has: as often as rows say, and not once more."""
    at_carrier = Counter((entry["to"][0], entry["body"]) for entry in taken)
    claims: dict[tuple[str, str], list[Message]] = defaultdict(list)
    for message, phone in rows:
        claims[phone, message.text].append(message)
        verdict.counts[f"{message.status}" + (f": {message.reason}" if message.reason else "")] += 1
        if message.status in FINAL:
            continue
        if message.status is S.UNCERTAIN and str(message.id) in parked:
            verdict.parked.append(str(message.id))
        elif not (message.status is S.QUEUED and _is_for_later(message, now)):
            verdict.stuck.append(f"{message.id} is {message.status}, {message.attempts} tries")
    for key, messages in claims.items():
        arrived = sum(message.status in ARRIVED for message in messages)
        may_have = sum(message.status not in NEVER_LEFT for message in messages)
        if at_carrier[key] < arrived:
            verdict.lost.append(f"{messages[0].id}: believed delivered")
        _note_doubles(verdict, str(messages[0].id), at_carrier[key], may_have)
    for key in at_carrier.keys() - claims.keys():
        verdict.doubled.append(
            f"the carrier has a text that is none of ours, {at_carrier[key]} times"
        )


def _note_doubles(verdict: Verdict, name: str, times: int, expected: int) -> None:
    verdict.doubled += [f"{name} sent {times} times, not {expected}"] * (times - expected)


def _is_for_later(message: Message, now: datetime) -> bool:
    return message.attempts == 0 and message.due_at > now + timedelta(minutes=1)


def _judge_texts(
    verdict: Verdict,
    said: Said,
    cast: Cast,
    rows: Sequence[tuple[Message, str]],
    taken: Sequence[Mapping[str, Any]],
    parked: set[str],
) -> None:
    """Everything that was taken from whoever said it reached its handset once."""
    by_text: dict[str, Message] = {}
    for message, _ in rows:
        for text in TEXT.findall(message.text):
            if message.status is not S.QUEUED or not message.due_at > message.created_at:
                by_text.setdefault(text, message)
    arrived = Counter(
        (text, entry["to"][0]) for entry in taken for text in TEXT.findall(entry["body"])
    )
    for text, phone in said.to_phone.items():
        row = by_text.get(text)
        if row is not None and str(row.id) in parked:
            continue
        if phone in cast.landlines and row is not None and row.status in FINAL and row.reason:
            continue
        if not arrived[text, phone]:
            verdict.lost.append(
                f"{text}: {row.status if row else 'no row'}, {row.reason if row else ''}"
            )
    for text in said.to_shared:
        row = by_text.get(text)
        if row is None or row.status is not S.REFUSED:
            verdict.lost.append(f"{text}: to a shared phone, yet {row.status if row else 'no row'}")
    verdict.counts["said to parents"] = len(said.to_phone) + len(said.to_shared)


def _judge_order(verdict: Verdict, taken: Sequence[Mapping[str, Any]]) -> None:
    """Per handset and stream, in the order in which the carrier accepted."""
    streams: dict[tuple[str, str], list[str]] = defaultdict(list)
    for entry in taken:
        for text in dict.fromkeys(TEXT.findall(entry["body"])):
            streams[entry["to"][0], text[:-3]].append(text)
    for texts in streams.values():
        verdict.misordered += [f"{b} after {a}" for a, b in pairwise(texts) if b < a]


def _judge_leaks(verdict: Verdict, cast: Cast, taken: Sequence[Mapping[str, Any]]) -> None:
    shared = {parent.phone for parent in cast.shared}
    owner = {parent.phone: mark_of(parent) for parent in cast.everyone}
    for entry in taken:
        phone = entry["to"][0]
        allowed = set() if phone in shared else {owner.get(phone)}
        strange = set(MARK.findall(entry["body"])) - allowed
        if strange:
            verdict.leaked.append(f"{sorted(strange)} to another handset")


def _judge_inbound(
    verdict: Verdict, load: Load, session: Session, typed: Iterable[Mapping[str, Any]]
) -> None:
    """What the house said yes to is stored once and where it belongs."""
    stored: dict[str, list[InboundMessage]] = defaultdict(list)
    for inbound in session.scalars(select(InboundMessage)):
        for text in TEXT.findall(inbound.text):
            stored[text].append(inbound)
    in_threads = Counter(
        (text, message.thread_id)
        for message in session.scalars(select(Message).where(Message.direction == Direction.IN))
        for text in TEXT.findall(message.text)
    )
    shared = {parent.external_id for parent in load.cast.shared}
    for entry in typed:
        for text in TEXT.findall(entry["body"]):
            writer = load.said.from_phone[text]
            if not any(answer == 200 for answer in entry["answers"]):
                verdict.stuck.append(f"{text}: never taken")
                continue
            rows = stored[text]
            if not rows:
                verdict.lost.append(f"{text}: taken, not stored")
            _note_doubles(verdict, text, len(rows), 1)
            _judge_place(verdict, text, rows, writer, writer.external_id in shared)
            mine = in_threads.pop((text, load.threads[mark_of(writer)]), 0)
            if writer.external_id not in shared and mine != 1:
                kind = verdict.doubled if mine else verdict.lost
                kind.append(f"{text}: {mine} times in its thread")
    verdict.leaked += [f"{text} in another thread" for text, _ in in_threads]


def _judge_place(
    verdict: Verdict, text: str, rows: Sequence[InboundMessage], writer: Parent, shared: bool
) -> None:
    wanted = InboundState.TRIAGE if shared else InboundState.THREADED
    verdict.stuck += [f"{text} is {row.state}" for row in rows if row.state is not wanted]
