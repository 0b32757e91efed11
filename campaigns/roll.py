"""The roll: who is enrolled in what, as it stands and as it changes, for many parties at once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from campaigns import schedule
from campaigns.definition import FAREWELL, Campaign
from campaigns.experiments.arms import as_heard
from campaigns.experiments.design import Design
from campaigns.experiments.stored import designs
from campaigns.experiments.taking_part import Part, TakingPart, still_said
from campaigns.laying_out import Steps, end
from campaigns.models.agency_event import AgencyEvent
from campaigns.models.enrollment import Enrollment, EnrollmentState
from campaigns.schedule import Planned
from campaigns.taken import TakenMeanwhileError
from campaigns.values import dump
from messaging.compliance.office_hours import OfficeHours
from messaging.models.case import Party
from messaging.platform import bulk
from messaging.platform.bulk import among
from messaging.platform.ids import new_id
from messaging.platform.lanes import Lane
from messaging.platform.unit_of_work import Unit
from templates.fields import FieldValue

JOINED = "joined"
"""Another enrollment about the same thing stands for this one: both were one human's."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing a party is to be written to about."""

    agency_id: UUID
    party_id: UUID
    person_id: UUID
    case_id: UUID
    thread_id: UUID
    zone: ZoneInfo
    """Where the party is."""
    office: OfficeHours
    """Of the case's branch: which days are working days."""
    subject: str
    anchor: date | datetime
    values: Mapping[str, FieldValue]
    event_id: UUID
    event_type: str
    at: datetime
    """When the agency's system says it happened."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one campaign, in ids and words, for the answer to the agency."""

    campaign: str
    did: str
    why: str | None = None
    steps: Sequence[Planned] = ()

    def as_json(self) -> dict[str, object]:
        return {
            "campaign": self.campaign,
            "did": self.did,
            **({"why": self.why} if self.why else {}),
            "steps": [
                {
                    "step": step.step,
                    "due_at": step.due_at.isoformat(),
                    **({"skipped": step.skip.value} if step.skip else {}),
                }
                for step in self.steps
            ],
        }


Place = tuple[UUID, str, str]
"""Party, campaign, subject: at most one enrollment stands there."""


