"""Machines saying what became of our mail: delivery notices (DSN, RFC 3464) and complaints that
mailbox providers pass on (ARF, RFC 5965)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from email import message_from_string
from email.message import Message
from types import MappingProxyType

from channels import smtp_words
from channels.inbound_mail.automatic import MACHINES
from channels.inbound_mail.body import content
from channels.inbound_mail.parts import address_in, addresses, children, header
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

_STATUS_IN_TEXT = re.compile(
    r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3}|42[1-2]|45[0-2]|55[0-4])(?![\d.]*\d)"
)
"""Enhanced status codes, and the reply codes that servers quote (RFC 5321 4.2.3)."""
_STATUS = re.compile(r"([245]\.\d{1,3}\.\d{1,3})\b")
_RETURNED = frozenset({"text/rfc822-headers", "message/rfc822-headers"})
_MESSAGE_ID = re.compile(r"<[!-;=?-~]+>")

GAVE_UP = SendError("", "Mail servers tried to deliver it for a while and gave up.")


COMPLAINTS = frozenset({"abuse", "fraud", "opt-out", "opt-out-list", "other", "virus"})
"""Feedback types (RFC 5965 3.1, 7.3; opt-out was once one) that say: I did not want this mail. Not
`not-spam`, nor what tells us of our own signatures."""


@dataclass(frozen=True, slots=True)
class Notice:
    """News about a mail of ours."""

    original: str = ""
    """Its Message-ID; empty when only the address that this came to can say which mail."""
    reports: tuple[DeliveryReport, ...] = ()
    """Empty when nothing final is known."""
    complaint: str = ""
    """The feedback type of a complaint by whoever had it; else empty."""
    return_path: str = ""
    """What its return path was, if this says so."""
    presumed: bool = False
    """Read from words for people: good only where the address it came to names the mail."""


def notice(message: Message) -> Notice | None:
    """None: no machine's report on a mail."""
    if message.get_content_type() != "multipart/report":
        return None
    parts = [part for part in message.walk() if part is not message]
    original = _original_id(message, parts)
    feedback = _feedback(parts)
    if feedback is not None:
        kind = header(feedback, "Feedback-Type").lower()
        return_path = address_in(header(feedback, "Original-Mail-From"))
        return Notice(original, (), kind if kind in COMPLAINTS else "", return_path)
    verdicts = list(_verdicts(parts))
    if not verdicts:
        return None
    final = {status: error for status, error in verdicts if status is not None}
    return Notice(
        original, tuple(_report(original, status, error) for status, error in final.items())
    )


def presumed(message: Message, text: str) -> Notice | None:
    """A bounce in words for people alone, as some servers still write them. Where codes of both
    kinds stand, or none, nobody knows."""
    senders = list(addresses(message, "From"))
    if any(address.partition("@")[0] not in MACHINES for address in senders):
        return None
    codes = {found[1] for found in _STATUS_IN_TEXT.finditer(text)}
    if len({code[0] for code in codes}) != 1 or not all(code.startswith("5") for code in codes):
        return None
    found = max(codes, key=len)
    error = failure(found) if "." in found else smtp_words.error_of_reply(int(found), "")
    return Notice(
        reports=(_report("", DeliveryStatus.FAILED, replace(error, retryable=False)),),
        presumed=True,
    )


def _report(original: str, status: DeliveryStatus, error: SendError | None) -> DeliveryReport:
    return DeliveryReport(smtp_words.PROVIDER, original, status, error=error)


def _feedback(parts: list[Message]) -> Message | None:
    """The machine's part of an abuse report (RFC 5965 3)."""
    for part in parts:
        if part.get_content_type() == "message/feedback-report":
            inside = children(part)
            return inside[0] if inside else message_from_string(content(part))
    return None


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
