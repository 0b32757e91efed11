"""Questions to the gate that are in order, for tests to spoil in one point."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from channels.values import ChannelKind
from messaging.compliance.consent import ConsentState
from messaging.compliance.gate import Purpose, Question, Reachability

NOON = datetime(2026, 3, 4, 18, 0, tzinfo=UTC)
"""A Wednesday, noon in Chicago."""
NIGHT = datetime(2026, 3, 5, 5, 0, tzinfo=UTC)
"""Eleven in the evening in Chicago."""
MORNING = datetime(2026, 3, 5, 15, 0, tzinfo=UTC)
"""Nine the next morning in Chicago, when texts are allowed again."""

_IN_ORDER = Question(
    now=NOON,
    channel=ChannelKind.SMS,
    purpose=Purpose.REMINDER,
    agency_zone="America/Chicago",
    zones=("America/Chicago",),
    consent=ConsentState.GRANTED,
    reachability=Reachability.REACHABLE,
    safe_to_contact=True,
    safe_hours=None,
    nondisclosure=False,
    wording_tells_location=False,
    shared_contact=False,
    wording_is_generic=False,
    branch_enabled=True,
    closed=False,
    paused_until=None,
)


def question(**changes: Any) -> Question:
    return replace(_IN_ORDER, **changes)
