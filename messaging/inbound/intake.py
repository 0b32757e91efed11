"""The first thing that happens to a message from a parent: it is stored, as it came, once."""

from hashlib import sha256
from uuid import UUID

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

LONGEST_ID = 200
LONGEST_OPT_OUT_TYPE = 10


def store(
    unit: Unit, agency: Agency, inbound: Inbound, made_at_the_door: UUID | None = None
) -> bool:
    """Keep `inbound` and ask for routing. False when the provider repeats itself.

    Nothing else happens here: the provider is waiting, and what is stored cannot be lost.
    `made_at_the_door`: the row's id, when it was made before the database could be asked.
    """
    sender = normal_sender(inbound.channel, _storable(inbound.sender))
    new = insert_or_ignore(
        unit.session,
        InboundMessage,
        id=made_at_the_door or new_id(),
        agency_id=agency.id,
        channel=inbound.channel,
        provider=inbound.provider,
        provider_id=_fitting(inbound.provider_id),
        sender_sealed=InboundMessage.sender.seal(agency.id, sender),
        sender_index=keyring().index(agency.id, sender),
        recipient_sealed=InboundMessage.recipient.seal(agency.id, _storable(inbound.recipient)),
        text_sealed=InboundMessage.text.seal(agency.id, _storable(inbound.text)),
        raw_sealed=InboundMessage.raw.seal(agency.id, _storable(inbound.raw)),
        opt_out_type=(inbound.opt_out_type or "")[:LONGEST_OPT_OUT_TYPE] or None,
        automatic=inbound.automatic,
        state=InboundState.RECEIVED,
        received_at=inbound.received_at,
    )
    if new:
        unit.ring(Lane.INBOUND)
    return new


def _fitting(provider_id: str) -> str:
    """An id that the column takes; a longer one by its digest, so that none is turned away."""
    plain = _storable(provider_id).replace("\x00", "")
    if len(plain) <= LONGEST_ID:
        return plain
    return f"sha256:{sha256(plain.encode()).hexdigest()}"


def _storable(text: str) -> str:
    """Without what UTF-8 cannot hold: a damaged sign must not cost the message."""
    return text.encode("utf-8", "replace").decode()


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
    return sender.strip()
