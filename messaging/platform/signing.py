"""The signature of Standard Webhooks (https://www.standardwebhooks.com), for both directions."""

import base64
import hmac
import secrets

PREFIX = "whsec_"
VERSION = "v1"
SECRET_BYTES = 24


def new_secret() -> str:
    """As the specification writes them: base64 after the prefix."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def mac(secret: str, message_id: str, stamp: str, body: bytes) -> bytes:
    """HMAC-SHA256 over id, time (seconds since 1970, as text) and body."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return hmac.digest(key, f"{message_id}.{stamp}.".encode() + body, "sha256")


def signature(secret: str, message_id: str, stamp: str, body: bytes) -> str:
    """One entry of the header `webhook-signature`."""
    encoded = base64.b64encode(mac(secret, message_id, stamp, body)).decode()
    return f"{VERSION},{encoded}"
