"""What a provider's refusal says about the contact point itself."""

from sqlalchemy import select

from channels.values import ChannelKind, SendError
from messaging.compliance.consent import ConsentChange, ConsentSource
from messaging.compliance.gate import UNREACHABLE, Reachability
from messaging.directory import consents
from messaging.models.contact_point import ContactPoint
from messaging.models.message import Message
from messaging.platform.unit_of_work import Unit


def suppress(unit: Unit, message: Message, error: SendError) -> None:
    """Do not use this contact point again until a person has mended it."""
    contact = unit.session.scalar(
        select(ContactPoint).where(
            ContactPoint.agency_id == message.agency_id,
            ContactPoint.id == message.contact_point_id,
        )
    )
    if contact is None:
        return
    contact.reachability = _reachability(contact.kind, error)
    if error.opted_out:
        consents.append(
            unit,
            contact,
            ConsentChange.REVOKE,
            ConsentSource.CARRIER,
            thread_id=message.thread_id,
        )


def why(kind: ChannelKind, error: SendError) -> str:
    """The reason a failed message keeps: our own word where the contact is at fault, which pages
    can say in every language and with advice; else the provider's sentence."""
    if not error.suppresses_contact:
        return error.reason
    return UNREACHABLE[_reachability(kind, error)][0]


def _reachability(kind: ChannelKind, error: SendError) -> Reachability:
    if error.opted_out:
        return Reachability.STOPPED_AT_CARRIER
    if kind is ChannelKind.EMAIL:
        return Reachability.SUPPRESSED
    return Reachability.LANDLINE if error.landline else Reachability.INVALID
