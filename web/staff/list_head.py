"""Above the list: filters that this reader keeps, and whom they may hand cases to."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from casework import handing_over, saved_filters
from web.staff.choosing import FEW, Choices, Of, choices
from web.staff.sessions import SignedIn
from web.staff.sieve import ROLES, STATES, TONGUES, Role, Sieve, State, Tongue
from web.staff.snooze_times import Offer, offers


@dataclass(frozen=True, slots=True)
class Kept:
    id: UUID
    name: str
    sieve: Sieve


@dataclass(frozen=True, slots=True)
class Head:
    kept: Sequence[Kept]
    workers: Choices
    snooze: Sequence[Offer]
    states: Sequence[tuple[State, str]]
    tongues: Sequence[tuple[Tongue, str]]
    roles: Sequence[tuple[Role, str]]


def head(session: Session, person: SignedIn) -> Head:
    voice = person.voice
    rows = saved_filters.of(session, person.viewer)
    workers = handing_over.colleagues(session, person.viewer, FEW + 1) if person.writes else ()
    return Head(
        [Kept(row.id, row.name, Sieve.read(row.asks)) for row in rows],
        choices(workers, Of.COLLEAGUES),
        offers(voice),
        [(each, voice.say(words)) for each, words in STATES.items()],
        [(each, voice.say(words)) for each, words in TONGUES.items()],
        [(each, voice.say(words)) for each, words in ROLES.items()],
    )
