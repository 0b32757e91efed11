"""A parent pressed "this is spam", and their mailbox provider told us: that is an opt-out of mail,
in the plainest words there are (47 CFR 64.1200(a)(10): any reasonable means)."""

from uuid import UUID

from sqlalchemy import select

from messaging.compliance.consent import ConsentChange, ConsentSource
from messaging.directory import consents
from messaging.models.contact_point import ContactPoint
from messaging.models.message import Message, wording_name
from messaging.platform.unit_of_work import Unit


def complained(unit: Unit, message_id: UUID, kind: str) -> bool:
    """Write into the ledger of the address that mail `message_id` went to that it wants no more.
    `kind` is the feedback type (RFC 5965). False when it had said so before."""
    row = unit.session.execute(
        select(Message, ContactPoint)
        .join(
            ContactPoint,
            (ContactPoint.agency_id == Message.agency_id)
            & (ContactPoint.id == Message.contact_point_id),
        )
        .where(Message.id == message_id)
    ).one_or_none()
    if row is None:
        return False
    message, contact = row
    said = message.template_key, message.template_version, message.own_version
    return consents.append(
        unit,
        contact,
        ConsentChange.REVOKE,
        ConsentSource.CARRIER,
        detail=f"complaint: {kind}",
        wording_version=wording_name(*said),
        thread_id=message.thread_id,
    )
