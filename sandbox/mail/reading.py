"""What a raw mail says, for people and tests."""

from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import getaddresses
from functools import lru_cache


@dataclass(frozen=True, slots=True, repr=False)
class Letter:
    """A mail, read."""

    sender: str
    to: str
    subject: str
    text: str
    html: str
    message_id: str
    references: str
    reply_address: str
    """Where an answer goes: Reply-To, else From (RFC 5322, 3.6.2)."""
    headers: tuple[tuple[str, str], ...]

    def header(self, name: str) -> str:
        """The first header of that name, or nothing."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


# A mailbox page left open reads the same mails every second.
@lru_cache(maxsize=4096)
def read(raw: bytes) -> Letter:
    """Read a mail. Odd or broken mail comes out with gaps, never as an error."""
    message = message_from_bytes(raw, policy=default)
    sender = _header(message, "From")
    return Letter(
        sender=sender,
        to=_header(message, "To"),
        subject=_header(message, "Subject"),
        text=_part(message, "plain"),
        html=_part(message, "html"),
        message_id=_header(message, "Message-ID").strip(),
        references=_header(message, "References").strip(),
        reply_address=_address(_header(message, "Reply-To") or sender),
        headers=tuple((name, str(value)) for name, value in message.items()),
    )


def _header(message: EmailMessage, name: str) -> str:
    return str(message.get(name, ""))


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    if part is None:
        return ""
    try:
        return str(part.get_content())
    except (LookupError, ValueError):
        return ""


def _address(header: str) -> str:
    addresses = getaddresses([header])
    return addresses[0][1] if addresses else ""
