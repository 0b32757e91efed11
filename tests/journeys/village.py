"""Many parents at once in one town: each is asked something, answers in their own words, and what
follows is looked at afterwards. All that falls on one moment is settled together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import select

from casework.models.task import Task, TaskState
from channels.values import ChannelKind
from messaging.compliance.consent import ConsentState
from messaging.compliance.gate import Reachability
from messaging.directory import consents
from messaging.models.case import Party
from messaging.models.contact_point import ContactPoint
from messaging.models.message import Direction, Message
from messaging.models.person import Person
from messaging.models.question import Question
from messaging.models.thread import Thread
from tests.journeys.town import Town, contact

AREAS = ("312", "773", "217", "618", "847", "708", "630", "815")
_number = count(1)

ASKED: dict[str, dict[str, Any]] = {
    "renewal": {"type_name": "renewal.due", "renewal": {"due_on": "2024-03-14"}},
    "missed": {
        "type_name": "appointment.missed",
        "appointment": {
            "place": "10 Main St",
            "slots": ["2024-03-06T10:00:00-06:00", "2024-03-07T14:00:00-06:00"],
        },
    },
    "payment": {"type_name": "payment.due", "payment": {"due_on": "2024-03-08"}},
    "appointment": {
        "type_name": "appointment.scheduled",
        "appointment": {"starts_at": "2024-03-20T14:00:00-05:00", "place": "10 Main St"},
    },
    "nothing": {"type_name": "case.opened"},
}
"""What the agency's system tells of, so that a parent is asked (or told) something."""
SETTLED = {
    "renewal": {"type_name": "renewal.completed", "renewal": {}},
    "missed": {"type_name": "appointment.kept", "appointment": {}},
}
"""What is told when it is over."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happens after they were asked."""

    after: timedelta
    text: str
    by: ChannelKind = ChannelKind.SMS


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one parent's words came to."""

    answer: str
    """The choice that was taken, or `-`."""
    said: str
    """Our templates back to them, in their order."""
    tasks: str
    """The kinds of what waits for a person."""
    marks: str
    """What became of their phone: stopped, held, wrong."""

    def __str__(self) -> str:
        return " | ".join((self.answer, self.said, self.tasks, self.marks)).rstrip(" |")


class Villager:
    """One parent with a phone (and an address) of their own."""

    def __init__(
        self, asked: str, language: str, lines: Sequence[Line], settled: bool = False
    ) -> None:
        self.asked, self.language, self.lines, self.settled = asked, language, lines, settled
        self.number = next(_number)
        area, last = divmod(self.number, 100)
        self.phone = f"+1{AREAS[area]}55501{last:02}"
        self.mail = f"parent{self.number}@example.org"
        self.case = f"CS-{self.number}"

    def told(self, town: Town, what: dict[str, Any]) -> None:
        thing: dict[str, Any] = {
            name: {"id": f"T-{self.number}", **value, **self._of_their_own(value)}
            for name, value in what.items()
            if name != "type_name"
        }
        town.event(what["type_name"], case=self.case, party=self.party(), **thing)

    def _of_their_own(self, value: dict[str, Any]) -> dict[str, str]:
        """A time at one place is booked once, and here nobody is to take another's."""
        return {"place": f"{self.number} Main St"} if "slots" in value else {}

    def party(self) -> dict[str, Any]:
        contacts = [contact("sms", self.phone)]
        if any(line.by is ChannelKind.EMAIL for line in self.lines):
            contacts.append(contact("email", self.mail))
        return {
            "external_id": f"P-{self.number}",
            "role": "noncustodial" if self.asked == "payment" else "custodial",
            "first_name": "Maria", "last_name": "Sample",
            "language": self.language, "time_zone": "America/Chicago", "contacts": contacts,
        }  # fmt: skip


def play(town: Town, villagers: Sequence[Villager]) -> dict[Villager, Outcome]:
    """Everybody is asked at once, then everything is said in its time."""
    start = town.clock()
    with town.at_once():
        for one in villagers:
            one.told(town, ASKED[one.asked])
    replies_to = {mail.to: mail.reply_to or "" for mail in town.said(ChannelKind.EMAIL)}
    with town.at_once():
        for one in villagers:
            if one.settled:
                one.told(town, SETTLED[one.asked])
    moments = sorted({line.after for one in villagers for line in one.lines})
    for after in moments:
        town.clock.set(start + after)
        with town.at_once():
            for one in villagers:
                for line in one.lines:
                    if line.after == after:
                        _say(town, one, line, replies_to)
    return dict(_outcomes(town, villagers))


def _say(town: Town, one: Villager, line: Line, replies_to: dict[str, str]) -> None:
    if line.by is ChannelKind.SMS:
        town.texts(line.text, one.phone)
        return
    head = [
        f"From: Maria Sample <{one.mail}>", f"To: {replies_to[one.mail]}",
        f"Message-ID: <{one.number}.{next(_number)}@example.org>",
        "Content-Type: text/plain; charset=utf-8",
    ]  # fmt: skip
    town.mails(("\r\n".join(head) + f"\r\n\r\n{line.text}\r\n").encode())


def _outcomes(town: Town, villagers: Sequence[Villager]) -> Iterator[tuple[Villager, Outcome]]:
    with town.runtime.reading() as session:
        found = session.execute(
            select(Person.external_id, Thread)
            .join(Party, Party.person_id == Person.id)
            .join(Thread, Thread.party_id == Party.id)
        )
        threads = {row[0]: row[1] for row in found}
        contacts = {row.address: row for row in session.scalars(select(ContactPoint))}
        for one in villagers:
            thread = threads[f"P-{one.number}"]
            phone = contacts[one.phone]
            marks = {
                "stopped": consents.state_of(session, phone, "renewal") is ConsentState.REVOKED,
                "held": phone.held_for_review_at is not None,
                "wrong": phone.reachability is Reachability.WRONG_PERSON,
            }
            yield (
                one,
                Outcome(
                    answer=_answer(session, thread.id),
                    said=" ".join(
                        row.template_key or "?"
                        for row in session.scalars(
                            select(Message)
                            .where(
                                Message.thread_id == thread.id,
                                Message.direction == Direction.OUT,
                                Message.origin.not_like("step:%"),
                                Message.origin.not_like("stop:%"),
                            )
                            .order_by(Message.id)
                        )
                    ),
                    tasks=" ".join(
                        ("urgent:" if row.urgent else "") + row.kind.value
                        for row in session.scalars(
                            select(Task)
                            .where(Task.thread_id == thread.id, Task.state == TaskState.OPEN)
                            .order_by(Task.kind)
                        )
                    ),
                    marks=" ".join(mark for mark, so in marks.items() if so),
                ),
            )


def _answer(session: Any, thread_id: UUID) -> str:
    given = session.scalars(
        select(Question.answer)
        .where(Question.thread_id == thread_id, Question.answer.is_not(None))
        .order_by(Question.answered_at)
    ).all()
    return given[-1] if given else "-"
