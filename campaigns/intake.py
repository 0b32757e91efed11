"""An agency's event takes effect, once: who it concerns becomes known, campaigns start, move, stop.

Two identical requests at the same instant give one result: the second waits for the first at the
unique key of the event and answers as it did.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, exists, select

from campaigns import enrolling
from campaigns.definition import Campaign
from campaigns.enrolling import Outcome, Wanted
from campaigns.incoming.kinds import About, AgencyEventIn
from campaigns.loading import Campaigns, load_campaigns
from campaigns.models.agency_event import AgencyEvent
from messaging.directory.register import Registered, register
from messaging.models.agency import Agency
from messaging.models.case import Party
from messaging.platform.database import insert_or_ignore
from messaging.platform.events import FactType
from messaging.platform.ids import new_id
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime

CASE_EVENTS = ("case.opened", "case.closed")


@dataclass(frozen=True, slots=True)
class Accepted:
    answer: dict[str, Any]
    """What was started, in ids and words."""
    repeated: bool
    """The same event was accepted before, and nothing was done now."""


def accept(
    unit: Unit, runtime: Runtime, agency: Agency, event: AgencyEventIn, event_id: str, raw: str
) -> Accepted:
    """`event_id` is the sender's name for it, `raw` the text as it came (kept sealed).

    Raises `UnknownBranchError`; then nothing must be kept of it, so let it end the unit of work.
    """
    row, fresh = _store(unit, agency, event, event_id, raw)
    if not fresh:
        return Accepted(row.answer, repeated=True)
    known = event.people and register(
        unit, agency, event.people.case.details, event.people.party.details
    )
    outcomes: list[Outcome] = []
    if known:
        row.party_id = known.party.id
        row.subject = event.about.subject if event.about else None
        unit.session.flush()
        _mark_case(unit, row, event, known)
        outcomes = _follow(unit, agency, event, row, known)
    unit.record(
        FactType.AGENCY_EVENT,
        agency.id,
        thread_id=known.thread.id if known else None,
        subject_id=row.id,
        event_type=event.type,
    )
    row.answer = {
        "event": str(row.id),
        "type": event.type,
        "thread": str(known.thread.id) if known else None,
        "campaigns": [outcome.as_json() for outcome in outcomes],
    }
    unit.session.flush()
    return Accepted(row.answer, repeated=False)


def _store(
    unit: Unit, agency: Agency, event: AgencyEventIn, event_id: str, raw: str
) -> tuple[AgencyEvent, bool]:
    """The event's row, and whether it is new."""
    row_id = new_id()
    insert_or_ignore(
        unit.session,
        AgencyEvent,
        id=row_id,
        agency_id=agency.id,
        event_id=event_id,
        type=event.type,
        payload_sealed=AgencyEvent.payload.seal(agency.id, raw),
        answer={},
        occurred_at=event.timestamp,
        received_at=unit.now,
    )
    row = unit.session.scalars(
        select(AgencyEvent).where(
            AgencyEvent.agency_id == agency.id, AgencyEvent.event_id == event_id
        )
    ).one()
    return row, row.id == row_id


def _mark_case(unit: Unit, row: AgencyEvent, event: AgencyEventIn, known: Registered) -> None:
    if event.type not in CASE_EVENTS:
        return
    if not _overtaken(unit, row, CASE_EVENTS, known, whole_case=True):
        closed = event.type == "case.closed"
        known.case.closed_at = (known.case.closed_at or unit.now) if closed else None


def _follow(
    unit: Unit, agency: Agency, event: AgencyEventIn, row: AgencyEvent, known: Registered
) -> list[Outcome]:
    campaigns = load_campaigns()
    return [
        *_stopped(unit, campaigns, event, row, known),
        *_started(unit, agency, campaigns, event, row, known),
    ]


# Starting and moving


def _started(
    unit: Unit,
    agency: Agency,
    campaigns: Campaigns,
    event: AgencyEventIn,
    row: AgencyEvent,
    known: Registered,
) -> list[Outcome]:
    about = event.about
    if about is None:
        return []
    return [
        _start(unit, agency, campaign, event, row, known, about)
        for campaign in campaigns.values()
        if event.type in campaign.starts_on
    ]


