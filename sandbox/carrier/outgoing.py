"""What a request to send a message must be like, and the text it becomes.

Source: https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource
"""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from sandbox.carrier import magic, segments
from sandbox.carrier.errors import RefusedError
from sandbox.carrier.profiles import behaviour
from sandbox.records import Text
from sandbox.store import Store

_LONGEST_BODY = 1600
_LONGEST_URL = 4000
_PHONE = re.compile(r"\+[1-9]\d{6,14}")
_SENDER = re.compile(r"\+[1-9]\d{6,14}|\d{3,6}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}")
_SERVICE = re.compile(r"MG[0-9a-f]{32}")

Form = Mapping[str, Sequence[str]]


def text_from(form: Form, store: Store, service_numbers: Sequence[str]) -> Text:
    """The text a create request asks for; raises RefusedError if it may not be."""
    service_sid, sender = _one(form, "MessagingServiceSid"), _one(form, "From")
    to = _recipient(_one(form, "To"))
    body, media = _one(form, "Body"), tuple(form.get("MediaUrl", ()))
    if not sender and not service_sid:
        raise RefusedError(21603)
    if service_sid and not _SERVICE.fullmatch(service_sid):
        raise RefusedError(21705, service_sid)
    if sender:
        _check_sender(sender, to)
    if not body.strip() and not media:
        raise RefusedError(21602)
    if len(body) > _LONGEST_BODY:
        raise RefusedError(21617)
    if store.is_blocked(to, [sender] if sender else service_numbers):
        raise RefusedError(21610, to)
    refused = behaviour(store.profile(to)).refused_with
    if refused is not None:
        raise RefusedError(refused, to)
    return Text(
        to=to,
        sender=sender or None,
        service_sid=service_sid or None,
        body=body,
        media=media,
        callback_url=_callback(_one(form, "StatusCallback")),
        direction="outbound-api",
        # With a messaging service the sender is yet to be chosen.
        status="queued" if sender else "accepted",
        segments=segments.count(body),
    )


def _one(form: Form, name: str) -> str:
    values = form.get(name)
    return values[0] if values else ""


def _recipient(to: str) -> str:
    if not to:
        raise RefusedError(21604)
    plain = re.sub(r"[ ().-]", "", to)
    if not _PHONE.fullmatch(plain):
        raise RefusedError(21211, to)
    if plain in magic.REFUSED_TO:
        raise RefusedError(magic.REFUSED_TO[plain], plain)
    return plain


def _check_sender(sender: str, to: str) -> None:
    if not _SENDER.fullmatch(sender):
        raise RefusedError(21212, sender)
    if sender in magic.REFUSED_FROM:
        raise RefusedError(magic.REFUSED_FROM[sender], sender)
    if sender == to:
        raise RefusedError(21266, to)


def _callback(url: str) -> str | None:
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or len(url) > _LONGEST_URL:
        raise RefusedError(21609, url)
    return url
