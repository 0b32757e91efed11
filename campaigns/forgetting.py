"""What agencies' systems told us is not kept for ever; that they did, and what it started, is."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import or_, select, update

from campaigns.models.agency_event import AgencyEvent
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


EVENTS = Kept(AgencyEvent, lambda before: AgencyEvent.received_at < before, _payloads)
