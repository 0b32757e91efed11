"""Standard Webhooks signatures over a raw mail, which need not be UTF-8 (RFC 6152, 8BITMIME).

The signed content is `id.timestamp.body`, byte for byte (https://www.standardwebhooks.com);
`webhooks.signatures` takes the body as text, as the package does, which such a mail is not.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from datetime import datetime

from webhooks import signatures
from webhooks.signatures import LONGEST_ID, MOST_SIGNATURES, TOLERANCE, BadSignatureError

PREFIX = "whsec_"
VERSION = "v1,"


def verify(body: bytes, headers: Mapping[str, str], secrets: Iterable[str], now: datetime) -> None:
    """`headers` look names up in lower case. Raises `BadSignatureError`."""
    if _is_text(body):
        signatures.verify(body, headers, secrets, now)
        return
    message_id = headers.get("webhook-id", "")
    stamp = headers.get("webhook-timestamp", "")
    given = headers.get("webhook-signature", "").split(" ")[:MOST_SIGNATURES]
    if not message_id or len(message_id) > LONGEST_ID:
        raise BadSignatureError("a header is missing or too long")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        raise BadSignatureError("the timestamp is no number of seconds")
    if abs(now.timestamp() - int(stamp)) > TOLERANCE.total_seconds():
        raise BadSignatureError("it was not signed just now")
    signed = f"{message_id}.{stamp}.".encode() + body
    # No stopping at the first match: how long it takes tells nothing.
    matches = [
        hmac.compare_digest(_expected(secret, signed), one.encode())
        for secret in secrets
        for one in given
    ]
    if not any(matches):
        raise BadSignatureError("no signature fits")


def _is_text(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _expected(secret: str, signed: bytes) -> bytes:
    key = base64.b64decode(secret.removeprefix(PREFIX) + "==")
    return VERSION.encode() + base64.b64encode(hmac.digest(key, signed, hashlib.sha256))
