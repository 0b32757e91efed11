"""Which facts need a human: the one table, and the reaction that reads it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import select

from campaigns.call_times import end_of_work_day
from casework.models.task import TaskKind
from casework.tasks import close_task, is_open, open_task, open_tasks_from
from messaging.directory.office import hours_of_thread
from messaging.models.inbound import InboundMessage
from messaging.platform.events import Event, FactType
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime


@dataclass(frozen=True, slots=True)
class Opens:
    """The task a fact opens."""

    kind: TaskKind | None
    """None: the fact names it."""
    work_days: int | None = 1
    """Due by the end of that working day; None: now."""
    urgent: bool = False
    once_per_thread: bool = False
    """While one of its kind is open for the thread, another would say nothing new."""


OPENS: Mapping[FactType, Opens] = MappingProxyType(
    {
        FactType.CALL_WANTED: Opens(None, 2),
        FactType.SAFETY_RAISED: Opens(TaskKind.SAFETY, None, urgent=True),
        FactType.OPT_OUT_UNCLEAR: Opens(TaskKind.UNCLEAR_OPT_OUT),
        FactType.LOCATION_ASKED: Opens(TaskKind.LOCATION_REQUEST),
        FactType.WRONG_NUMBER: Opens(TaskKind.NEW_CONTACT_NEEDED, once_per_thread=True),
        FactType.CONTACT_UNREACHABLE: Opens(TaskKind.NEW_CONTACT_NEEDED, once_per_thread=True),
        FactType.ANSWER_NOT_UNDERSTOOD: Opens(TaskKind.READ_ANSWER, once_per_thread=True),
        FactType.ANSWER_SAYS_MORE: Opens(TaskKind.READ_ANSWER, once_per_thread=True),
        FactType.MESSAGE_UNCERTAIN: Opens(TaskKind.DELIVERY_UNCERTAIN),
        FactType.REPLY_NOT_SENT: Opens(TaskKind.REPLY_NOT_SENT, once_per_thread=True),
        FactType.SENDER_PAUSED: Opens(TaskKind.SENDER_PAUSED),
        FactType.CAMPAIGN_PAUSED: Opens(TaskKind.CAMPAIGN_PAUSED),
        FactType.SERIES_HELD: Opens(TaskKind.SERIES_HELD),
    }
)

CLOSES: Mapping[FactType, FactType] = MappingProxyType(
    {
        FactType.MESSAGE_CERTAIN: FactType.MESSAGE_UNCERTAIN,
        FactType.SENDER_RESUMED: FactType.SENDER_PAUSED,
        FactType.CAMPAIGN_RESUMED: FactType.CAMPAIGN_PAUSED,
        FactType.SERIES_SETTLED: FactType.SERIES_HELD,
    }
)
"""A fact that takes away what another one about the same row had opened a task for."""

BY_STEP = frozenset({FactType.CALL_WANTED, FactType.CONTACT_UNREACHABLE})


def on_person_needed(unit: Unit, _runtime: Runtime, event: Event) -> None:
    """For every fact of `OPENS`. What the fact itself says (kind, due date, urgency) goes first.
    What a person did needs no other person."""
    if event.data.get("by") == "person":
        return
    opens = OPENS[event.type]
    kind = opens.kind or TaskKind(str(event.data["kind"]))
    origin = _origin(event, kind)
    inbound_id = _inbound(event)
    thread_id = event.thread_id or _matched_since(unit, event, inbound_id)
    once = opens.once_per_thread and thread_id is not None
    if once and is_open(unit.session, event.agency_id, thread_id, kind):
        return
    urgent = opens.urgent or event.data.get("urgent") is True
    open_task(
        unit,
        agency_id=event.agency_id,
        kind=kind,
        origin=origin,
        thread_id=thread_id,
        inbound_id=inbound_id,
        due_at=_due_at(unit, event, thread_id, None if urgent else opens.work_days),
        urgent=urgent,
    )


def on_person_no_longer_needed(unit: Unit, _runtime: Runtime, event: Event) -> None:
    """For every fact of `CLOSES`."""
    opened = CLOSES[event.type]
    for task_id in open_tasks_from(unit, event.agency_id, f"{opened.value}:{event.subject_id}:"):
        close_task(unit, event.agency_id, task_id)


def _origin(event: Event, kind: TaskKind) -> str:
    """What asks for a person asks once: a step, else the parent's message, else the fact's row.
    What can be over and come again asks each time."""
    if event.type in CLOSES.values():
        return f"{event.type.value}:{event.subject_id}:{event.id}"
    if event.type in BY_STEP and "origin" in event.data:
        return f"{event.data['origin']}:{kind.value}"
    about = event.data.get("message_id") or event.subject_id or event.id
    return f"{event.type.value}:{about}:{kind.value}"


def _inbound(event: Event) -> UUID | None:
    said = event.data.get("inbound_id")
    return UUID(said) if isinstance(said, str) else None


def _matched_since(unit: Unit, event: Event, inbound_id: UUID | None) -> UUID | None:
    """The thread that a person has put the message into before its fact came here."""
    if inbound_id is None:
        return None
    return unit.session.scalar(
        select(InboundMessage.thread_id).where(
            InboundMessage.agency_id == event.agency_id, InboundMessage.id == inbound_id
        )
    )


def _due_at(unit: Unit, event: Event, thread_id: UUID | None, work_days: int | None) -> datetime:
    promised = event.data.get("due_at")
    if isinstance(promised, str):
        return datetime.fromisoformat(promised)
    if work_days is None:
        return event.at
    hours = hours_of_thread(unit.session, event.agency_id, thread_id)
    return end_of_work_day(hours, event.at, work_days)
