"""Which parent this is: name, role in words and a mark that stays the same everywhere."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from messaging.models.case import Case, Party
from messaging.models.person import Person
from messaging.models.staff import Staff
from web.catalogue import N_
from web.voice import Voice
from web.wording import ROLE, language_name

HUES = 8


def name_of(person: Person, voice: Voice) -> str:
    name = f"{person.first_name} {person.last_name}".strip()
    return name or voice.say(N_("Name not known"))


@dataclass(frozen=True, slots=True, repr=False)
class Who:
    party_id: UUID
    first_name: str
    name: str
    initials: str
    role: str
    """In words."""
    role_key: str
    """Shapes the mark, so that two parents of one case never look alike."""
    hue: int
    case_number: str
    language: str
    """In words."""
    language_code: str
    nondisclosure: bool

    @classmethod
    def of(cls, party: Party, case: Case, person: Person, voice: Voice) -> "Who":
        first, last = person.first_name, person.last_name
        name = name_of(person, voice)
        return cls(
            party_id=party.id,
            first_name=first or name,
            name=name,
            initials=(first[:1] + last[:1]).upper() or "?",
            role=voice.say(ROLE[party.role]),
            role_key=party.role.value,
            hue=party.id.int % HUES,
            case_number=case.number,
            language=language_name(person.language, voice.language),
            language_code=person.language,
            nondisclosure=party.nondisclosure,
        )


def authors(session: Session, agency_id: UUID, ids: Collection[UUID]) -> Mapping[UUID, str]:
    """The names of staff members."""
    found = session.execute(
        select(Staff.id, Staff.name).where(Staff.agency_id == agency_id, Staff.id.in_(ids))
    )
    return {row.id: row.name for row in found}
