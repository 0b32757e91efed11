"""What agencies' events do that came together: campaigns start, move, stop, one after the other."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from campaigns import own
from campaigns.definition import Campaign, Stop
from campaigns.experiments.outcomes import Reached, record
from campaigns.experiments.taking_part import TakingPart
from campaigns.foreknown import Heard, Parties
from campaigns.incoming.kinds import About, AgencyEventIn
from campaigns.models.agency_event import AgencyEvent
from campaigns.models.enrollment import Enrollment
from campaigns.roll import Outcome, Roll, Wanted
from campaigns.taken import TakenMeanwhileError
from messaging.directory.office import office_hours
from messaging.directory.register import (
    Registered,
    Registrar,
)
from messaging.models.agency import Agency, Branch
from messaging.platform import bulk
from messaging.platform.events import Event, FactType
from messaging.platform.ids import new_id
from messaging.platform.unit_of_work import Unit

CASE_EVENTS = ("case.opened", "case.closed")
Answer = dict[str, Any]
"""To the agency: what was started, in ids and words."""


@dataclass(frozen=True, slots=True, repr=False)
class Arrived:
    """One event at the door."""

    event: AgencyEventIn
    event_id: str
    """The sender's name for it."""
    raw: str
    """The text as it came (kept sealed)."""


