"""The first thing that happens to a message from a parent: it is stored, as it came, once."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any
from uuid import UUID

from channels.values import ChannelKind, Inbound
from messaging.inbound import files
from messaging.models.agency import Agency
from messaging.models.inbound import InboundMessage, InboundState
from messaging.platform.database import insert_new
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
    return store_many(unit, [(made_at_the_door or new_id(), agency.id, inbound)]) == [True]


def store_many(unit: Unit, arrived: Sequence[tuple[UUID, UUID, Inbound]]) -> list[bool]:
    """As `store`, in this order: the row's id, its agency's, and what came."""
    rows = [_row(row_id, agency_id, inbound) for row_id, agency_id, inbound in arrived]
    new = insert_new(unit.session, InboundMessage, rows)
    if new:
        unit.ring(Lane.INBOUND)
        files.expect(unit, [each for each in arrived if each[0] in new])
    return [row_id in new for row_id, _, _ in arrived]


def _row(row_id: UUID, agency_id: UUID, inbound: Inbound) -> dict[str, Any]:
    sender = normal_sender(inbound.channel, _storable(inbound.sender))
    return {
        "id": row_id,
        "agency_id": agency_id,
        "channel": inbound.channel,
        "provider": inbound.provider,
        "provider_id": _fitting(inbound.provider_id),
        "sender_sealed": InboundMessage.sender.seal(agency_id, sender),
        "sender_index": keyring().index(agency_id, sender),
        "recipient_sealed": InboundMessage.recipient.seal(agency_id, _storable(inbound.recipient)),
        "text_sealed": InboundMessage.text.seal(agency_id, _storable(inbound.text)),
        "quoted_sealed": _sealed_quote(agency_id, inbound.quoted),
        "raw_sealed": InboundMessage.raw.seal(agency_id, _storable(inbound.raw)),
        "opt_out_type": (inbound.opt_out_type or "")[:LONGEST_OPT_OUT_TYPE] or None,
        "automatic": inbound.automatic,
        "state": InboundState.RECEIVED,
        "received_at": inbound.received_at,
    }


def _sealed_quote(agency_id: UUID, quoted: str) -> bytes | None:
    return InboundMessage.quoted.seal(agency_id, _storable(quoted)) if quoted else None


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
