"""Texts and the account as JSON, field for field as Twilio writes them.

Source: https://www.twilio.com/docs/messaging/api/message-resource
"""

from datetime import datetime
from email.utils import format_datetime
from typing import Any

from sandbox.carrier.errors import FAILURES
from sandbox.records import Media, Text

API_VERSION = "2010-04-01"
_CENTS_PER_SEGMENT = 0.79
_BILLED = frozenset({"sent", "delivered", "undelivered"})


def messages_path(account_sid: str) -> str:
    return f"/{API_VERSION}/Accounts/{account_sid}/Messages"


def media_url(text: Text, media: Media, account_sid: str) -> str:
    """As Twilio writes it, whatever this API's own address is; its path leads here."""
    return f"https://api.twilio.com{messages_path(account_sid)}/{text.sid}/Media/{media.sid}"


def message(text: Text, account_sid: str) -> dict[str, Any]:
    """One Message resource."""
    path = f"{messages_path(account_sid)}/{text.sid}"
    unassigned = text.sender is None
    return {
        "account_sid": account_sid,
        "api_version": API_VERSION,
        "body": text.body,
        "date_created": _rfc2822(text.created),
        "date_sent": _rfc2822(text.sent),
        "date_updated": _rfc2822(text.updated),
        "direction": text.direction,
        "error_code": text.error_code,
        "error_message": FAILURES.get(text.error_code) if text.error_code else None,
        "from": text.sender,
        "messaging_service_sid": text.service_sid,
        "num_media": str(len(text.media) + len(text.files)),
        # A messaging service reports 0 until it has chosen a sender.
        "num_segments": "0" if unassigned else str(text.segments),
        "price": _price(text),
        "price_unit": "USD",
        "sid": text.sid,
        "status": text.status,
        "subresource_uris": {"media": f"{path}/Media.json"},
        "to": text.to,
        "uri": f"{path}.json",
    }


def account(account_sid: str, started: datetime) -> dict[str, Any]:
    """The Account resource, enough for a connection check."""
    path = f"/{API_VERSION}/Accounts/{account_sid}"
    return {
        "date_created": _rfc2822(started),
        "date_updated": _rfc2822(started),
        "friendly_name": "Sandbox",
        "owner_account_sid": account_sid,
        "sid": account_sid,
        "status": "active",
        "subresource_uris": {"messages": f"{path}/Messages.json"},
        "type": "Full",
        "uri": f"{path}.json",
    }


def _rfc2822(moment: datetime | None) -> str | None:
    return None if moment is None else format_datetime(moment)


def _price(text: Text) -> str | None:
    if text.status not in _BILLED:
        return None
    return f"-{text.segments * _CENTS_PER_SEGMENT / 100:.5f}"