class Roll:
    """Changes enrollments one after the other, in memory as far as it goes; `write` adds what is
    new. Before `write`, the events that enrollments name must stand in the database."""

    def __init__(self, unit: Unit, agency_id: UUID, taking_part: TakingPart | None = None) -> None:
        """`taking_part`, loaded, decides for those who are newly enrolled."""
        self._unit, self._agency_id = unit, agency_id
        self._taking_part = taking_part or TakingPart(unit, agency_id)
        self._designs: dict[UUID, Design] = {}
        """Of experiments."""
        self._places: dict[Place, Enrollment] = {}
        self._laid_out_at: dict[UUID, datetime] = {}
        """When the agency's system says the event happened that last laid it out."""
        self._beside: dict[UUID, frozenset[UUID]] = {}
        """By party, all parties of a human who had several records: one thing is told them once."""
        self._new: dict[UUID, Enrollment] = {}
        self._steps = Steps(unit)
        self._events: dict[UUID, UUID] = {}
        """Which event lays out an enrollment from now on."""

    def load(
        self,
        party_ids: Collection[UUID],
        campaigns: Collection[str],
        subjects: Collection[str] | None,
        joined: Collection[UUID] = (),
    ) -> None:
        """Find and lock what the changes may concern; `subjects` None for any. `joined` are the
        people among them who had several records."""
        self._beside |= self._of_one(joined)
        party_ids = set(party_ids).union(*self._beside.values())
        if not party_ids or not campaigns:
            return
        session = self._unit.session
        query = (
            select(Enrollment, AgencyEvent.occurred_at)
            .join(AgencyEvent, AgencyEvent.id == Enrollment.event_id)
            .where(
                Enrollment.agency_id == self._agency_id,
                among(session, Enrollment.party_id, set(party_ids)),
                Enrollment.campaign.in_(sorted(set(campaigns))),
            )
            .order_by(Enrollment.id)
            .with_for_update(of=Enrollment)
            .execution_options(populate_existing=True)
        )
        if subjects is not None:
            query = query.where(among(session, Enrollment.subject, set(subjects)))
        for enrollment, laid_out_at in session.execute(query):
            self._places[enrollment.party_id, enrollment.campaign, enrollment.subject] = enrollment
            self._laid_out_at[enrollment.id] = laid_out_at

    def start(self, campaign: Campaign, wanted: Wanted, *, already_told: bool = False) -> Outcome:
        """Enrol, or bring an enrollment about the same thing up to date.

        `already_told`: the parent has just heard the date, so steps "at once" are left out.
        """
        anchor_at = schedule.anchor_at(wanted.anchor, wanted.zone)
        enrollment = self._standing(wanted.party_id, campaign.key, wanted.subject)
        if enrollment is None:
            new = self._enrol(campaign, wanted, anchor_at)
            steps = self._plan(campaign, wanted, new, already_told=already_told)
            self._steps.lay_out(new, steps)
            return Outcome(campaign.key, "started", steps=steps)
        if self._laid_out_at[enrollment.id] > wanted.at:
            return Outcome(campaign.key, "kept", "older_than_what_is_known")
        over = enrollment.state is EnrollmentState.STOPPED
        again = over and wanted.event_type in campaign.moved_by
        enrollment.values = dump(wanted.values)
        self._events[enrollment.id] = wanted.event_id
        self._laid_out_at[enrollment.id] = wanted.at
        if enrollment.anchor_at == anchor_at and not again:
            return Outcome(campaign.key, "kept", "already_ended" if over else "same_date")
        steps = self._plan(campaign, wanted, enrollment, already_told=already_told)
        self._steps.end(enrollment, stored=enrollment.id not in self._new)
        enrollment.generation += 1
        enrollment.answers = None
        enrollment.version = campaign.version
        enrollment.anchor_at = anchor_at
        enrollment.counts_until = _counts_until(campaign, anchor_at, enrollment.created_at)
        enrollment.state = EnrollmentState.ACTIVE
        enrollment.ended_reason = enrollment.ended_at = None
        self._steps.lay_out(enrollment, steps)
        return Outcome(campaign.key, "moved", steps=steps)

    def one_with(self, party_id: UUID) -> frozenset[UUID]:
        """That party, and the others of a human who had several records."""
        return self._beside.get(party_id, frozenset({party_id}))

    def about(
        self, party_ids: Collection[UUID], campaigns: Collection[str], subject: str
    ) -> list[Enrollment]:
        """Whatever became of them."""
        return [
            enrollment
            for (party_id, campaign, thing), enrollment in self._places.items()
            if party_id in party_ids and campaign in campaigns and thing == subject
        ]

    def enrolled(
        self, party_ids: Collection[UUID], campaigns: Collection[str], subject: str | None = None
    ) -> list[Enrollment]:
        """Those not stopped yet (a finished one may still have a message waiting)."""
        found = [
            enrollment
            for enrollment in self._places.values()
            if enrollment.party_id in party_ids
            and enrollment.campaign in campaigns
            and enrollment.state is not EnrollmentState.STOPPED
            and subject in (None, enrollment.subject)
        ]
        return sorted(found, key=lambda enrollment: enrollment.id)

    def is_newer_than(self, enrollment: Enrollment, at: datetime) -> bool:
        """Whether an event that happened later has laid it out."""
        return self._laid_out_at[enrollment.id] > at

    def stop(self, enrollment: Enrollment, reason: str) -> bool:
        """End it: nothing more is composed, and what waits to be sent is taken back.

        True when the parent had been told something (a message has left or is leaving).
        """
        told = self._steps.end(enrollment, stored=enrollment.id not in self._new)
        end(self._unit, enrollment, EnrollmentState.STOPPED, reason)
        return told

    def add_farewell(self, enrollment: Enrollment) -> None:
        """One more step, at once, that says why nothing more comes."""
        self._steps.add(enrollment, Planned(FAREWELL, self._unit.now, enrollment.anchor_at))
        self._unit.ring(Lane.JOURNEYS)

    def write(self) -> None:
        """Raises `TakenMeanwhileError` when one was enrolled by somebody else since `load`."""
        session = self._unit.session
        known = {enrollment.id: enrollment for enrollment in self._places.values()}
        for enrollment_id, event_id in self._events.items():
            known[enrollment_id].event_id = event_id
        new = list(self._new.values())
        if len(bulk.add_new(session, new, "agency_id", "party_id", "campaign", "subject")) < len(
            new
        ):
            raise TakenMeanwhileError
        self._steps.write()
        self._new, self._events = {}, {}

    def _of_one(self, joined: Collection[UUID]) -> dict[UUID, frozenset[UUID]]:
        if not joined:
            return {}
        theirs: dict[UUID, set[UUID]] = {}
        for party_id, person_id in self._unit.session.execute(
            select(Party.id, Party.person_id).where(
                Party.agency_id == self._agency_id,
                among(self._unit.session, Party.person_id, set(joined)),
            )
        ):
            theirs.setdefault(person_id, set()).add(party_id)
        return {one: frozenset(all_of) for all_of in theirs.values() for one in all_of}

    def _standing(self, party_id: UUID, campaign: str, subject: str) -> Enrollment | None:
        """The party's own, unless another one of the same human's stands for it."""
        own = self._places.get((party_id, campaign, subject))
        if own is not None and own.ended_reason != JOINED:
            return own
        others = (self._places.get((each, campaign, subject)) for each in self.one_with(party_id))
        found = (each for each in others if each and each.state is not EnrollmentState.STOPPED)
        return next(found, own)

    def _plan(
        self, campaign: Campaign, wanted: Wanted, enrollment: Enrollment, *, already_told: bool
    ) -> list[Planned]:
        """Every step with its times, as those in the same arm hear it."""
        arm = enrollment.arm
        heard = as_heard(campaign, self._design(enrollment.experiment_id), arm)
        steps = schedule.plan(
            heard, wanted.anchor, wanted.zone, self._unit.now, wanted.office,
            already_told=already_told,
        )  # fmt: skip
        return still_said(heard, arm, steps)

    def _design(self, experiment_id: UUID | None) -> Design | None:
        if experiment_id is None:
            return None
        if experiment_id not in self._designs:
            self._designs |= designs(self._unit.session, [experiment_id])
        return self._designs[experiment_id]

    def _enrol(self, campaign: Campaign, wanted: Wanted, anchor_at: datetime) -> Enrollment:
        now = self._unit.now
        part = self._taking_part.part(campaign.key, wanted.person_id, wanted.case_id)
        enrollment = bulk.made(
            Enrollment,
            id=new_id(),
            agency_id=wanted.agency_id,
            party_id=wanted.party_id,
            event_id=wanted.event_id,
            campaign=campaign.key,
            subject=wanted.subject,
            anchor_at=anchor_at,
            version=campaign.version,
            answers=None,
            generation=1,
            state=EnrollmentState.ACTIVE,
            ended_reason=None,
            ended_at=None,
            created_at=now,
            counts_until=_counts_until(campaign, anchor_at, now),
            **_as_columns(part, now),
        )
        enrollment.values = dump(wanted.values)
        self._new[enrollment.id] = enrollment
        self._places[wanted.party_id, campaign.key, wanted.subject] = enrollment
        self._laid_out_at[enrollment.id] = wanted.at
        return enrollment


def _as_columns(part: Part | None, now: datetime) -> dict[str, object]:
    return {
        "experiment_id": part.experiment_id if part else None,
        "arm": part.arm if part else None,
        "apart_because": part.apart_because if part else None,
        "assigned_at": now if part else None,
    }


def _counts_until(
    campaign: Campaign, anchor_at: datetime, enrolled_at: datetime
) -> datetime | None:
    goal = campaign.goal
    return goal.counts_until(anchor_at, enrolled_at) if goal else None
