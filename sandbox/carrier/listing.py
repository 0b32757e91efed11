"""The list of messages: Twilio's filters and pages.

`DateSent>=2026-03-01` on the wire is the parameter `DateSent>` with the value `2026-03-01`, so
both of Twilio's spellings arrive alike; bounds are inclusive. A day without a time means all of
that day (GMT). Like Twilio's, the filter is on `date_sent`, which a message not yet sent has not.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from sandbox.carrier import resources
from sandbox.records import Text
from sandbox.store import Store

_FILTERS = ("To", "From", "DateSent", "DateSent<", "DateSent>")
_DEFAULT_SIZE, _LARGEST_SIZE = 50, 1000
_SECOND, _DAY = timedelta(seconds=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Span:
    """From `start` up to, not including, `end`."""

    start: datetime
    end: datetime


_DATE_TESTS: dict[str, Callable[[datetime, _Span], bool]] = {
    "DateSent": lambda sent, span: span.start <= sent < span.end,
    "DateSent<": lambda sent, span: sent < span.end,
    "DateSent>": lambda sent, span: sent >= span.start,
}


def page(store: Store, query: Mapping[str, str], account_sid: str) -> dict[str, Any]:
    """One page of messages, newest first. Raises ValueError for a malformed filter."""
    size = min(max(int(query.get("PageSize", _DEFAULT_SIZE)), 1), _LARGEST_SIZE)
    number = max(int(query.get("Page", 0)), 0)
    matches = _matching(store, query)
    start = _start(matches, query.get("PageToken"), number * size)
    shown = matches[start : start + size]
    path = resources.messages_path(account_sid) + ".json"
    filters = {name: query[name] for name in _FILTERS if name in query}

    def uri(page_number: int, token: str | None = None) -> str:
        place = {"PageSize": size, "Page": page_number} | ({"PageToken": token} if token else {})
        return f"{path}?{urlencode(filters | place)}"

    more = start + size < len(matches)
    return {
        "messages": [resources.message(text, account_sid) for text in shown],
        "page": number,
        "page_size": size,
        "start": start,
        "end": max(start + len(shown) - 1, 0),
        "uri": uri(number, query.get("PageToken")),
        "first_page_uri": uri(0),
        "next_page_uri": uri(number + 1, "PA" + shown[-1].sid) if more else None,
        "previous_page_uri": uri(number - 1) if number else None,
    }


def _matching(store: Store, query: Mapping[str, str]) -> list[Text]:
    to, sender = query.get("To"), query.get("From")
    dates = [(_DATE_TESTS[name], _span(query[name])) for name in _DATE_TESTS if name in query]
    return [
        text
        for text in reversed(store.texts(to or sender))
        if (to is None or text.to == to)
        and (sender is None or text.sender == sender)
        and all(text.sent is not None and test(text.sent, span) for test, span in dates)
    ]


def _start(matches: list[Text], token: str | None, default: int) -> int:
    """The token names the last message of the page before, so new arrivals shift nothing."""
    if token is None:
        return default
    sids = [text.sid for text in matches]
    last = token.removeprefix("PA")
    return sids.index(last) + 1 if last in sids else default


def _span(value: str) -> _Span:
    if len(value) == len("2026-03-01"):
        start = datetime.combine(date.fromisoformat(value), time(), UTC)
        return _Span(start, start + _DAY)
    start = datetime.fromisoformat(value)
    if start.tzinfo is None:
        start = start.replace(tzinfo=UTC)
    return _Span(start, start + _SECOND)
