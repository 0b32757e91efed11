"""Standard Webhooks signatures (https://www.standardwebhooks.com), checked against our own clock.

Over bytes and against a clock that is passed in: the `standardwebhooks` package takes text, which
a mail need not be, and reads the machine's clock. The package signs in our tests, so that both
agree.
"""

import base64
import binascii
import hmac
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from messaging.models.agency import Agency
from messaging.models.secret import WebhookSecret
from messaging.platform.signing import VERSION, mac

TOLERANCE = timedelta(minutes=5)
LONGEST_ID = 120
MOST_SIGNATURES = 16
"""More than anyone rotates; each costs a comparison."""
_TIME = re.compile(r"[0-9]{1,12}")


class BadSignatureError(Exception):
    """The request is not proven to come from who has a secret, or not just now."""


def verify(body: bytes, headers: Mapping[str, str], secrets: Iterable[str], now: datetime) -> str:
    """The message's id, once one signature fits one secret.

    `headers` look names up in lower case. Raises `BadSignatureError`.
    """
    message_id = headers.get("webhook-id", "")
    stamp = headers.get("webhook-timestamp", "")
    given = list(_signatures(headers.get("webhook-signature", "")))
    if not message_id or len(message_id) > LONGEST_ID or not given:
        raise BadSignatureError("a header is missing or too long")
    if abs(now - _sent_at(stamp)) > TOLERANCE:
        raise BadSignatureError("it was not signed just now")
    # No stopping at the first match: how long it takes tells nothing.
    matches = [
        hmac.compare_digest(mac(secret, message_id, stamp, body), one)
        for secret in secrets
        for one in given
    ]
    if not any(matches):
        raise BadSignatureError("no signature fits")
    return message_id


def secrets_of(session: Session, agency: Agency, now: datetime) -> list[str]:
    """All that are valid now: while one is rotated, two are."""
    rows = session.scalars(
        select(WebhookSecret).where(
            WebhookSecret.agency_id == agency.id,
            or_(WebhookSecret.expires_at.is_(None), WebhookSecret.expires_at > now),
        )
    )
    return [row.secret for row in rows]


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
        if version != VERSION:
            continue
        try:
            yield base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            continue
