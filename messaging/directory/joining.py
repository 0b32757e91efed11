"""Two records of one human become one, and can be taken apart again.

Agencies' systems now and then make the same human twice. Whoever says so sees all of both. What was
said stays in the thread where it was said: parties go over, messages do not. Of everything that
protects a parent the stricter holds from then on, and goes on to hold when they are taken apart.

The gone record stays behind as the name that the agency's systems use: `messaging/directory/
register.py` follows it to the one that was kept, and notes by which of them each party and contact
point was told of. By that they can be taken apart.
"""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from messaging.compliance.consent import ConsentChange, ConsentSource
from messaging.compliance.preferences import topic_of
from messaging.directory import audit, consents, contact_points
from messaging.directory.access import Act, Viewer, in_view, require
from messaging.directory.join_plan import NOT_WHOLE, JoinError, NotFoundError, Plan, plan
from messaging.models.agency import Agency
from messaging.models.case import Party
from messaging.models.contact_point import ContactPoint, PersonContact
from messaging.models.person import JoinReason, Person, PersonJoin
from messaging.models.thread import Thread
from messaging.platform.ids import new_id
from messaging.platform.unit_of_work import Unit

DETAIL = "joined records"
"""How the ledger names where it comes from."""
SYSTEM = "system"


def join(
    unit: Unit, viewer: Viewer, actor: str, kept_id: UUID, gone_id: UUID, reason: JoinReason
) -> Plan:
    """Done twice, it is done once: the second finds nobody. Raises `ForbiddenError`,
    `NotFoundError` and `JoinError`."""
    require(viewer, Act.JOIN)
    _lock(unit, viewer.agency_id, {kept_id, gone_id})
    made = plan(unit.session, viewer, kept_id, gone_id, unit.now)
    if made.refusal:
        raise JoinError(made.refusal)
    _lock_contacts(unit, viewer.agency_id, made.contacts)
    _take_the_stricter(unit, made)
    _move(unit, made)
    made_one = PersonJoin(
        id=new_id(),
        agency_id=viewer.agency_id,
        kept_id=kept_id,
        gone_id=gone_id,
        reason=reason,
        made_at=unit.now,
        made_by=actor,
        both_used=sorted(str(each) for each in made.both_used),
    )
    unit.session.add(made_one)
    audit.note(
        unit, viewer.agency_id, actor, "person.joined", "person", kept_id,
        gone=str(gone_id), reason=reason.value,
    )  # fmt: skip
    unit.session.flush()
    _touch(unit, viewer.agency_id, [party.id for party in made.parties])
    return made


def standing(
    session: Session, agency_id: UUID, kept_id: UUID
) -> Sequence[tuple[PersonJoin, Person]]:
    """The records that are one with this one by now, the first joined first."""
    rows = session.execute(
        select(PersonJoin, Person)
        .join(Person, Person.id == PersonJoin.gone_id)
        .where(
            PersonJoin.agency_id == agency_id,
            PersonJoin.kept_id == kept_id,
            PersonJoin.ended_at.is_(None),
        )
        .order_by(PersonJoin.made_at, PersonJoin.id)
    )
    return [(row[0], row[1]) for row in rows]


def take_apart(unit: Unit, viewer: Viewer, actor: str, kept_id: UUID, gone_id: UUID) -> None:
    """Each record has again what the agency told by its number, before or since. What was made
    stricter stays so. Raises `ForbiddenError`, `NotFoundError`, and `JoinError` for whom `viewer`
    sees in part."""
    require(viewer, Act.JOIN)
    _lock(unit, viewer.agency_id, {kept_id, gone_id})
    parties = unit.session.scalars(
        select(Party.id).where(Party.agency_id == viewer.agency_id, Party.person_id == kept_id)
    ).all()
    seen = unit.session.scalars(
        select(Party.id).where(in_view(Party, viewer), Party.person_id == kept_id)
    ).all()
    if not seen:
        raise NotFoundError
    if len(seen) < len(parties):
        raise JoinError(NOT_WHOLE)
    if not part(unit, viewer.agency_id, actor, kept_id, gone_id):
        raise NotFoundError


