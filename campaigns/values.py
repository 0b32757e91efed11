"""What an event lets a message say: kept as JSON with an enrollment, read back by field type."""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from templates.fields import FieldSpec, FieldType, FieldValue

AT_ANSWER = frozenset({"call_by", "call_within"})
"""Fields that an answer fills in, when it promises a call."""

AT_TAKEN = frozenset({"slot_letter", "slot_left"})
"""Fields filled in when the time that was picked is somebody else's, and another is left."""

FROM_CONTEXT = frozenset(
    {
        "agency_name", "neutral_name", "sender_name", "email_name", "agency_phone", "office_hours",
        "agency_site", "help_site", "signin_link", "renewal_link", "payment_link", "monthly_count",
        "chat_link", "first_name", "preferences_link", "unsubscribe_link",
    }
)  # fmt: skip
"""Fields the outbox adds of the agency and the one recipient."""

_READERS: Mapping[FieldType, Callable[[str], FieldValue]] = MappingProxyType(
    {
        FieldType.DATE: date.fromisoformat,
        FieldType.DATETIME: datetime.fromisoformat,
        FieldType.NUMBER: int,
        FieldType.WORKDAYS: int,
    }
)


def dump(values: Mapping[str, FieldValue]) -> str:
    written = {
        name: value.isoformat() if isinstance(value, date) else str(value)
        for name, value in values.items()
    }
    return json.dumps(written, ensure_ascii=False)


def load(text: str, fields: Mapping[str, FieldSpec], zone: ZoneInfo) -> dict[str, FieldValue]:
    """Moments come out in `zone`, which is the reader's."""
    return {
        name: _in_zone(_READERS.get(fields[name].type, str)(value), zone)
        for name, value in json.loads(text).items()
    }


def _in_zone(value: FieldValue, zone: ZoneInfo) -> FieldValue:
    return value.astimezone(zone) if isinstance(value, datetime) else value
