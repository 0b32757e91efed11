"""What stands above a conversation while an answer of the parent's is to be read by a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from campaigns import origins, own
from campaigns.definition import HelpKind, Question, answer_for
from campaigns.models.enrollment import Enrollment, EnrollmentStep
from casework.open_answers import to_read
from messaging.inbound.open_answers import Unread
from messaging.models.thread import Thread
from web.catalogue import N_
from web.masking import without_their_links
from web.voice import Voice

MEANS: Mapping[HelpKind, str] = MappingProxyType(
    {
        HelpKind.CALL_BACK: N_("wants a call"),
        HelpKind.INCOME_CHANGE: N_("has another income"),
        HelpKind.BOOK_APPOINTMENT: N_("wants another time"),
    }
)


@dataclass(frozen=True, slots=True, repr=False)
class OpenAnswer:
    """One question as the parent had it, what they wrote to it, and what it offered."""

    question_id: UUID
    asked: str
    asked_in: str
    """Its language."""
    said: str
    said_at: str
    offers: Sequence[tuple[str, str, str]]
    """Each answer, what stood beside it, and what of it staff could not guess from that."""


def open_answer(session: Session, thread: Thread, voice: Voice) -> OpenAnswer | None:
    found = to_read(session, thread.agency_id, thread.id)
    if found is None:
        return None
    asked = found.asked
    return OpenAnswer(
        question_id=found.question.id,
        asked=without_their_links(asked.text, voice.language) if asked else "",
        asked_in=asked.language if asked else voice.language,
        said=without_their_links(found.message.text, voice.language),
        said_at=voice.within(found.message.created_at),
        offers=_offers(session, found, voice),
    )


def _offers(session: Session, found: Unread, voice: Voice) -> list[tuple[str, str, str]]:
    asked = _asked_by(session, found)
    helps = {value: answer_for(asked, value) for value, _ in found.offers} if asked else {}
    return [
        (value, beside, voice.say(MEANS[named[1].task]) if named and named[1].task else "")
        for value, beside in found.offers
        for named in [helps.get(value)]
    ]


def _asked_by(session: Session, found: Unread) -> Question | None:
    """As the campaign has it; None where something else asked."""
    step_id = origins.step_of(found.question.origin)
    row = (
        step_id
        and session.execute(
            select(EnrollmentStep, Enrollment.campaign)
            .join(
                Enrollment,
                and_(
                    Enrollment.agency_id == EnrollmentStep.agency_id,
                    Enrollment.id == EnrollmentStep.enrollment_id,
                ),
            )
            .where(
                EnrollmentStep.agency_id == found.question.agency_id, EnrollmentStep.id == step_id
            )
        ).one_or_none()
    )
    if not row:
        return None
    step, key = row
    campaign = own.of_agency(session, step.agency_id).of(key, step.version)
    return campaign.question(step.step) if campaign else None
