"""Letting a partner see one party's conversation, and ending that."""

from uuid import UUID

from sqlalchemy import update

from messaging.directory import audit
from messaging.models.referral import Referral
from messaging.platform.database import insert_or_ignore
from messaging.platform.ids import new_id
from messaging.platform.unit_of_work import Unit


def refer(unit: Unit, agency_id: UUID, actor: str, party_id: UUID, partner_id: UUID) -> bool:
    """False when they see it already."""
    new = insert_or_ignore(
        unit.session,
        Referral,
        id=new_id(),
        agency_id=agency_id,
        party_id=party_id,
        staff_id=partner_id,
        made_at=unit.now,
        ended_at=None,
    )
    if new:
        audit.note(
            unit, agency_id, actor, "party.referred", "party", party_id, partner=str(partner_id)
        )
    return new


def end(unit: Unit, agency_id: UUID, actor: str, party_id: UUID, partner_id: UUID) -> bool:
    """False when there was nothing to end."""
    ended = unit.session.scalars(
        update(Referral)
        .where(
            Referral.agency_id == agency_id,
            Referral.party_id == party_id,
            Referral.staff_id == partner_id,
            Referral.ended_at.is_(None),
        )
        .values(ended_at=unit.now)
        .returning(Referral.id)
    ).all()
    if ended:
        audit.note(
            unit, agency_id, actor, "referral.ended", "party", party_id, partner=str(partner_id)
        )
    return bool(ended)
