"""What lies ahead of one parent: appointments, and what campaigns will tell them next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from campaigns import appointments
from campaigns.appointments import Appointment
from campaigns.loading import load_campaigns
from campaigns.models.enrollment import Enrollment, EnrollmentState, EnrollmentStep, StepState
from campaigns.sends.audience import About, campaigns_about
from messaging.models.case import Case, Party
from messaging.models.person import Person
from messaging.models.thread import Thread
from web.staff.appointment_rows import Row, row
from web.voice import Voice

MOST = 3
LATELY = timedelta(days=7)
"""So long an appointment that is over stays: whether they came is what is asked next."""


@dataclass(frozen=True, slots=True, repr=False)
class Ahead:
    """One message that a campaign has laid out."""

    campaign: str
    moment: str
    exact: str
    iso: str


@dataclass(frozen=True, slots=True, repr=False)
class ComingUp:
    appointments: Sequence[Row]
    messages: Sequence[Ahead]
    """The next one of each campaign; the gate has not been asked yet."""
    paused: str
    """Until when no campaign writes to them, or empty."""


def coming_up(
    session: Session, thread: Thread, party: Party, case: Case, person: Person, voice: Voice
) -> ComingUp:
    until = party.paused_until
    found = [
        Appointment(each, party, case, person, thread)
        for each in _appointments(session, party, voice)
    ]
    stands = appointments.stands(session, party.agency_id, found)
    return ComingUp(
        appointments=[row(one, stands[one.enrollment.id], voice) for one in found],
        messages=_messages(session, party, voice),
        paused=voice.day(until) if until and until > voice.now else "",
    )


def _appointments(session: Session, party: Party, voice: Voice) -> Sequence[Enrollment]:
    return session.scalars(
        select(Enrollment)
        .where(
            Enrollment.agency_id == party.agency_id,
            Enrollment.party_id == party.id,
            Enrollment.campaign.in_(campaigns_about(About.APPOINTMENT)),
            Enrollment.anchor_at >= voice.now - LATELY,
        )
        .order_by(Enrollment.anchor_at, Enrollment.id)
        .limit(MOST)
    ).all()


def _messages(session: Session, party: Party, voice: Voice) -> list[Ahead]:
    rows = session.execute(
        select(Enrollment.campaign, func.min(EnrollmentStep.due_at).label("next"))
        .join(
            EnrollmentStep,
            and_(
                EnrollmentStep.agency_id == Enrollment.agency_id,
                EnrollmentStep.enrollment_id == Enrollment.id,
                EnrollmentStep.generation == Enrollment.generation,
            ),
        )
        .where(
            Enrollment.agency_id == party.agency_id,
            Enrollment.party_id == party.id,
            Enrollment.state == EnrollmentState.ACTIVE,
            EnrollmentStep.state == StepState.WAITING,
            EnrollmentStep.due_at > voice.now,
        )
        .group_by(Enrollment.campaign)
        .order_by("next", Enrollment.campaign)
        .limit(MOST)
    )
    known = load_campaigns()
    return [
        Ahead(
            known[campaign].name if campaign in known else campaign,
            voice.moment(due_at),
            voice.exact(due_at),
            due_at.isoformat(),
        )
        for campaign, due_at in rows
    ]
