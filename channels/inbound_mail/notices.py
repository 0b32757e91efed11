"""Delivery notices: mail systems saying what became of our mail (DSN, RFC 3464)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from email import message_from_string
from email.message import Message
from types import MappingProxyType

from channels import smtp_words
from channels.inbound_mail.body import content
from channels.inbound_mail.parts import children, header
from channels.values import DeliveryReport, DeliveryStatus, SendError

LONGEST_ID = 200
"""As long as a provider's id may be in our tables; ours are a quarter of it."""

_OF_ACTION: Mapping[str, DeliveryStatus | None] = MappingProxyType(
    {
        "failed": DeliveryStatus.FAILED,
        "delivered": DeliveryStatus.DELIVERED,
        "delayed": None,
        "relayed": None,
        "expanded": None,
    }
)
"""RFC 3464 2.3.3. None: nothing final is known yet; above all, a delay is no bounce."""

_STATUS = re.compile(r"([245]\.\d{1,3}\.\d{1,3})\b")
_RETURNED = frozenset({"text/rfc822-headers", "message/rfc822-headers"})
_MESSAGE_ID = re.compile(r"<[!-;=?-~]+>")

GAVE_UP = SendError("", "Mail servers tried to deliver it for a while and gave up.")


@dataclass(frozen=True, slots=True)
class Notice:
    """A delivery notice that could be read."""

    reports: tuple[DeliveryReport, ...]
    """Empty when it says nothing final."""


def notice(message: Message) -> Notice | None:
    """None: no delivery notice, or one of something final that does not say about which mail."""
    if message.get_content_type() != "multipart/report":
        return None
    parts = [part for part in message.walk() if part is not message]
    verdicts = list(_verdicts(parts))
    if not verdicts:
        return None
    final = {status: error for status, error in verdicts if status is not None}
    original = _original_id(message, parts)
    if final and not original:
        return None
    return Notice(
        tuple(
            DeliveryReport(smtp_words.PROVIDER, original, status, error=error)
            for status, error in final.items()
        )
    )


def _verdicts(parts: list[Message]) -> Iterator[tuple[DeliveryStatus | None, SendError | None]]:
    for part in parts:
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in children(part):
            action = header(block, "Action").lower().partition(" ")[0].partition("(")[0]
            if action in _OF_ACTION:
                status = _OF_ACTION[action]
                failed = status is DeliveryStatus.FAILED
                yield status, failure(header(block, "Status")) if failed else None


def failure(status: str) -> SendError:
    """What an enhanced status code (RFC 3463) means when the mail system has given up.

    Never retryable: `failed` says that whoever had the mail has done the retrying (RFC 3464 2.3.3).
    """
    found = _STATUS.match(status)
    code = found[1] if found else ""
    if code.startswith("4.") and not code.endswith(".2.2"):
        return replace(GAVE_UP, code=code)
    meant = smtp_words.error_of_reply(550, code)
    return replace(meant, code=code or "failed", retryable=False)


def _original_id(message: Message, parts: list[Message]) -> str:
    """Of the mail it is about: from the headers that came back, else as an answer would name it."""
    for part in parts:
        if part.get_content_type() in _RETURNED:
            named = header(message_from_string(content(part)), "Message-ID")
        elif part.get_content_type() == "message/rfc822":
            named = " ".join(header(returned, "Message-ID") for returned in children(part))
        else:
            continue
        if found := _id_in(named):
            return found
    return _id_in(header(message, "In-Reply-To"))


def _id_in(text: str) -> str:
    found = _MESSAGE_ID.search(text)
    return found[0] if found and len(found[0]) <= LONGEST_ID else ""
