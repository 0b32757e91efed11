"""One appointment as staff pages tell it: when, where, and how it stands in words."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from campaigns.appointments import Appointment, Stand, Standing
from messaging.outbound.reasons import sentence
from web.catalogue import N_
from web.staff.people import Who
from web.voice import Voice

STANDS: Mapping[Standing, tuple[str, str]] = MappingProxyType(
    {
        Standing.CANCELLED: ("quiet", N_("Cancelled")),
        Standing.KEPT: ("done", N_("Came")),
        Standing.MISSED: ("wrong", N_("Did not come")),
        Standing.OVER: ("quiet", N_("Over")),
        Standing.WANTS_TO_MOVE: ("held", N_("Asked for another time")),
        Standing.WANTS_A_CALL: ("held", N_("Asked for a call")),
        Standing.CONFIRMED: ("done", N_("Confirmed")),
        Standing.ANSWERED: ("sent", N_("Answered")),
        Standing.WROTE: ("sent", N_("Wrote in their own words")),
        Standing.UNREACHED: ("wrong", N_("Cannot be reached")),
        Standing.SILENT: ("moving", N_("Told, no answer yet")),
        Standing.UNTOLD: ("quiet", N_("Not told yet")),
    }
)
"""Which mark goes with it, and the words."""


@dataclass(frozen=True, slots=True, repr=False)
class Row:
    thread_id: UUID
    who: Who
    clock: str
    moment: str
    """With its day."""
    exact: str
    iso: str
    theirs: str
    """The same on the parent's clock, where that is another; or empty."""
    place: str
    tone: str
    state: str
    why: str
    """Why nothing arrived; a sentence, or empty."""
    moved: bool
    told: str
    """When they were last told, or empty."""


def row(one: Appointment, stand: Stand, voice: Voice) -> Row:
    at = one.enrollment.anchor_at
    theirs = voice.in_zone(one.person.time_zone)
    tone, words = STANDS[stand.standing]
    return Row(
        thread_id=one.thread.id,
        who=Who.of(one.party, one.case, one.person, voice),
        clock=voice.clock(at),
        moment=voice.moment(at),
        exact=voice.exact(at),
        iso=at.isoformat(),
        theirs=theirs.clock(at) if theirs.clock(at) != voice.clock(at) else "",
        place=json.loads(one.enrollment.values).get("appointment_place", ""),
        tone=tone,
        state=voice.say(words),
        why=sentence(stand.why, voice.language),
        moved=stand.moved,
        told=voice.within(stand.told_at) if stand.told_at else "",
    )
