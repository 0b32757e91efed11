"""The story as it stands in the database, by thread, and its figures."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table
from rich.text import Text
from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.models import Task
from casework.wording import words
from messaging.models.case import Case, Party
from messaging.models.inbound import InboundMessage, InboundState
from messaging.models.message import Direction, Message, MessageStatus
from messaging.models.person import Person
from messaging.models.thread import Thread
from messaging.outbound.reasons import sentence
from messaging.platform.phones import ending

ROLES = {"custodial": "custodial parent", "noncustodial": "noncustodial parent"}


@dataclass(frozen=True, slots=True, repr=False)
class Told:
    """One thread with everything said in it."""

    heading: str
    messages: list[Message]
    tasks: list[Task]


def threads(session: Session) -> Iterable[Told]:
    """Every thread in which something was said, by case."""
    rows = session.execute(
        select(Thread, Party, Case, Person)
        .join(Party, Party.id == Thread.party_id)
        .join(Case, Case.id == Party.case_id)
        .join(Person, Person.id == Party.person_id)
        .order_by(Case.number, Party.role)
    )
    for thread, party, case, person in rows:
        messages = list(
            session.scalars(
                select(Message)
                .where(Message.thread_id == thread.id)
                .order_by(Message.created_at, Message.id)
            )
        )
        tasks = list(session.scalars(select(Task).where(Task.thread_id == thread.id)))
        if messages:
            role = ROLES.get(party.role, party.role)
            name = f"{person.first_name} {person.last_name}"
            yield Told(f"{case.number} · {name} · {role}", messages, tasks)


def show_threads(console: Console, session: Session) -> None:
    for told in threads(session):
        console.print()
        console.print(Text(told.heading, style="bold"))
        for message in told.messages:
            console.print(_line(message))
        for task in told.tasks:
            urgent = " (urgent)" if task.urgent else ""
            console.print(Text(f"  ! task: {words(task.kind, 'en').title}{urgent}", style="yellow"))


def show_triage(console: Console, session: Session) -> None:
    waiting = session.scalars(
        select(InboundMessage)
        .where(InboundMessage.state == InboundState.TRIAGE)
        .order_by(InboundMessage.received_at)
    ).all()
    if waiting:
        console.print()
        console.print(Text("Triage: a person decides whose these are", style="bold"))
    for inbound in waiting:
        console.print(Text(f"  ← ••• {ending(inbound.sender)}  {inbound.text}"))


def show_summary(console: Console, session: Session) -> None:
    for title_, counts in (
        ("Messages by final state", by_state(session)),
        ("Answers", answers(session)),
        ("Tasks opened", tasks(session)),
        ("Not sent, by reason", refusals(session)),
    ):
        table = Table(title=title_, title_justify="left", show_header=False, min_width=60)
        table.add_column()
        table.add_column(justify="right")
        for what, count in sorted(counts.items()):
            table.add_row(what, str(count))
        console.print(table)


def by_state(session: Session) -> Counter[str]:
    rows = session.scalars(select(Message).where(Message.direction == Direction.OUT))
    return Counter(f"{row.channel} {row.status}" for row in rows)


def answers(session: Session) -> Counter[str]:
    rows = session.scalars(select(InboundMessage))
    return Counter(f"{row.channel} {row.state}" for row in rows)


def tasks(session: Session) -> Counter[str]:
    return Counter(words(task.kind, "en").title for task in session.scalars(select(Task)))


def refusals(session: Session) -> Counter[str]:
    not_sent = (
        MessageStatus.REFUSED,
        MessageStatus.FAILED,
        MessageStatus.EXPIRED,
        MessageStatus.CANCELLED,
    )
    rows = session.scalars(select(Message).where(Message.status.in_(not_sent)))
    return Counter(sentence(row.reason, "en").split(". ")[0].rstrip(".") for row in rows)


def _line(message: Message) -> Text:
    inward = message.direction is Direction.IN
    arrow = "←" if inward else "→"
    said = " ".join(message.text.split())
    state = "" if inward else f"  [{message.status}]"
    why = f" {sentence(message.reason, 'en')}" if message.reason and not inward else ""
    line = Text(f"  {arrow} {message.channel}  ")
    line.append(said if len(said) <= 160 else f"{said[:157]}…")
    line.append(f"{state}{why}", style="dim")
    return line
