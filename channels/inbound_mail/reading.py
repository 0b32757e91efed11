"""From the bytes of a mail to what it says. Whatever the damage, there is always a message."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import Message

from channels import smtp_words
from channels.inbound_mail.automatic import NULL_PATHS, automatic
from channels.inbound_mail.body import body_text, cleaned, said, shortened
from channels.inbound_mail.files import PART, files_of
from channels.inbound_mail.notices import Notice, notice, presumed
from channels.inbound_mail.parts import address_in, addresses, header
from channels.inbound_mail.quotes import left_out
from channels.values import ChannelKind, Inbound, Media

NOBODY = "nobody@unknown.invalid"
"""Stands where a mail names no sender that could be one; .invalid is nobody's (RFC 2606)."""

LONGEST_ID = 190
"""Room for a mark beside it in a provider's id of 200."""
_MESSAGE_ID = re.compile(r"<[!-;=?-~]+>")
_REPLY = re.compile(r"(?:reply|bounce)\+[^@]+@.+")
"""An address that carries a token: reply+token@domain, or the return path of a mail of ours."""
_MARK_LENGTH = 8


@dataclass(frozen=True, slots=True, repr=False)
class Envelope:
    """How the mail came (RFC 5321). A door that knows no envelope leaves both out."""

    mail_from: str | None = None
    """Empty or `<>` for a bounce; None when not known."""
    rcpt_tos: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail, read."""

    inbound: Inbound
    notice: Notice | None = None
    """When it is news about a mail of ours, if it says about which; then nobody has written."""


def read(raw: bytes, envelope: Envelope, received_at: datetime) -> Mail:
    """Never raises, and `inbound` always carries the whole mail: `raw_bytes` gives it back."""
    try:
        message = message_from_bytes(raw)
        inbound = _inbound(message, raw, envelope, received_at)
        return Mail(inbound, notice(message) or presumed(message, inbound.text))
    except Exception:
        # The standard library's parser meets damaged or hostile mail (nesting, header syntax)
        # with errors it does not document. A person can still read what came.
        return Mail(_damaged(raw, envelope, received_at))


def raw_bytes(inbound: Inbound) -> bytes:
    """The mail as it came in."""
    return bytes_of(inbound.raw)


def bytes_of(raw: str) -> bytes:
    """The bytes that stand in a text letter for byte."""
    return raw.encode("latin-1")


def _inbound(message: Message, raw: bytes, envelope: Envelope, received_at: datetime) -> Inbound:
    named = list(addresses(message, "To", "Cc", "Delivered-To", "X-Original-To"))
    recipient = _recipient(envelope, named)
    return Inbound(
        channel=ChannelKind.EMAIL,
        provider=smtp_words.PROVIDER,
        provider_id=_identity(header(message, "Message-ID"), raw, recipient, named),
        sender=next(addresses(message, "From"), "") or _envelope_sender(envelope),
        recipient=recipient,
        text=(text := body_text(message)),
        quoted=left_out(said(message), text),
        received_at=received_at,
        # Letter for byte: any bytes become text that a text column takes, and come back whole.
        raw=raw.decode("latin-1"),
        automatic=automatic(message, envelope.mail_from),
        media=tuple(
            Media(f"{PART}{number}", part.name) for number, part in enumerate(files_of(raw))
        ),
    )


def _damaged(raw: bytes, envelope: Envelope, received_at: datetime) -> Inbound:
    recipient = _recipient(envelope, [])
    return Inbound(
        channel=ChannelKind.EMAIL,
        provider=smtp_words.PROVIDER,
        provider_id=_identity("", raw, recipient, []),
        sender=_envelope_sender(envelope),
        recipient=recipient,
        text=shortened(cleaned(raw.decode("utf-8", "replace"))),
        received_at=received_at,
        raw=raw.decode("latin-1"),
        automatic=envelope.mail_from is not None and envelope.mail_from.strip() in NULL_PATHS,
    )


def _recipient(envelope: Envelope, named: Sequence[str]) -> str:
    """The reply address it came to; the envelope knows better than the headers."""
    given = [normal for one in envelope.rcpt_tos if (normal := address_in(one))]
    known = [*given, *named]
    return next((one for one in known if _REPLY.fullmatch(one)), known[0] if known else "")


def _envelope_sender(envelope: Envelope) -> str:
    return address_in(envelope.mail_from or "") or NOBODY


def _identity(message_id: str, raw: bytes, recipient: str, named: Sequence[str]) -> str:
    """The Message-ID; a mail without a fit one is known by its bytes.

    One mail to several of our reply addresses comes in once for each. They are as many messages,
    so all but the first that the headers name have a mark of the recipient beside the Message-ID.
    """
    fit = len(message_id) <= LONGEST_ID and _MESSAGE_ID.fullmatch(message_id)
    identity = message_id if fit else f"sha256:{hashlib.sha256(raw).hexdigest()}"
    ours = [one for one in named if _REPLY.fullmatch(one)]
    if not ours or recipient == ours[0]:
        return identity
    return f"{identity} {hashlib.sha256(recipient.encode()).hexdigest()[:_MARK_LENGTH]}"
