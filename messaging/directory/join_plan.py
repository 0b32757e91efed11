"""What joining two records of one human would do, or why they cannot be joined. `joining.py` does
it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from messaging.directory import consents
from messaging.directory.access import Act, Viewer, in_view, require
from messaging.directory.stricter import Carried, Stop, safe_hours, stops, wishes
from messaging.models.case import Party
from messaging.models.contact_point import ContactPoint, PersonContact
from messaging.models.person import Person

SAME_CASE = "They are two parties of one case, so they are two people. They cannot be joined."
ON_HOLD = "First decide whether they opted out: an address of theirs is on hold."
HAS_OTHERS = "Another record was joined to that one. Keep that one, or take those apart first."
NOT_WHOLE = "Part of what these records hold is not yours to see. An administrator can join them."
REFUSALS = (SAME_CASE, ON_HOLD, HAS_OTHERS, NOT_WHOLE)


class JoinError(Exception):
    """They cannot be joined, or not now; in words."""


class NotFoundError(Exception):
    """There is no such person, or no such join, for this viewer."""


@dataclass(frozen=True, slots=True, repr=False)
class Plan:
    """What joining would do: read for the preview, and done as it stands."""

    kept: Person
    gone: Person
    parties: Sequence[Party]
    """Of both."""
    contacts: Sequence[ContactPoint]
    """Of both, each once."""
    both_used: frozenset[UUID]
    stops: Sequence[Stop]
    wishes: Sequence[Carried]
    safe_hours: Sequence[tuple[ContactPoint, tuple[int, int]]]
    protected: bool
    """Nothing about them may reach another party, on any of their cases."""
    paused_until: datetime | None
    language: str
    language_chosen: bool
    refusal: str | None


def plan(session: Session, viewer: Viewer, kept_id: UUID, gone_id: UUID, now: datetime) -> Plan:
    """Raises `ForbiddenError`, and `NotFoundError` where `viewer` sees either on no case."""
    require(viewer, Act.JOIN)
    found = {
        person.id: person
        for person in session.scalars(
            select(Person)
            .where(Person.agency_id == viewer.agency_id, Person.id.in_({kept_id, gone_id}))
            .order_by(Person.id)
        )
    }
    parties = session.scalars(
        select(Party)
        .where(Party.agency_id == viewer.agency_id, Party.person_id.in_(found))
        .order_by(Party.id)
    ).all()
    seen = set(
        session.scalars(select(Party.id).where(in_view(Party, viewer), Party.person_id.in_(found)))
    )
    visible = {party.person_id for party in parties if party.id in seen}
    if kept_id == gone_id or visible != {kept_id, gone_id}:
        raise NotFoundError
    kept, gone = found[kept_id], found[gone_id]
    by_person = {each.id: _contacts(session, each) for each in (kept, gone)}
    ours, theirs = by_person[kept_id], by_person[gone_id]
    contacts = list({each.id: each for each in (*ours, *theirs)}.values())
    ledgers = consents.ledgers(session, [each.id for each in contacts])
    chosen = next((each for each in (kept, gone) if each.language_chosen), None)
    pauses = [party.paused_until for party in parties if party.paused_until]
    return Plan(
        kept=kept,
        gone=gone,
        parties=parties,
        contacts=contacts,
        both_used=frozenset({each.id for each in ours} & {each.id for each in theirs}),
        stops=stops(ours, theirs, ledgers),
        wishes=wishes(contacts, ledgers, now),
        safe_hours=safe_hours(contacts),
        protected=any(party.nondisclosure for party in parties),
        paused_until=max((at for at in pauses if at > now), default=None),
        language=(chosen or kept).language,
        language_chosen=chosen is not None,
        refusal=_refusal(gone, parties, contacts, seen),
    )


def _refusal(
    gone: Person,
    parties: Sequence[Party],
    contacts: Sequence[ContactPoint],
    seen: Collection[UUID],
) -> str | None:
    cases = [party.case_id for party in parties]
    if len(set(cases)) < len(cases):
        return SAME_CASE
    if any(party.id not in seen for party in parties):
        return NOT_WHOLE
    if gone.one_with_id is not None:
        return HAS_OTHERS
    if any(each.held_for_review_at is not None for each in contacts):
        return ON_HOLD
    return None


def _contacts(session: Session, person: Person) -> Sequence[ContactPoint]:
    return session.scalars(
        select(ContactPoint)
        .join(PersonContact, PersonContact.contact_point_id == ContactPoint.id)
        .where(PersonContact.agency_id == person.agency_id, PersonContact.person_id == person.id)
        .order_by(ContactPoint.id)
        .execution_options(populate_existing=True)
    ).all()
