"""Sample lists, and what became of them."""

from datetime import date
from typing import Any

from sqlalchemy import select

from campaigns.models.send import Send, SendRecipient
from campaigns.sends import acts, making, numbers, sending
from campaigns.sends.audience import About, Audience
from campaigns.sends.making import Wanted
from messaging.directory.access import Viewer
from messaging.models.message import Message
from messaging.platform.ids import new_id
from messaging.runtime import Runtime
from tests.campaigns.telling import CONSENT, tell
from tests.support.people import Office, phone

TUESDAY = date(2026, 3, 10)
AT_TWO = "2026-03-10T14:00:00-05:00"
REMINDER = "appointment_reminder"
HELLO = {
    "en": "{{ agency_name }}: The office is closed on Friday. Call {{ agency_phone }}.",
    "es": "{{ agency_name }}: La oficina cierra el viernes. Llame al {{ agency_phone }}.",
}


def on(day: date) -> Audience:
    return Audience(about=About.APPOINTMENT, first=day, last=day)


def appointment(runtime: Runtime, office: Office, number: int, **more: Any) -> None:
    """Of a parent of their own on that Tuesday, unless told otherwise."""
    party = {
        "external_id": f"P-{number}",
        "contacts": [{"kind": "sms", "address": phone(), "consent": CONSENT}],
        **more.pop("party", {}),
    }
    tell(
        runtime, office, "appointment.scheduled",
        party=party, case={"number": f"CS-{number}"}, id=f"A-{number}",
        **{"starts_at": AT_TWO, **more},
    )  # fmt: skip


def made(runtime: Runtime, viewer: Viewer, wanted: Wanted, key: str = "") -> Send:
    with runtime.unit() as unit:
        return making.make(unit, runtime, viewer, key or str(new_id()), wanted)


def confirmed(runtime: Runtime, viewer: Viewer, wanted: Wanted) -> Send:
    send = made(runtime, viewer, wanted)
    with runtime.unit() as unit:
        return acts.confirm(unit, viewer, send.id, numbers.to_go(unit.session, send))


def gone_out(runtime: Runtime, send: Send) -> list[Message]:
    with runtime.reading() as session:
        query = select(Message).where(Message.campaign == send.campaign).order_by(Message.id)
        return list(session.scalars(query))


def people(runtime: Runtime, send: Send) -> list[SendRecipient]:
    with runtime.reading() as session:
        query = select(SendRecipient).where(SendRecipient.send_id == send.id)
        return list(session.scalars(query.order_by(SendRecipient.id)))


def drained(runtime: Runtime) -> None:
    while sending.drain(runtime):
        pass