def part(unit: Unit, agency_id: UUID, actor: str, kept_id: UUID, gone_id: UUID) -> bool:
    """As `take_apart`, for whoever has locked both. False where they are not one."""
    session = unit.session
    made = session.scalar(
        select(PersonJoin).where(
            PersonJoin.agency_id == agency_id,
            PersonJoin.kept_id == kept_id,
            PersonJoin.gone_id == gone_id,
            PersonJoin.ended_at.is_(None),
        )
    )
    if made is None:
        return False
    for kind in (Party, PersonContact):
        _set(unit, kind, agency_id, kept_id, gone_id, person_id=gone_id, named_id=None)
    session.add_all(
        PersonContact(
            agency_id=agency_id, person_id=gone_id, contact_point_id=each.id, since=made.made_at
        )
        for each in _still_there(session, made.both_used)
    )
    made.ended_at = unit.now
    session.get_one(Person, gone_id).one_with_id = None
    session.flush()
    others = select(Person.id).where(
        Person.agency_id == agency_id, Person.one_with_id == kept_id, Person.id != kept_id
    )
    if session.scalar(others.limit(1)) is None:
        session.get_one(Person, kept_id).one_with_id = None
        for kind in (Party, PersonContact):
            _set(unit, kind, agency_id, kept_id, kept_id, named_id=None)
    audit.note(
        unit, agency_id, actor, "person.taken_apart", "person", kept_id, gone=str(gone_id)
    )  # fmt: skip
    session.flush()
    theirs = select(Party.id).where(
        Party.agency_id == agency_id, Party.person_id.in_((kept_id, gone_id))
    )
    _touch(unit, agency_id, session.scalars(theirs).all())
    return True


def _still_there(session: Session, ids: Sequence[str]) -> Sequence[ContactPoint]:
    """Of two that were made one since (`messaging/directory/twins.py`), that one, once."""
    found = (contact_points.of_link(session, UUID(each)) for each in ids)
    return list({each.id: each for each in found if each}.values())


def _lock(unit: Unit, agency_id: UUID, person_ids: Collection[UUID]) -> None:
    """One join of an agency after the other, and then as the register does: people by their ids.
    Who adds a party or a contact point holds its person, so what is read from here on stays."""
    unit.session.execute(
        select(Agency.id).where(Agency.id == agency_id).with_for_update(key_share=True)
    )
    unit.session.scalars(
        select(Person)
        .where(Person.agency_id == agency_id, Person.id.in_(person_ids))
        .order_by(Person.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()


def _lock_contacts(unit: Unit, agency_id: UUID, contacts: Sequence[ContactPoint]) -> None:
    unit.session.scalars(
        select(ContactPoint)
        .where(
            ContactPoint.agency_id == agency_id,
            ContactPoint.id.in_([each.id for each in contacts]),
        )
        .order_by(ContactPoint.id)
        .with_for_update(key_share=True)
    ).all()


def _take_the_stricter(unit: Unit, made: Plan) -> None:
    for stop in made.stops:
        consents.append(
            unit,
            stop.contact,
            ConsentChange.REVOKE,
            ConsentSource.STAFF,
            topic=stop.topic,
            detail=DETAIL,
        )
    for one in made.wishes:
        consents.append(
            unit,
            one.contact,
            ConsentChange.GRANT,
            ConsentSource.PARENT,
            topic=topic_of(one.wish, one.value),
            detail=DETAIL,
        )
    for contact, (opens, closes) in made.safe_hours:
        contact.safe_from_hour, contact.safe_until_hour = opens, closes
    for party in made.parties:
        party.nondisclosure = made.protected
        if made.paused_until is not None:
            party.paused_until = max(party.paused_until or made.paused_until, made.paused_until)
    kept, gone = made.kept, made.gone
    kept.language, kept.language_chosen = made.language, made.language_chosen
    kept.time_zone = kept.time_zone or gone.time_zone
    kept.first_name = kept.first_name or gone.first_name
    kept.last_name = kept.last_name or gone.last_name


def _move(unit: Unit, made: Plan) -> None:
    agency_id, kept, gone = made.kept.agency_id, made.kept.id, made.gone.id
    unit.session.flush()
    for contact in unit.session.scalars(
        select(PersonContact).where(
            PersonContact.agency_id == agency_id,
            PersonContact.person_id == gone,
            PersonContact.contact_point_id.in_(made.both_used),
        )
    ):
        unit.session.delete(contact)
    unit.session.flush()
    for kind in (Party, PersonContact):
        _set(unit, kind, agency_id, kept, None, named_id=kept)
        _set(unit, kind, agency_id, gone, None, person_id=kept, named_id=gone)
    made.kept.one_with_id = made.gone.one_with_id = kept
    unit.session.flush()


def _set(
    unit: Unit,
    kind: Any,
    agency_id: UUID,
    whose: UUID,
    named: UUID | None,
    **values: UUID | None,
) -> None:
    """Those of a person that the agency named by that record."""
    such = kind.named_id.is_(None) if named is None else kind.named_id == named
    unit.session.execute(
        update(kind)
        .where(kind.agency_id == agency_id, kind.person_id == whose, such)
        .values(**values),
        execution_options={"synchronize_session": "fetch"},
    )


def _touch(unit: Unit, agency_id: UUID, party_ids: Sequence[UUID]) -> None:
    unit.touch(agency_id, "inbox")
    for thread_id in unit.session.scalars(
        select(Thread.id).where(Thread.agency_id == agency_id, Thread.party_id.in_(party_ids))
    ):
        unit.touch(agency_id, str(thread_id))
