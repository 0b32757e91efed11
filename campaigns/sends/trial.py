"""A send as its author would get it: by mail, with sample values, before anybody else does."""

from uuid import UUID

from sqlalchemy.orm import Session

from campaigns.models.send import Send
from campaigns.sends.acts import find
from campaigns.sends.wording import template_of
from messaging.directory import audit
from messaging.directory.access import Act, Viewer, require
from messaging.models.staff import Staff
from messaging.outbound import staff_mail
from messaging.outbound.staff_mail import Letter
from messaging.platform.ids import new_id
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from templates.fields import sample_values

SUBJECT = {"en": "Test: nothing was sent to anybody", "es": "Prueba: no se envió nada a nadie"}


def write(unit: Unit, runtime: Runtime, viewer: Viewer, send_id: UUID) -> None:
    """Every way and language in one mail, to the viewer's own address. Raises `NotFoundError`."""
    require(viewer, Act.WRITE)
    send = find(unit.session, viewer, send_id)
    staff = unit.session.get_one(Staff, viewer.staff_id)
    text = "\n\n".join(_parts(unit.session, runtime, send))
    letter = Letter(SUBJECT.get(staff.language, SUBJECT["en"]), text)
    staff_mail.write(unit, f"send-test:{new_id()}", [(staff, letter)])
    audit.note(unit, viewer.agency_id, viewer.actor, "send.tested", "send", send.id)


def _parts(session: Session, runtime: Runtime, send: Send) -> list[str]:
    template = template_of(session, runtime, send)
    parts = []
    for language in sorted(template.languages):
        values = sample_values(runtime.library.fields, language)
        for way in send.ways:
            said = runtime.library.write(template, channel=way, language=language, values=values)
            heading = f"[{language}, {way}]" + (f" {said.subject}" if said.subject else "")
            parts.append(f"{heading}\n{said.text.strip()}")
    return parts
