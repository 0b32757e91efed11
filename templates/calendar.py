"""The calendar file that goes with an email about an appointment (RFC 5545).

A calendar is looked at by more people than a mailbox: it stands on a kitchen tablet, it is shared
with whoever was family once. So it never names a program, and where a parent is protected it says
no more than that there is something then.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parseaddr
from uuid import UUID

from icalendar import Calendar, Event, vCalAddress
from pydantic import BaseModel, ConfigDict


class CalendarWords(BaseModel):
    """What a language calls an appointment."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = "Appointment: {agency}"
    plain: str = "Appointment"


@dataclass(frozen=True, slots=True)
class Entry:
    """One appointment, as a calendar keeps it."""

    uid: UUID
    """The same however often it is moved: a calendar changes the entry it has."""
    sequence: int
    """Rises with every move and with its end (RFC 5545 3.8.7.4)."""
    starts_at: datetime
    place: str
    cancelled: bool = False


def write(
    entry: Entry, words: CalendarWords, *, agency: str, mail_from: str, private: bool, now: datetime
) -> str:
    """The file, with CRLF line ends. `agency` names no program. `private`: whoever else sees the
    calendar must learn neither where the parent will be nor with whom; then it has no sender
    either, and by RFC 5546 no method."""
    event = Event()
    event.add("uid", str(entry.uid))
    event.add("sequence", entry.sequence)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", entry.starts_at.astimezone(UTC))
    event.add("summary", words.plain if private else words.title.format(agency=agency))
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("class", "PRIVATE")
    calendar = Calendar()
    calendar.add("prodid", "-//Calendar//EN")
    calendar.add("version", "2.0")
    if not private:
        calendar.add("method", "CANCEL" if entry.cancelled else "PUBLISH")
        event.add("location", entry.place)
        event.add("organizer", _organizer(agency, mail_from))
    calendar.add_component(event)
    return bytes(calendar.to_ical()).decode()


def _organizer(agency: str, mail_from: str) -> vCalAddress:
    organizer = vCalAddress(f"mailto:{parseaddr(mail_from)[1]}")
    organizer.params["CN"] = agency
    return organizer
