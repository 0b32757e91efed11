"""Sample events of a sample agency, and telling Kinline of them."""

import json
from collections.abc import Mapping
from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import select

from campaigns.incoming.reading import read_event
from campaigns.intake import Accepted, accept
from campaigns.models import Enrollment, EnrollmentStep
from campaigns.models.enrollment import StepState
from messaging.models.message import Direction, Message
from messaging.runtime import Runtime
from tests.support.people import Office

_number = count(1)

PHONE = "(312) 555-0142"
EMAIL = "maria@example.org"
CONSENT = {"source": "application", "at": "2025-11-02T00:00:00Z"}
SMS_CONTACT = {"kind": "sms", "address": PHONE, "consent": CONSENT}
EMAIL_CONTACT = {"kind": "email", "address": EMAIL, "consent": CONSENT}

THINGS: Mapping[str, dict[str, str]] = {
    "renewal.due": {"id": "R-1", "due_on": "2026-04-30"},
    "renewal.completed": {"id": "R-1"},
    "payment.due": {"id": "Y-1", "due_on": "2026-03-20"},
    "payment.posted": {"id": "Y-1", "posted_on": "2026-03-02"},
    "payment.missed": {"id": "Y-1"},
    "appointment.scheduled": {
        "id": "A-551",
        "starts_at": "2026-03-20T14:00:00-05:00",
        "place": "10 Main St",
    },
    "appointment.rescheduled": {
        "id": "A-551",
        "starts_at": "2026-03-27T14:00:00-05:00",
        "place": "10 Main St",
    },
    "appointment.cancelled": {"id": "A-551"},
    "appointment.kept": {"id": "A-551"},
    "appointment.missed": {"id": "A-551"},
}


def document(
    type_name: str,
    *,
    party: Mapping[str, Any] | None = None,
    case: Mapping[str, Any] | None = None,
    at: datetime | str = "2026-03-02T16:00:00Z",
    **thing: Any,
) -> dict[str, Any]:
    """An event as an agency's system would send it; `thing` overrides what it is about."""
    about = type_name.partition(".")[0]
    data: dict[str, Any] = {
        "case": {
            "number": "CS-10482",
            "program": "child_support",
            "branch": "north",
            **(case or {}),
        },
        "party": {
            "external_id": "P-7731",
            "role": "custodial",
            "first_name": "Maria",
            "last_name": "Sample",
            "language": "en",
            "time_zone": "America/Chicago",
            "contacts": [SMS_CONTACT, EMAIL_CONTACT],
            **(party or {}),
        },
    }
    if type_name in THINGS:
        data[about] = {**THINGS[type_name], **thing}
    stamp = at if isinstance(at, str) else at.isoformat()
    return {"type": type_name, "timestamp": stamp, "data": data}


def tell(
    runtime: Runtime, office: Office, type_name: str, *, event_id: str | None = None, **more: Any
) -> Accepted:
    """The event takes effect, as it does at the door."""
    raw = json.dumps(document(type_name, **more))
    with runtime.unit() as unit:
        event_id = event_id or f"evt_{next(_number)}"
        return accept(unit, office.agency, read_event(raw), event_id, raw)


def did(accepted: Accepted) -> dict[str, str]:
    """What became of each campaign."""
    return {one["campaign"]: one["did"] for one in accepted.answer["campaigns"]}


def enrollments(runtime: Runtime) -> list[Enrollment]:
    with runtime.reading() as session:
        return list(session.scalars(select(Enrollment).order_by(Enrollment.id)))


def steps(runtime: Runtime, *states: StepState) -> list[EnrollmentStep]:
    with runtime.reading() as session:
        query = select(EnrollmentStep).order_by(EnrollmentStep.due_at, EnrollmentStep.id)
        return [row for row in session.scalars(query) if not states or row.state in states]


def waiting(runtime: Runtime) -> list[str]:
    return [row.step for row in steps(runtime, StepState.WAITING)]


def sent_out(runtime: Runtime) -> list[Message]:
    """Messages of ours to parents, in the order of their making."""
    with runtime.reading() as session:
        return list(
            session.scalars(
                select(Message)
                .where(Message.direction == Direction.OUT, Message.thread_id.is_not(None))
                .order_by(Message.id)
            )
        )
