"""Standard Webhooks signatures (https://www.standardwebhooks.com), checked against our own clock.

The package makes the MAC; the comparing is ours, because its `verify` reads the machine's clock
and lets a malformed header out as another exception.
"""

import base64
import binascii
import hmac
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta

from standardwebhooks import Webhook

TOLERANCE = timedelta(minutes=5)
LONGEST_ID = 120
MOST_SIGNATURES = 16
"""More than anyone rotates; each costs a comparison."""
_TIME = re.compile(r"[0-9]{1,12}")


class BadSignatureError(Exception):
    """The request is not proven to come from who has a secret, or not just now."""


def verify(
    body: bytes, headers: Mapping[str, str], secrets: Iterable[str], now: datetime
) -> tuple[str, str]:
    """The message's id and its text, once one signature fits one secret.

    `headers` look names up in lower case. Raises `BadSignatureError`.
    """
    message_id = headers.get("webhook-id", "")
    stamp = headers.get("webhook-timestamp", "")
    given = list(_signatures(headers.get("webhook-signature", "")))
    if not message_id or len(message_id) > LONGEST_ID or not given:
        raise BadSignatureError("a header is missing or too long")
    sent_at = _sent_at(stamp)
    if abs(now - sent_at) > TOLERANCE:
        raise BadSignatureError("it was not signed just now")
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise BadSignatureError("the body is not UTF-8") from None
    # No stopping at the first match: how long it takes tells nothing.
    matches = [
        hmac.compare_digest(_expected(secret, message_id, sent_at, text), one)
        for secret in secrets
        for one in given
    ]
    if not any(matches):
        raise BadSignatureError("no signature fits")
    return message_id, text


def _sent_at(stamp: str) -> datetime:
    if not _TIME.fullmatch(stamp):
        raise BadSignatureError("the timestamp is no number of seconds")
    try:
        return datetime.fromtimestamp(int(stamp), UTC)
    except (OverflowError, OSError, ValueError):
        raise BadSignatureError("the timestamp is no time") from None


def _signatures(header: str) -> Iterator[bytes]:
    """Those of version 1; others belong to schemes we do not know."""
    for one in header.split(" ")[:MOST_SIGNATURES]:
        version, _, encoded = one.partition(",")
        if version != "v1":
            continue
        try:
            yield base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            continue


def _expected(secret: str, message_id: str, sent_at: datetime, text: str) -> bytes:
    signature = Webhook(secret).sign(message_id, sent_at, text)
    return base64.b64decode(signature.partition(",")[2])
