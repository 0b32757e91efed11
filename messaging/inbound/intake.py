"""The first thing that happens to a message from a parent: it is stored, as it came, once."""

from channels.values import ChannelKind, Inbound
from messaging.models.agency import Agency
from messaging.models.inbound import InboundMessage, InboundState
from messaging.platform.database import insert_or_ignore
from messaging.platform.emails import EmailAddressError, parse_email
from messaging.platform.ids import new_id
from messaging.platform.lanes import Lane
from messaging.platform.phones import PhoneError, parse_phone
from messaging.platform.sealing import keyring
from messaging.platform.unit_of_work import Unit


def store(unit: Unit, agency: Agency, inbound: Inbound) -> bool:
    """Keep `inbound` and ask for routing. False when the provider repeats itself.

    Nothing else happens here: the provider is waiting, and what is stored cannot be lost.
    """
    sender = normal_sender(inbound.channel, inbound.sender)
    new = insert_or_ignore(
        unit.session,
        InboundMessage,
        id=new_id(),
        agency_id=agency.id,
        channel=inbound.channel,
        provider=inbound.provider,
        provider_id=inbound.provider_id,
        sender_sealed=InboundMessage.sender.seal(agency.id, sender),
        sender_index=keyring().index(agency.id, sender),
        recipient_sealed=InboundMessage.recipient.seal(agency.id, inbound.recipient),
        text_sealed=InboundMessage.text.seal(agency.id, inbound.text),
        raw_sealed=InboundMessage.raw.seal(agency.id, inbound.raw),
        opt_out_type=inbound.opt_out_type,
        automatic=inbound.automatic,
        state=InboundState.RECEIVED,
        received_at=inbound.received_at,
    )
    unit.ring(Lane.INBOUND)
    return new


def normal_sender(channel: ChannelKind, sender: str) -> str:
    """One form per address, so that no way of writing a number splits a thread. What is no
    address (a short code, a damaged header) stays as it came: it must not be lost."""
    try:
        if channel is ChannelKind.SMS:
            return parse_phone(sender)
        if channel is ChannelKind.EMAIL:
            return parse_email(sender)
    except (PhoneError, EmailAddressError):
        pass
    return sender
