"""The files of a mail: attachments, pictures within the text, mails forwarded whole."""

from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import HeaderParseError
from email.message import Message
from email.policy import compat32

from channels.inbound_mail.body import is_text
from channels.inbound_mail.parts import children, decoded, storable

PART = "part:"
"""Begins the source of a file that is in the mail beside it; its number follows."""
MOST = 100
"""Looked at in one mail. Who sends more sends no letter."""
DEEPEST = 10
"""Mails within mails within mails."""
LONGEST_NAME = 200
_REPORTS = frozenset(
    {"message/delivery-status", "message/feedback-report", "text/rfc822-headers"}
    | {"application/smil", "message/disposition-notification", "application/pgp-signature"}
    | {"application/pkcs7-signature", "application/x-pkcs7-signature"}
)
"""Parts that machines add for machines."""


@dataclass(frozen=True, slots=True, repr=False)
class FilePart:
    name: str
    """As the sender calls it, decoded where it can be; or empty."""
    content: bytes


def files_of(raw: bytes) -> list[FilePart]:
    """In their order in the mail, the same at each reading. Never raises."""
    try:
        return list(_limited(message_from_bytes(raw)))
    except Exception:
        # The standard library's parser meets damaged or hostile mail with errors it does not
        # document. The mail itself is kept whole.
        return []


def _limited(message: Message) -> Iterator[FilePart]:
    for count, part in enumerate(_files(message, 0)):
        if count == MOST:
            return
        yield part


def _files(part: Message, depth: int) -> Iterator[FilePart]:
    kind = part.get_content_type()
    if depth > DEEPEST or kind in _REPORTS:
        return
    if part.get_content_maintype() == "message":
        for forwarded in children(part):
            yield FilePart(name_of(part) or "mail", _flat(forwarded))
            yield from _files(forwarded, depth + 1)
    elif part.is_multipart():
        for child in children(part):
            yield from _files(child, depth + 1)
    elif not is_text(part):
        yield FilePart(name_of(part), payload(part))


def payload(part: Message) -> bytes:
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def name_of(part: Message) -> str:
    """Of RFC 2231, RFC 2047 (which Outlook and Gmail write there) or plain."""
    try:
        name = str(part.get_filename() or "")
    except (HeaderParseError, LookupError, TypeError, ValueError):
        return ""
    return storable(decoded(name))[:LONGEST_NAME].strip()


def _flat(message: Message) -> bytes:
    try:
        return message.as_bytes(policy=compat32)
    except Exception:
        # What cannot be written as it was parsed; its bytes are in the mail around it.
        return b""
