"""What became of those on a list, by their rows: for what happens to a message or to its date."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from campaigns.models.send import RecipientState, SendRecipient
from campaigns.sends.names import origin_of_question, origins
from messaging.outbound import outbox, questions
from messaging.outbound.reasons import OUTDATED
from messaging.platform.unit_of_work import Unit


def take_back_about(unit: Unit, agency_id: UUID, enrollment_ids: Sequence[UUID]) -> None:
    """Their date is over or another one: what says the old one and has not left goes no more."""
    made = unit.session.scalars(
        select(SendRecipient.id).where(
            SendRecipient.agency_id == agency_id,
            SendRecipient.enrollment_id.in_(enrollment_ids),
            SendRecipient.state == RecipientState.COMPOSED,
        )
    ).all()
    if made:
        outbox.cancel(unit, agency_id, origins(made), OUTDATED)
        questions.close(unit, agency_id, [origin_of_question(each) for each in made])
