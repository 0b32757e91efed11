"""A mail server's words in ours: reply codes and enhanced status codes (RFC 5321, RFC 3463)."""

import re
import ssl
from collections.abc import Mapping
from dataclasses import replace

import aiosmtplib

from channels.values import SendError

PROVIDER = "smtp"

_ENHANCED = re.compile(r"([245])\.(\d{1,3}\.\d{1,3})\b")

_FINAL = SendError("", "The mail server refused the message.")
_LATER = SendError("", "The mail server asked us to try later.", retryable=True)
_CONTACT = SendError("", "", suppresses_contact=True)
_SENDER = SendError("", "", page_operations=True)
_ACCOUNT = SendError("", "", page_operations=True, whole_account=True)

_FULL = replace(_LATER, reason="The recipient's mailbox is full.")
_UNWANTED = replace(_FINAL, reason="The mail server refused this message for a policy reason.")

PERMANENT: Mapping[str, SendError] = {
    "1.1": replace(_CONTACT, reason="The mailbox does not exist."),
    "1.2": replace(_CONTACT, reason="The mail domain does not exist."),
    "1.3": replace(_CONTACT, reason="The email address is not valid."),
    "1.6": replace(_CONTACT, reason="The mailbox has moved."),
    "1.7": replace(_SENDER, reason="Our sender address is not valid."),
    "1.8": replace(_SENDER, reason="Our sender domain is not valid."),
    "1.10": replace(_CONTACT, reason="The mail domain takes no mail."),
    "2.1": replace(_CONTACT, reason="The mailbox is closed."),
    "2.2": _FULL,
    "3.4": replace(_FINAL, reason="The message is too big for the mail server."),
    "7.1": _UNWANTED,
}
"""By subject and detail of a 5.y.z status; RFC 3463 and, for 1.10, RFC 7505. A 7.1 is said of one
message or recipient; whoever refuses us altogether says it at once, before any recipient."""

_POLICY = replace(_SENDER, reason="The mail server refused us for a policy reason.")
_LOGIN = replace(_ACCOUNT, reason="The mail server refused our user or password.")
_NOT_US = replace(_SENDER, reason="The mail server refuses us or our sender address.")

_BY_REPLY: Mapping[int, SendError] = {
    530: replace(_ACCOUNT, reason="The mail server wants us to log in or to encrypt."),
    534: _LOGIN,
    535: _LOGIN,
    538: replace(_ACCOUNT, reason="The mail server wants us to encrypt."),
}

UNREACHABLE = SendError("unreachable", "The mail server could not be reached.", retryable=True)
LOST_BEFORE = SendError(
    "dropped", "The connection to the mail server broke before the message.", retryable=True
)
LOST_AFTER = SendError(
    "dropped-after-data",
    "The connection to the mail server broke after the message.",
    unknown_outcome=True,
)
UNENCRYPTED = SendError(
    "tls",
    "No trusted encrypted connection to the mail server came about.",
    retryable=True,
    page_operations=True,
    whole_account=True,
)
UNSUPPORTED = SendError(
    "unsupported",
    "The mail server cannot do what our settings ask.",
    page_operations=True,
    whole_account=True,
)
EXPIRED = SendError("expired", "It was too late to send this message.")
NO_UTF8 = SendError("smtputf8", "The mail server cannot send to an address with such letters.")


def error_of_reply(code: int, message: str) -> SendError:
    """What a refusal means. The server's text is read for its status only: it quotes addresses."""
    found = _ENHANCED.match(message.strip())
    status, detail = (found[1], found[2]) if found else ("", "")
    name = f"{code} {status}.{detail}" if found else str(code)
    return replace(_meaning(code, detail), code=name)


def _meaning(code: int, detail: str) -> SendError:
    if 400 <= code < 500:
        return _FULL if detail == "2.2" else _LATER
    if not 500 <= code < 600:
        return LOST_AFTER
    if code in _BY_REPLY:
        return _BY_REPLY[code]
    return PERMANENT.get(detail) or (_POLICY if detail.startswith("7.") else _FINAL)


def error_before_data(failure: Exception) -> SendError:
    """The message was not on the wire yet: surely not sent."""
    if isinstance(failure, aiosmtplib.SMTPResponseException):
        return _refused(failure)
    if isinstance(failure.__cause__, ssl.SSLError) or isinstance(failure, ssl.SSLError):
        return UNENCRYPTED
    if isinstance(failure, aiosmtplib.SMTPConnectError):
        return UNREACHABLE
    if isinstance(failure, ConnectionError | TimeoutError | OSError):
        return LOST_BEFORE
    return UNSUPPORTED


def _refused(failure: aiosmtplib.SMTPResponseException) -> SendError:
    meant = error_of_reply(failure.code, failure.message)
    if meant.unknown_outcome:
        return replace(LOST_BEFORE, code=meant.code)
    plain = meant.reason in {_FINAL.reason, _UNWANTED.reason}
    # Whoever refuses our greeting or sender refuses every message, whatever number it gives.
    if plain and not isinstance(
        failure, aiosmtplib.SMTPRecipientRefused | aiosmtplib.SMTPDataError
    ):
        return replace(_NOT_US, code=meant.code)
    return meant


def error_after_data(failure: Exception) -> SendError:
    """A reply to the message decides; without one it may have been sent (RFC 5321 4.2.5)."""
    if isinstance(failure, aiosmtplib.SMTPDataError):
        return error_of_reply(failure.code, failure.message)
    return LOST_AFTER


def unfit(why: str) -> SendError:
    """A message that we would not even offer; `why` holds no personal detail."""
    return SendError("unfit", f"The email cannot be built: {why}.")
