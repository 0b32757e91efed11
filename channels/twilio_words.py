"""Twilio's words in ours: statuses, error codes, HTTP answers, callbacks.

What `channels.twilio_sms` sends, `webhooks.twilio` hears about; both read it through this page.
Sources: https://www.twilio.com/docs/messaging/api/message-resource#message-status-values and
https://www.twilio.com/docs/api/errors.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import aiohttp

from channels.values import (
    ChannelKind,
    DeliveryReport,
    DeliveryStatus,
    Inbound,
    Media,
    SendError,
)

PROVIDER = "twilio"
MOST_MEDIA = 30
"""Looked for; Twilio sends ten at most (https://www.twilio.com/docs/messaging/twiml)."""

STATUSES: Mapping[str, DeliveryStatus] = {
    "accepted": DeliveryStatus.ACCEPTED,
    "scheduled": DeliveryStatus.ACCEPTED,
    "queued": DeliveryStatus.ACCEPTED,
    "sending": DeliveryStatus.ACCEPTED,
    "sent": DeliveryStatus.SENT,
    "delivered": DeliveryStatus.DELIVERED,
    "read": DeliveryStatus.READ,
    "undelivered": DeliveryStatus.FAILED,
    "failed": DeliveryStatus.FAILED,
    "canceled": DeliveryStatus.FAILED,
}
"""`receiving` and `received` are of inbound messages, `partially_delivered` of groups: not ours."""

# Kinds of trouble; a code below gives each its name and its sentence.
_FINAL = SendError("", "")
_CONTACT = SendError("", "", suppresses_contact=True)
_LANDLINE = SendError("", "", suppresses_contact=True, landline=True)
_OPTED_OUT = SendError("", "", suppresses_contact=True, opted_out=True)
_SENDER = SendError("", "", page_operations=True)
_ACCOUNT = SendError("", "", page_operations=True, whole_account=True)
_LATER = SendError("", "", retryable=True)
_ONCE_MORE = SendError("", "", retryable=True, retries=1)
_UNKNOWN = SendError("", "", unknown_outcome=True)

_REASONS: tuple[tuple[SendError, Mapping[int, str]], ...] = (
    (
        _CONTACT,
        {
            21211: "The phone number is not valid.",
            30005: "The phone number does not exist or is no longer in service.",
        },
    ),
    (
        _LANDLINE,
        {
            21614: "The phone number cannot receive texts.",
            21635: "The phone number is a landline.",
            30006: "The phone number is a landline or its carrier cannot be reached.",
        },
    ),
    (
        _OPTED_OUT,
        {
            21610: "The recipient has opted out with the carrier.",
            63014: "The recipient has blocked us.",
        },
    ),
    (
        _ACCOUNT,
        {
            20003: "Twilio refused our account SID or auth token.",
            20005: "Our Twilio account is not active.",
            21609: "Our status callback address is not valid.",
            30002: "Our Twilio account is suspended.",
        },
    ),
    (
        _SENDER,
        {
            20404: "Twilio does not know our account or sender.",
            21212: "Our sender number is not valid.",
            21606: "Our sender number cannot send texts.",
            21659: "Our sender number does not belong to our Twilio account.",
            21701: "Our Twilio messaging service does not exist.",
            21703: "Our Twilio messaging service has no sender numbers.",
            30032: "Our toll-free number is not verified.",
            30034: "Our number is not registered for application-to-person texts.",
        },
    ),
    (
        _LATER,
        {
            20429: "Twilio asked us to slow down.",
            21611: "The sender's queue at Twilio is full.",
            30001: "The sender's queue at Twilio overflowed.",
            63018: "The channel's rate limit was reached.",
        },
    ),
    (
        _ONCE_MORE,
        {
            30003: "The handset is switched off or out of reach.",
            30008: "The carrier did not deliver it and gave no reason.",
        },
    ),
    (
        _UNKNOWN,
        {
            20500: "Twilio had an internal error.",
            30410: "The carrier did not answer in time.",
        },
    ),
    (
        _FINAL,
        {
            21408: "Our Twilio account may not send to this country.",
            21602: "The text is empty.",
            21612: "Our sender cannot reach this number.",
            21617: "The text is longer than Twilio takes.",
            30004: "The carrier blocked the message: review its content.",
            30007: "The carrier filtered the message as unwanted: review its content.",
            63016: "The message needs an approved template outside the reply window.",
        },
    ),
)

ERRORS: Mapping[str, SendError] = {
    str(code): replace(kind, code=str(code), reason=reason)
    for kind, reasons in _REASONS
    for code, reason in reasons.items()
}

_BY_STATUS: Mapping[int, SendError] = {
    401: replace(_ACCOUNT, reason="Twilio refused our account SID or auth token."),
    403: replace(_SENDER, reason="Our Twilio account may not do this."),
    404: replace(_SENDER, reason="Twilio does not know our account or sender."),
    408: replace(_UNKNOWN, reason="Twilio did not get the whole request in time."),
    429: replace(_LATER, reason="Twilio asked us to slow down."),
}

_NETWORK: tuple[tuple[tuple[type[Exception], ...], SendError], ...] = (
    (
        (
            aiohttp.ClientConnectorError,
            aiohttp.ConnectionTimeoutError,
            aiohttp.ClientHttpProxyError,
        ),
        SendError("unreachable", "Twilio could not be reached.", retryable=True),
    ),
    (
        (TimeoutError,),
        SendError("timeout", "Twilio did not answer in time.", unknown_outcome=True),
    ),
)

DROPPED = SendError(
    "dropped", "The connection to Twilio broke before it answered.", unknown_outcome=True
)
UNREADABLE = SendError(
    "unreadable", "Twilio's answer could not be understood.", unknown_outcome=True
)
EXPIRED = SendError("expired", "It was too late to send this message.")
NO_SENDER = SendError("no-sender", "No number is set up to send from.", page_operations=True)


def error_of_code(code: str) -> SendError:
    """The error a Twilio code stands for; one that we do not know is final for its message."""
    return ERRORS.get(code) or SendError(code, "The carrier did not deliver the message.")


def error_of_answer(status: int, code: int | None, retry_after: timedelta | None) -> SendError:
    """What an HTTP answer outside 2xx means for the message that was posted.

    A 5xx is an unknown outcome whatever its code says: Messages.create is not idempotent.
    A 429 was never processed (https://www.twilio.com/docs/api/errors/20429).
    """
    name = str(code or status)
    if status >= 500:
        return replace(_UNKNOWN, code=name, reason="Twilio had an internal error.")
    if status == 429:
        return replace(_BY_STATUS[429], code=name, retry_after=retry_after)
    if name in ERRORS:
        return replace(ERRORS[name], retry_after=retry_after)
    if status < 400:
        return replace(_ACCOUNT, code=name, reason="Twilio's address has moved.")
    fallback = replace(_FINAL, reason="Twilio refused the request.")
    return replace(_BY_STATUS.get(status, fallback), code=name)


def error_of_network(error: Exception) -> SendError:
    """Whether a request that failed on its way can have reached Twilio."""
    matches = (ours for kinds, ours in _NETWORK if isinstance(error, kinds))
    return next(matches, DROPPED)


def delivery_report(form: Mapping[str, str], attempt_id: UUID | None) -> DeliveryReport | None:
    """Translate a status callback; None when its status is none of ours.

    `attempt_id` is what our callback URL carried. Raises ValueError naming a missing field.
    """
    provider_id = _field(form, "MessageSid", "SmsSid")
    status = STATUSES.get(_field(form, "MessageStatus", "SmsStatus"))
    if status is None:
        return None
    return DeliveryReport(
        provider=PROVIDER,
        provider_id=provider_id,
        status=status,
        attempt_id=attempt_id,
        error=failure(status, form.get("ErrorCode")),
    )


def failure(status: DeliveryStatus, code: str | int | None) -> SendError | None:
    """Why a message failed; None for one that did not."""
    if status is not DeliveryStatus.FAILED:
        return None
    return error_of_code(str(code or "failed"))


def inbound(form: Mapping[str, str], received_at: datetime, raw: str) -> Inbound:
    """Translate an incoming text. `raw` is the whole form as it arrived.

    The body may be empty (a picture alone). Raises ValueError naming a missing field.
    """
    return Inbound(
        channel=ChannelKind.SMS,
        provider=PROVIDER,
        provider_id=_field(form, "MessageSid", "SmsMessageSid", "SmsSid"),
        sender=_field(form, "From"),
        recipient=_field(form, "To"),
        text=form.get("Body", ""),
        received_at=received_at,
        raw=raw,
        opt_out_type=form.get("OptOutType") or None,
        media=_media(form),
    )


def _media(form: Mapping[str, str]) -> tuple[Media, ...]:
    """`NumMedia` says how many; what matters is which of them have an address."""
    urls = (form.get(f"MediaUrl{place}") for place in range(MOST_MEDIA))
    return tuple(Media(url) for url in urls if url)


def _field(form: Mapping[str, str], *names: str) -> str:
    found = next((form[name] for name in names if form.get(name)), None)
    if found is None:
        raise ValueError(f"{names[0]} is missing from Twilio's request")
    return found
