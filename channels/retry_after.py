"""How long a server asks us to wait."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime


def retry_after(header: str | None, now: datetime | None = None) -> timedelta | None:
    """RFC 9110 10.2.3: seconds or an HTTP date; None when absent or unreadable."""
    if not header:
        return None
    if header.strip().isascii() and header.strip().isdigit():
        return timedelta(seconds=min(int(header), 86_400))
    try:
        until = parsedate_to_datetime(header)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(until - (now or datetime.now(UTC)), timedelta(0))
