"""Finding people by what they can be reached at, as far as the one who looks may see them."""

import re
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from channels.values import ChannelKind
from messaging.directory.access import Viewer, in_view
from messaging.models.case import Party
from messaging.models.contact_point import ContactPoint, PersonContact
from messaging.models.person import Person
from messaging.platform.emails import EmailAddressError, parse_email
from messaging.platform.phones import PhoneError, parse_phone
from messaging.platform.sealing import keyring

_NUMBER = re.compile(r"(?:tel:)?[+(]?[0-9][0-9\s().+/\u2010-\u2015-]*", re.IGNORECASE)
_FEWEST_DIGITS = 10
_DASHES = re.compile(r"[\u2010-\u2015/]")


def address_in(text: str) -> tuple[ChannelKind, str] | None:
    """A whole phone number or email address, in its one form; None for anything else. A phone may
    be written in any way that people write one, with or without the country's 1."""
    written = text.strip()
    try:
        if "@" in written:
            return ChannelKind.EMAIL, parse_email(written.removeprefix("mailto:"))
        digits = sum(letter in "0123456789" for letter in written)
        if _NUMBER.fullmatch(written) and digits >= _FEWEST_DIGITS:
            return ChannelKind.SMS, parse_phone(_DASHES.sub("-", written).removeprefix("tel:"))
    except (EmailAddressError, PhoneError):
        pass
    return None


def people_with_address(session: Session, viewer: Viewer, text: str) -> frozenset[UUID]:
    """The ids of everyone who uses the phone or email that `text` is and whom `viewer` may see on
    some case: two parents who share a phone are two. Nobody where it is neither. Looked up by the
    keyed index; nothing is opened."""
    wanted = address_in(text)
    if wanted is None:
        return frozenset()
    return frozenset(session.scalars(_users(viewer, *wanted)))


def people_with_number(session: Session, viewer: Viewer, text: str) -> frozenset[UUID]:
    """Whom the agency's systems call exactly that, if `viewer` may see them on some case."""
    numbered = of_number(viewer.agency_id, text.strip())
    mine = select(Party.person_id).where(Party.person_id.in_(numbered), in_view(Party, viewer))
    return frozenset(session.scalars(mine))


def of_number(agency_id: UUID, external_id: str) -> Select[UUID]:
    """Whom the agency's systems call that; for a record that was joined with another
    (`messaging/directory/joining.py`), the one that stands for both."""
    stands_for = func.coalesce(Person.one_with_id, Person.id)
    return select(stands_for).where(
        Person.agency_id == agency_id, Person.external_id == external_id
    )


def _users(viewer: Viewer, kind: ChannelKind, address: str) -> Select[UUID]:
    return (
        select(Party.person_id)
        .join(PersonContact, PersonContact.person_id == Party.person_id)
        .join(ContactPoint, ContactPoint.id == PersonContact.contact_point_id)
        .where(
            ContactPoint.agency_id == viewer.agency_id,
            ContactPoint.kind == kind,
            # While keys change, one address can have a row under each.
            ContactPoint.address_index.in_(keyring().indexes(viewer.agency_id, address)),
            PersonContact.agency_id == viewer.agency_id,
            in_view(Party, viewer),
        )
        .distinct()
    )
