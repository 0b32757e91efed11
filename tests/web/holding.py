"""The one contact point and the one task there are."""

from sqlalchemy import select

from casework.models.task import Task
from messaging.models.contact_point import ContactPoint
from messaging.runtime import Runtime


def contact(runtime: Runtime) -> ContactPoint:
    with runtime.reading() as session:
        return session.scalars(select(ContactPoint)).one()


def task(runtime: Runtime) -> Task:
    with runtime.reading() as session:
        return session.scalars(select(Task)).one()
