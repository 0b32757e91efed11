"""Which campaigns ask for a field of the agency's own."""

from uuid import UUID

from sqlalchemy.orm import Session

from campaigns import own


def asking_for(session: Session, agency_id: UUID, key: str) -> list[str]:
    """The names of those in force whose audience does."""
    in_force = own.of_agency(session, agency_id).in_force
    return [one.name for one in in_force.values() if key in one.audience.fields]