class Arrivals:
    """In memory as far as it goes: read once, written once, in a fixed number of statements."""

    def __init__(
        self,
        unit: Unit,
        agency: Agency,
        registrar: Registrar,
        branches: Mapping[str, Branch],
        arrived: Sequence[Arrived],
    ) -> None:
        """`branches` by code: all of the cases that arrived."""
        self._unit, self._agency, self._registrar = unit, agency, registrar
        self._arrived = arrived
        self._own = own.of_agency(unit.session, agency.id)
        self._offices = {one.id: office_hours(agency, one) for one in branches.values()}
        self._codes = {one.id: code for code, one in branches.items()}
        self._taking_part = TakingPart(unit, agency.id)
        self._roll = Roll(unit, agency.id, self._taking_part)
        self._parties = Parties(unit, agency.id)
        self._heard = Heard(unit, agency.id)
        self._facts: list[Event] = []
        self._reached: list[Reached] = []

    def follow(self) -> dict[str, Answer]:
        """The answer to each event, by its id. Raises `TakenMeanwhileError`."""
        self._load()
        rows = [self._follow(one) for one in self._arrived]
        # In one order everywhere, or two that bring the same could wait for each other.
        ordered = sorted(rows, key=lambda row: row.event_id)
        new = bulk.add_new(self._unit.session, ordered, "agency_id", "event_id", keep=False)
        if len(new) < len(rows):
            raise TakenMeanwhileError
        self._roll.write()
        self._registrar.values.write()
        record(self._unit, self._agency.id, self._reached)
        self._unit.record_all(self._facts)
        self._unit.session.flush()
        return {row.event_id: row.answer for row in rows}

    def _load(self) -> None:
        """Whatever is known of what the events are about."""
        named = [
            self._registrar.named(p.case.details, p.party.details)
            for one in self._arrived
            if (p := one.event.people)
        ]
        for known in named:
            self._parties.add(known)
        types = {one.event.type for one in self._arrived}
        concerned = [
            campaign
            for campaign in self._own.ever
            if any(campaign.concerned_by(kind) for kind in types)
        ]
        if any(one.audience.fields for one in concerned):
            self._registrar.values.load({k.party.id for k in named}, new=self._registrar.new)
        of_a_case = types & set(CASE_EVENTS)
        if of_a_case or any(stop.whole_case for c in concerned for stop in c.stops):
            self._parties.load({k.case.id for k in named} - self._registrar.new)
        self._taking_part.load(
            [c for c in concerned if types & set(c.starts_on)], {k.person.id for k in named}
        )
        known_before = self._parties.ids - self._registrar.new
        subjects = {one.event.about.subject for one in self._arrived if one.event.about}
        self._roll.load(
            known_before,
            [c.key for c in concerned],
            None if of_a_case else subjects,
            joined={known.person.id for known in named if known.person.one_with_id},
        )
        heard_of = {name for c in concerned for stop in c.stops for name in stop.on}
        known_before = known_before.union(*map(self._roll.one_with, known_before))
        self._heard.load(known_before, subjects, heard_of | of_a_case | set(CASE_EVENTS))

    def _follow(self, one: Arrived) -> AgencyEvent:
        event = one.event
        row = bulk.made(
            AgencyEvent,
            id=new_id(),
            agency_id=self._agency.id,
            event_id=one.event_id,
            type=event.type,
            party_id=None,
            subject=None,
            occurred_at=event.timestamp,
            received_at=self._unit.now,
        )
        row.payload = one.raw
        people = event.people
        known = (
            self._registrar.register(people.case.details, people.party.details) if people else None
        )
        outcomes: list[Outcome] = []
        if known:
            row.party_id = known.party.id
            row.subject = event.about.subject if event.about else None
            self._mark_case(row, known)
            self._reach(row, known)
            outcomes = [*self._stopped(event, row, known), *self._started(event, row, known)]
            self._heard.add(row)
        self._record(
            FactType.AGENCY_EVENT, known.thread.id if known else None, row.id, event_type=event.type
        )
        row.answer = {
            "event": str(row.id),
            "type": event.type,
            "thread": str(known.thread.id) if known else None,
            "campaigns": [outcome.as_json() for outcome in outcomes],
        }
        return row

    def _record(
        self, fact: FactType, thread_id: UUID | None, subject_id: UUID, **data: object
    ) -> None:
        self._facts.append(
            self._unit.fact(
                fact, self._agency.id, thread_id=thread_id, subject_id=subject_id, **data
            )
        )

    def _mark_case(self, row: AgencyEvent, known: Registered) -> None:
        if row.type not in CASE_EVENTS:
            return
        if not self._overtaken(row, CASE_EVENTS, known, whole_case=True):
            closed = row.type == "case.closed"
            known.case.closed_at = (known.case.closed_at or self._unit.now) if closed else None

    def _reach(self, row: AgencyEvent, known: Registered) -> None:
        """What enrollments of the party hoped for, held out or not, has happened."""
        hoped = {c.key for c in self._own.ever if c.goal and row.type in c.goal.on}
        if not hoped or row.subject is None:
            return
        self._reached += [
            Reached(enrollment.id, row.id, row.occurred_at)
            for enrollment in self._roll.about(
                self._roll.one_with(known.party.id), hoped, row.subject
            )
        ]

    # Starting and moving

    def _started(self, event: AgencyEventIn, row: AgencyEvent, known: Registered) -> list[Outcome]:
        about = event.about
        if about is None:
            return []
        return [
            self._start(self._version_for(campaign, known, about), event, row, known, about)
            for campaign in self._own.in_force.values()
            if event.type in campaign.starts_on
        ]

    def _version_for(self, campaign: Campaign, known: Registered, about: About) -> Campaign:
        """The one in force; to those it leaves out, who were enrolled before it came, that one."""
        if not self._leaves_out(campaign, known):
            return campaign
        versions = (
            self._own.of(enrollment.campaign, enrollment.version)
            for enrollment in self._roll.enrolled({known.party.id}, {campaign.key}, about.subject)
        )
        fitting = (one for one in versions if one and not self._leaves_out(one, known))
        return next(fitting, campaign)

    def _leaves_out(self, campaign: Campaign, known: Registered) -> str | None:
        audience = campaign.audience
        own = self._registrar.values.words(known.party.id) if audience.fields else {}
        return audience.leaves_out(
            known.party.role,
            known.case.program,
            known.person.language,
            self._codes[known.case.branch_id],
            own,
        )

    def _start(
        self,
        campaign: Campaign,
        event: AgencyEventIn,
        row: AgencyEvent,
        known: Registered,
        about: About,
    ) -> Outcome:
        left_out = self._leaves_out(campaign, known)
        if left_out:
            return Outcome(campaign.key, "left_out", left_out)
        if self._already_over(campaign, row, known):
            return Outcome(campaign.key, "left_out", "already_ended")
        if about.anchor is None:
            return self._without_date(campaign, row, known)
        wanted = Wanted(
            agency_id=self._agency.id,
            party_id=known.party.id,
            person_id=known.person.id,
            case_id=known.case.id,
            thread_id=known.thread.id,
            zone=ZoneInfo(known.person.time_zone or self._agency.time_zone),
            office=self._offices[known.case.branch_id],
            subject=about.subject,
            anchor=about.anchor,
            values=about.values,
            event_id=row.id,
            event_type=event.type,
            at=event.timestamp,
        )
        return self._roll.start(campaign, wanted)

    def _without_date(self, campaign: Campaign, row: AgencyEvent, known: Registered) -> Outcome:
        """There is nothing to write about, so a worker is asked to act."""
        if campaign.without_date:
            self._record(
                FactType.CALL_WANTED,
                known.thread.id,
                row.id,
                kind=campaign.without_date.value,
                origin=f"event:{row.id}",
            )
        return Outcome(campaign.key, "left_out", "no_date")

    def _already_over(self, campaign: Campaign, row: AgencyEvent, known: Registered) -> bool:
        """Whether a stop of it was heard of before the start it belongs to."""
        own = [name for stop in campaign.stops if not stop.whole_case for name in stop.on]
        wide = [name for stop in campaign.stops if stop.whole_case for name in stop.on]
        return self._overtaken(row, own, known, whole_case=False) or self._overtaken(
            row, wide, known, whole_case=True
        )

    def _overtaken(
        self, row: AgencyEvent, types: Collection[str], known: Registered, *, whole_case: bool
    ) -> bool:
        """Whether one of `types` about the same thing happened later, though we heard of it
        before: systems that retry deliver out of order."""
        one = self._roll.one_with(known.party.id)
        whose = self._parties.on(known.case.id) if whole_case else one
        return self._heard.later(row, types, whose)

    # Stopping

    def _stopped(self, event: AgencyEventIn, row: AgencyEvent, known: Registered) -> list[Outcome]:
        found = [(c, stop) for c in self._own.ever if (stop := c.stop_on(event.type))]
        if not found:
            return []
        # A case that closes ends everything on it, whatever it is about.
        of_a_case = event.type in CASE_EVENTS
        subject = None if of_a_case else row.subject
        own = {known.party.id} if of_a_case else self._roll.one_with(known.party.id)
        whole = any(stop.whole_case for _, stop in found)
        whose = own | set(self._parties.on(known.case.id)) if whole else own
        outcomes = []
        for enrollment in self._roll.enrolled(whose, {c.key for c, _ in found}, subject):
            stop = self._stop_of(enrollment, event.type)
            if stop is None or (enrollment.party_id not in own and not stop.whole_case):
                continue
            if self._roll.is_newer_than(enrollment, event.timestamp):
                outcomes.append(Outcome(enrollment.campaign, "kept", "older_than_what_is_known"))
                continue
            told = self._roll.stop(enrollment, event.type)
            if told and stop.tell and enrollment.anchor_at > self._unit.now:
                self._roll.add_farewell(enrollment)
            outcomes.append(Outcome(enrollment.campaign, "stopped"))
        return outcomes

    def _stop_of(self, enrollment: Enrollment, event_type: str) -> Stop | None:
        """As the version says that it was laid out under."""
        campaign = self._own.of(enrollment.campaign, enrollment.version)
        return campaign.stop_on(event_type) if campaign else None
