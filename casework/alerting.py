"""An urgent task keeps alerting until a person takes it.

When it is due next stands in the task itself, each step that was taken in a row of its own, and the
mails of a step beside them in the outbox, all in one transaction: whoever is killed in between has
done nothing, and the next one does it all. Pages show it without being told (`web/staff/alarm.py`).
"""

import asyncio
from collections.abc import Mapping
from types import MappingProxyType
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.exc import DBAPIError

from casework import ladder
from casework.audience import audience
from casework.models.alert import Alert
from casework.models.task import Task, TaskState
from casework.tasks import TOPIC, alerts_of
from messaging.outbound import staff_mail
from messaging.outbound.staff_mail import Letter
from messaging.platform.ids import new_id
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime

log = structlog.get_logger(__name__)

BATCH = 50
PAGE = "/staff/tasks"

WORDS: Mapping[str, Letter] = MappingProxyType(
    {
        "en": Letter(
            "Kinline: an urgent task waits",
            "An urgent task waits for a person. Open it and take it:\n\n{link}\n\n"
            "We go on telling you and others until someone has taken it.\n",
        ),
        "es": Letter(
            "Kinline: espera una tarea urgente",
            "Una tarea urgente espera a una persona. Ábrala y tómela:\n\n{link}\n\n"
            "Seguiremos avisando a usted y a otros hasta que alguien la tome.\n",
        ),
    }
)
"""A mailbox is not the place for more than this."""


def sweep(runtime: Runtime, _runner: asyncio.Runner) -> int:
    """Take the next step for tasks that are due one. Returns for how many."""
    with runtime.reading() as session:
        due = session.scalars(
            select(Task.id)
            .where(_due(Task.alert_at <= runtime.clock()))
            .order_by(Task.alert_at, Task.id)
            .limit(BATCH)
        ).all()
    return sum(_alerted(runtime, task_id) for task_id in due)


def _alerted(runtime: Runtime, task_id: UUID) -> bool:
    try:
        with runtime.unit() as unit:
            task = unit.session.scalar(
                select(Task)
                .where(Task.id == task_id, _due(Task.alert_at <= unit.now))
                .with_for_update(skip_locked=True)
            )
            if task is None:
                return False  # another clock has it, or a person took it
            _alert(unit, runtime.settings.public_url + PAGE, task)
            return True
    except DBAPIError:
        raise
    except Exception as error:  # one task that cannot be told of must not keep back the others
        log.error("alert.left", task=str(task_id), error=type(error).__name__)
        return False


def _due(by_now: ColumnElement[bool]) -> ColumnElement[bool]:
    return and_(by_now, Task.state == TaskState.OPEN, Task.taken_by_id.is_(None))


def _alert(unit: Unit, link: str, task: Task) -> None:
    number = unit.session.scalar(
        select(func.count()).where(Alert.agency_id == task.agency_id, Alert.task_id == task.id)
    )
    step = ladder.step(number or 0)
    rung, people = audience(
        unit.session,
        task.agency_id,
        task.thread_id,
        task.branch_id,
        task.assignee_id,
        step.rung,
        unit.now,
    )
    unit.session.add(
        Alert(
            id=new_id(),
            agency_id=task.agency_id,
            task_id=task.id,
            step=number,
            rung=rung,
            told=len(people),
            at=unit.now,
        )
    )
    # A clock that stood still goes on from here: what it missed is not made up for at once.
    task.alert_at = unit.now + step.wait
    unit.session.flush()
    staff_mail.write(
        unit,
        f"{alerts_of(task.id)}{number}",
        [(staff, _letter(staff.language, link)) for staff in people],
    )
    unit.touch(task.agency_id, TOPIC)


def _letter(language: str, link: str) -> Letter:
    words = WORDS.get(language, WORDS["en"])
    return Letter(words.subject, words.text.format(link=link))
