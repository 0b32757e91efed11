"""The text of a mail: its plain part, or its HTML as text, whatever its charset claims."""

import re
from collections.abc import Iterator
from email.message import Message

from channels.inbound_mail.flowed import unflowed
from channels.inbound_mail.html_text import html_text
from channels.inbound_mail.parts import children, storable, words
from channels.inbound_mail.quotes import fold

LONGEST_TEXT = 100_000
"""Letters of text kept for reading; the raw mail is kept whole beside it."""
CUT = " […]"

_PLAIN, _HTML = "text/plain", "text/html"
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_GAPS = re.compile(r"\n{3,}")


def body_text(message: Message) -> str:
    """What the writer added, without quoted history; the subject when the body is empty."""
    # Cut first: what folding looks at stays small, and an answer stands at the top.
    return fold(said(message)) or cleaned(words(message, "Subject"))


def said(message: Message) -> str:
    """All that its text says, history and all. Where there is no text but that of attachments, as
    MMS gateways send it, that."""
    text = "\n".join(_texts(message)).strip() or "\n".join(_attached_texts(message))
    return shortened(cleaned(text))


def cleaned(text: str) -> str:
    """One kind of line end, no control characters, no trailing blanks."""
    text = _CONTROLS.sub("", storable(text).replace("\r\n", "\n").replace("\r", "\n"))
    lines = (line.rstrip() for line in text.split("\n"))
    return _GAPS.sub("\n\n", "\n".join(lines)).strip()


def shortened(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + CUT


def is_text(part: Message) -> bool:
    """Whether a leaf is something its writer wrote here, rather than a file beside it."""
    if part.get_content_disposition() == "attachment":
        return False
    # A multipart without any part is one whose boundary got lost.
    return part.get_content_type() in {_PLAIN, _HTML} or part.get_content_maintype() == "multipart"


def _texts(part: Message) -> Iterator[str]:
    """Every readable part in order; of alternatives the plain one."""
    kind = part.get_content_type()
    if part.is_multipart():
        if part.get_content_maintype() == "multipart":
            yield from _alternative(part) if kind == "multipart/alternative" else _all(part)
    elif is_text(part):
        yield html_text(content(part)) if kind == _HTML else _plain(part)


def _attached_texts(message: Message) -> Iterator[str]:
    for part in message.walk():
        if part.get_content_type() == _PLAIN and not part.is_multipart():
            yield _plain(part)


def _plain(part: Message) -> str:
    text = content(part)
    if _parameter(part, "format") != "flowed":
        return text
    return unflowed(text, delsp=_parameter(part, "delsp") == "yes")


def _parameter(part: Message, name: str) -> str:
    """Of the Content-Type, lower-case; empty when it is not there or damaged."""
    value = part.get_param(name, "")
    return value.strip().lower() if isinstance(value, str) else ""


def _all(part: Message) -> Iterator[str]:
    for child in children(part):
        yield from _texts(child)


def _alternative(part: Message) -> Iterator[str]:
    """The same thing said in several forms, the plainest first (RFC 2046 5.1.4)."""
    for child in children(part):
        said = "\n".join(_texts(child))
        if said.strip():
            yield said
            return


def content(part: Message) -> str:
    """A leaf decoded: by its own charset, else by UTF-8, else letter for byte."""
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    declared = part.get_content_charset("us-ascii")
    for charset, errors in (
        (declared, "strict"),
        ("utf-8", "strict"),
        # One broken byte must not spoil the rest of a text whose charset is known.
        (declared if declared != "us-ascii" else "cp1252", "replace"),
    ):
        try:
            return payload.decode(charset, errors)
        except (LookupError, ValueError):
            continue
    return payload.decode("latin-1")
