"""How long a server asks us to wait."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST = timedelta(days=1)
MOST_DIGITS = 9


def retry_after(header: str | None, now: datetime | None = None) -> timedelta | None:
    """RFC 9110 10.2.3: seconds or an HTTP date; None when absent or unreadable."""
    if not header:
        return None
    given = header.strip()
    if given.isascii() and given.isdigit():
        # Python reads no number of thousands of digits; it is long either way.
        return LONGEST if len(given) > MOST_DIGITS else min(timedelta(seconds=int(given)), LONGEST)
    try:
        until = parsedate_to_datetime(header)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(until - (now or datetime.now(UTC)), timedelta(0))
