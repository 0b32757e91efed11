"""What agencies' systems told us is not kept for ever; that they did, and what it started, is."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select, update

from campaigns.models.agency_event import AgencyEvent
from campaigns.models.send import Send, SendRecipient, SendState
from campaigns.models.series import SendSeries
from messaging.directory.retention import Kept, Threads, on_hold
from messaging.models.case import Party
from messaging.platform.unit_of_work import Unit


def _payloads(unit: Unit, agency_id: UUID, ids: Sequence[UUID], _at_work: Threads) -> int:
    held = select(Party.id).where(
        Party.agency_id == agency_id, Party.case_id.in_(on_hold(agency_id))
    )
    gone = (
        update(AgencyEvent)
        .where(
            AgencyEvent.agency_id == agency_id,
            AgencyEvent.id.in_(ids),
            AgencyEvent.removed_at.is_(None),
            or_(AgencyEvent.party_id.is_(None), AgencyEvent.party_id.not_in(held)),
        )
        .values(payload_sealed=AgencyEvent.payload.seal(agency_id, ""), removed_at=unit.now)
        .returning(AgencyEvent.id)
    )
    return len(unit.session.execute(gone, execution_options={"synchronize_session": False}).all())


def words_to_many(unit: Unit, agency_id: UUID, before: datetime) -> int:
    """The free words of what was sent to many and is over, unless somebody on the list has a case
    on legal hold; and of series that ended, of which each day has kept its own."""
    held = (
        select(SendRecipient.send_id)
        .join(Party, Party.id == SendRecipient.party_id)
        .where(SendRecipient.agency_id == agency_id, Party.case_id.in_(on_hold(agency_id)))
    )
    gone = (
        update(Send)
        .where(
            Send.agency_id == agency_id,
            Send.created_at < before,
            Send.state.in_((SendState.DONE, SendState.CANCELLED)),
            Send.said_sealed.is_not(None),
            Send.id.not_in(held),
        )
        .values(said_sealed=None)
        .returning(Send.id)
    )
    series = (
        update(SendSeries)
        .where(
            SendSeries.agency_id == agency_id,
            SendSeries.ended_at < before,
            SendSeries.said_sealed.is_not(None),
        )
        .values(said_sealed=None)
        .returning(SendSeries.id)
    )
    options = {"synchronize_session": False}
    return sum(
        len(unit.session.execute(each, execution_options=options).all()) for each in (gone, series)
    )


EVENTS = Kept(AgencyEvent, lambda before: AgencyEvent.received_at < before, _payloads)
