"""A message row as the plain value a channel takes."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import parseaddr
from functools import lru_cache
from uuid import UUID

from channels.values import ChannelKind, Outgoing
from messaging.compliance.gate import Purpose
from messaging.models.agency import Agency
from messaging.models.contact_point import ContactPoint
from messaging.outbound.due import Written
from messaging.platform.links import BadLinkError, LinkPurpose
from messaging.runtime import Runtime

CALLBACK_PATHS: Mapping[ChannelKind, str] = {ChannelKind.SMS: "/webhooks/twilio/status"}
"""Where providers report what became of an attempt."""

WANTED = frozenset({Purpose.REMINDER, Purpose.NOTICE, Purpose.SURVEY, Purpose.NUDGE})
"""What a parent can unsubscribe from with one click (RFC 8058)."""


def outgoing(
    runtime: Runtime,
    message: Written,
    agency: Agency,
    contact: ContactPoint | None,
    attempt_id: UUID,
    now: datetime,
) -> Outgoing:
    path = CALLBACK_PATHS.get(message.channel)
    base = runtime.settings.public_url
    mail = message.channel is ChannelKind.EMAIL
    return Outgoing(
        attempt_id=attempt_id,
        to=contact.address if contact else str(message.thread_id),
        text=message.text,
        sender=agency.text_sender if message.channel is ChannelKind.SMS else None,
        subject=message.subject if mail else None,
        html=(message.html or None) if mail else None,
        calendar=(message.calendar or None) if mail else None,
        reply_to=_reply_to(runtime, message, now) if mail else None,
        message_id=message_id(runtime, message.id) if mail else None,
        headers=_headers(runtime, message, contact, now) if mail else {},
        callback_url=f"{base}{path}?attempt={attempt_id}" if path else None,
        valid_for=_valid_for(message, now),
        return_path=_return_path(runtime, message, now) if mail else None,
    )


def message_id(runtime: Runtime, id_of_message: UUID) -> str:
    """The same for every attempt, so that mail servers can see a repeat."""
    return f"<m.{id_of_message.hex}@{_domain(runtime.settings.mail_from)}>"


@lru_cache(maxsize=16)
def _domain(mail_from: str) -> str:
    """Kept: it takes longer to find out than a whole text takes to make."""
    return parseaddr(mail_from)[1].rpartition("@")[2]


def _reply_to(runtime: Runtime, message: Written, now: datetime) -> str | None:
    if message.thread_id is None:
        return None
    token = runtime.links.sign_for_mail(LinkPurpose.REPLY, message.thread_id, now)
    return f"reply+{token}@{runtime.settings.mail_reply_domain}"


def _return_path(runtime: Runtime, message: Written, now: datetime) -> str | None:
    """A bounce then says which mail it is about, whatever else of it can be read (VERP)."""
    if not runtime.settings.mail_bounce_addresses:
        return None
    token = runtime.links.sign_for_mail(LinkPurpose.BOUNCE, message.id, now)
    return f"bounce+{token}@{runtime.settings.mail_reply_domain}"


def bounce_of(runtime: Runtime, address: str, now: datetime) -> UUID | None:
    """The mail that an address of `_return_path` was made for; None for any other address."""
    name, _, token = address.partition("@")[0].partition("+")
    if name != "bounce":
        return None
    try:
        return runtime.links.read(LinkPurpose.BOUNCE, token, now)
    except BadLinkError:
        return None


def _headers(
    runtime: Runtime, message: Written, contact: ContactPoint | None, now: datetime
) -> Mapping[str, str]:
    if contact is None or message.purpose not in WANTED:
        return {}
    token = runtime.links.sign(LinkPurpose.UNSUBSCRIBE, contact.id, now)
    return {
        "List-Unsubscribe": f"<{runtime.settings.public_url}/p/unsubscribe/{token}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _valid_for(message: Written, now: datetime) -> timedelta | None:
    return None if message.expires_at is None else max(message.expires_at - now, timedelta())