def _start(
    unit: Unit,
    agency: Agency,
    campaign: Campaign,
    event: AgencyEventIn,
    row: AgencyEvent,
    known: Registered,
    about: About,
) -> Outcome:
    left_out = campaign.audience.leaves_out(
        known.party.role, known.case.program, known.person.language
    )
    if left_out:
        return Outcome(campaign.key, "left_out", left_out)
    if _already_over(unit, campaign, row, known):
        return Outcome(campaign.key, "left_out", "already_ended")
    if about.anchor is None:
        return _without_date(unit, campaign, row, known)
    wanted = Wanted(
        agency_id=agency.id,
        party_id=known.party.id,
        thread_id=known.thread.id,
        zone=ZoneInfo(known.person.time_zone or agency.time_zone),
        subject=about.subject,
        anchor=about.anchor,
        values=about.values,
        event_id=row.id,
        event_type=event.type,
        at=event.timestamp,
    )
    return enrolling.start(unit, campaign, wanted)


def _without_date(unit: Unit, campaign: Campaign, row: AgencyEvent, known: Registered) -> Outcome:
    """There is nothing to write about, so a worker is asked to act."""
    if campaign.without_date:
        unit.record(
            FactType.CALL_WANTED,
            row.agency_id,
            thread_id=known.thread.id,
            subject_id=row.id,
            kind=campaign.without_date.value,
            origin=f"event:{row.id}",
        )
    return Outcome(campaign.key, "left_out", "no_date")


def _already_over(unit: Unit, campaign: Campaign, row: AgencyEvent, known: Registered) -> bool:
    """Whether a stop of it was heard of before the start it belongs to."""
    own = [name for stop in campaign.stops if not stop.whole_case for name in stop.on]
    wide = [name for stop in campaign.stops if stop.whole_case for name in stop.on]
    return _overtaken(unit, row, own, known, whole_case=False) or _overtaken(
        unit, row, wide, known, whole_case=True
    )


def _overtaken(
    unit: Unit, row: AgencyEvent, types: Sequence[str], known: Registered, *, whole_case: bool
) -> bool:
    """Whether one of `types` about the same thing happened later, though we heard of it before:
    systems that retry deliver out of order."""
    if not types:
        return False
    whose = _on_case(known) if whole_case else [known.party.id]
    return bool(
        unit.session.scalar(
            select(
                exists().where(
                    AgencyEvent.agency_id == row.agency_id,
                    AgencyEvent.party_id.in_(whose),
                    AgencyEvent.subject == row.subject,
                    AgencyEvent.type.in_(types),
                    AgencyEvent.occurred_at > row.occurred_at,
                )
            )
        )
    )


# Stopping


def _stopped(
    unit: Unit,
    campaigns: Campaigns,
    event: AgencyEventIn,
    row: AgencyEvent,
    known: Registered,
) -> list[Outcome]:
    found = {key: stop for key, c in campaigns.items() if (stop := c.stop_on(event.type))}
    if not found:
        return []
    wide = [key for key, stop in found.items() if stop.whole_case]
    own = [key for key, stop in found.items() if not stop.whole_case]
    # A case that closes ends everything on it, whatever it is about.
    subject = None if event.type in CASE_EVENTS else row.subject
    enrollments = [
        *enrolling.enrolled(unit, row.agency_id, _on_case(known), wide, subject),
        *enrolling.enrolled(unit, row.agency_id, [known.party.id], own, subject),
    ]
    outcomes = []
    for enrollment in enrollments:
        if enrolling.laid_out_at(unit, enrollment) > event.timestamp:
            outcomes.append(Outcome(enrollment.campaign, "kept", "older_than_what_is_known"))
            continue
        told = enrolling.stop(unit, enrollment, event.type)
        if told and found[enrollment.campaign].tell and enrollment.anchor_at > unit.now:
            enrolling.add_farewell(unit, enrollment)
        outcomes.append(Outcome(enrollment.campaign, "stopped"))
    return outcomes


def _on_case(known: Registered) -> Select[UUID]:
    """Every party on the case."""
    return select(Party.id).where(
        Party.agency_id == known.case.agency_id, Party.case_id == known.case.id
    )
