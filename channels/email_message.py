"""Build one email as bytes, ready for SMTP. Pure: the same input gives the same bytes.

The standard library's EmailMessage takes 3 to 4 ms for each of these, which would be the cost of
the whole channel; the little of MIME that we use is written out here instead, and a property test
reads it back with the standard library's parser.
"""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import format_datetime

from channels.email_address import Mailbox, UnfitMessage, mailbox
from channels.values import Outgoing

_LINE = 76
_LONGEST_LINE = 998
"""RFC 5322 2.1.1, without the line end."""

_BLANKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_NAME = re.compile(r"[A-Za-z0-9-]+")
_MESSAGE_ID = re.compile(r"<[!-;=?A-~]+@[!-;=?A-~]+>")
_LINE_ENDS = re.compile(r"\r\n|\r|\n")
_NOT_7BIT = re.compile(r"[^\t\n -~]")
_METHOD = re.compile(r"^METHOD:([A-Z]+)\r?$", re.MULTILINE)
"""What a calendar file asks for; its part of the mail says the same (RFC 5545 8.1)."""
_FILE = "date.ics"
"""A name that tells nobody anything."""
_OURS = frozenset(
    {
        "from", "sender", "to", "cc", "bcc", "reply-to", "subject", "date", "message-id",
        "mime-version", "content-type", "content-transfer-encoding", "return-path", "received",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, repr=False)
class Letter:
    """An email and its envelope."""

    envelope_from: Mailbox
    envelope_to: Mailbox
    message_id: str
    content: bytes

    @property
    def needs_utf8(self) -> bool:
        return self.envelope_from.needs_utf8 or self.envelope_to.needs_utf8


def compose(outgoing: Outgoing, mail_from: str, date: datetime) -> Letter:
    """The message and where it goes. Raises UnfitMessage."""
    sender = mailbox(outgoing.sender or mail_from, "the sender")
    back = mailbox(outgoing.return_path, "the return path") if outgoing.return_path else sender
    return Letter(
        envelope_from=back,
        envelope_to=mailbox(outgoing.to, "the recipient"),
        message_id=message_id(outgoing, mail_from),
        content=build(outgoing, mail_from, date),
    )


def message_id(outgoing: Outgoing, mail_from: str) -> str:
    """The Message-ID given, else one made of the attempt's id. Raises UnfitMessage."""
    if outgoing.message_id is None:
        domain = mailbox(outgoing.sender or mail_from, "the sender").domain
        return f"<{outgoing.attempt_id}@{domain}>"
    if not _MESSAGE_ID.fullmatch(outgoing.message_id):
        raise UnfitMessage("the Message-ID must look like <id@example.org>")
    return outgoing.message_id


def build(outgoing: Outgoing, mail_from: str, date: datetime) -> bytes:
    """The whole message (RFC 5322, MIME) with CRLF line ends.

    `mail_from` is the From when the message names no sender; `date` is timezone-aware. Line
    breaks and other control characters in a free-text header become a space; in an address or a
    Message-ID they raise UnfitMessage, as does a header that is ours to set.
    """
    head = "\r\n".join(_headers(outgoing, mail_from, date))
    return head.encode() + b"\r\n" + _body(outgoing)


def _headers(outgoing: Outgoing, mail_from: str, date: datetime) -> Iterator[str]:
    yield "From: " + mailbox(outgoing.sender or mail_from, "the sender").header()
    yield "To: " + mailbox(outgoing.to, "the recipient").header()
    if outgoing.reply_to:
        yield "Reply-To: " + mailbox(outgoing.reply_to, "the Reply-To").header()
    yield _free_text("Subject", outgoing.subject or "")
    yield "Date: " + format_datetime(date)
    yield "Message-ID: " + message_id(outgoing, mail_from)
    for name, value in outgoing.headers.items():
        if not _NAME.fullmatch(name) or name.lower() in _OURS:
            raise UnfitMessage("a header has a name that cannot be set from outside")
        yield _free_text(name, value)
    if not any(name.lower() == "auto-submitted" for name in outgoing.headers):
        yield "Auto-Submitted: auto-generated"
    yield "MIME-Version: 1.0"


def _free_text(name: str, value: str) -> str:
    value = _BLANKS.sub(" ", value.encode("utf-8", "replace").decode()).strip()
    if not value.isascii() or "=?" in value:
        return f"{name}: " + Header(value, "utf-8", header_name=name).encode(linesep="\r\n")
    return _folded(name, value)


def _folded(name: str, value: str) -> str:
    """Break at spaces only (RFC 5322 2.2.3), so that unfolding gives the value back."""
    first, *words = value.split(" ")
    lines = [f"{name}: {first}"]
    for word in words:
        if len(lines[-1]) + 1 + len(word) <= _LINE:
            lines[-1] += f" {word}"
        else:
            lines.append(f" {word}")
    if max(map(len, lines)) > _LONGEST_LINE:
        raise UnfitMessage("a header has a word longer than a line may be")
    return "\r\n".join(lines)


def _body(outgoing: Outgoing) -> bytes:
    # "=_" can stand in no part: quoted-printable writes "=3D_", base64 has no "_" and
    # text that has it is never left as it is.
    mark = outgoing.attempt_id.hex
    words = _part("plain", outgoing.text)
    if outgoing.html is not None:
        words = _parts("alternative", f"=_{mark}", words, _part("html", outgoing.html))
    if outgoing.calendar is None:
        return words
    return _parts("mixed", f"=_c{mark}", words, _calendar(outgoing.calendar))


def _parts(subtype: str, mark: str, *parts: bytes) -> bytes:
    opening = f'Content-Type: multipart/{subtype}; boundary="{mark}"\r\n\r\n'.encode()
    line = f"--{mark}".encode()
    return opening + b"".join(line + b"\r\n" + part + b"\r\n" for part in parts) + line + b"--\r\n"


def _calendar(text: str) -> bytes:
    found = _METHOD.search(text)
    method = f"; method={found[1]}" if found else ""
    return _part(
        "calendar", text, method, f'Content-Disposition: attachment; filename="{_FILE}"\r\n'
    )


def _part(subtype: str, text: str, more: str = "", headers: str = "") -> bytes:
    text = _LINE_ENDS.sub("\n", text)
    encoding, content = _encoded(text)
    charset = "us-ascii" if encoding == "7bit" else "utf-8"
    head = (
        f'Content-Type: text/{subtype}; charset="{charset}"{more}\r\n{headers}'
        f"Content-Transfer-Encoding: {encoding}\r\n\r\n"
    )
    return head.encode() + content


def _encoded(text: str) -> tuple[str, bytes]:
    """The plainest transfer encoding (RFC 2045) that keeps this text whole."""
    short = max(map(len, text.split("\n"))) <= _LINE
    if short and "=_" not in text and not _NOT_7BIT.search(text):
        return "7bit", text.replace("\n", "\r\n").encode()
    content = text.replace("\n", "\r\n").encode("utf-8", "replace")
    # Quoted-printable triples each byte outside ASCII, base64 adds a third to all of them.
    if len(content) - len(text) > len(text) // 2:
        lines = (content[at : at + 57] for at in range(0, len(content), 57))
        return "base64", b"\r\n".join(binascii.b2a_base64(x, newline=False) for x in lines)
    return "quoted-printable", _quoted_printable(content)


def _quoted_printable(content: bytes) -> bytes:
    # b2a_qp breaks lines as it sees the first one end, so there is always one to see.
    return binascii.b2a_qp(content + b"\r\n", istext=True).removesuffix(b"\r\n")
