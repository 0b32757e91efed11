"""Which conversations the list shows: whose, how they stand, with whom."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Depends, Query
from sqlalchemy import Row, Select, and_, select
from sqlalchemy.orm import Session

from messaging.directory import dispositions, opted_out, snoozing
from messaging.directory.access import Columns, Viewer, visible_threads
from messaging.models.case import Case, Party, PartyRole
from messaging.models.contact_point import PersonContact
from messaging.models.inbound import InboundMessage
from messaging.models.person import Person
from messaging.models.thread import Thread
from messaging.platform.bulk import among
from messaging.platform.columns import literally
from web.catalogue import N_
from web.wording import ROLE

Kind = TypeVar("Kind", bound=StrEnum)

WEEK = timedelta(days=7)

Rows = Select[Thread, Party, Case, Person]
Found = Row[Thread, Party, Case, Person]

UNREAD = Thread.unread > literally(Thread.unread, 0)


LATEST = (Thread.last_message_at.desc(), Thread.id.desc())


class Filter(StrEnum):
    MINE = "mine"
    """Cases this caseworker has, and those of colleagues they cover for."""
    BRANCH = "branch"
    """Everything they may see: their branch, or all of them."""


class State(StrEnum):
    """How a conversation stands."""

    ANY = "any"
    """Everything that is not laid aside."""
    UNREAD = "unread"
    WAITING = "waiting"
    """The parent waits for an answer, whoever has read it."""
    SNOOZED = "snoozed"
    OPTED_OUT = "opted_out"
    """In the last seven days, of something or of everything."""
    PUT_AWAY = "put_away"


class Tongue(StrEnum):
    """What the parent speaks."""

    ANY = "any"
    ENGLISH = "en"
    SPANISH = "es"
    OTHER = "other"


class Role(StrEnum):
    """Who the parent is on their case."""

    ANY = "any"
    CUSTODIAL = PartyRole.CUSTODIAL.value
    NONCUSTODIAL = PartyRole.NONCUSTODIAL.value
    GUARDIAN = PartyRole.GUARDIAN.value
    OTHER = PartyRole.OTHER.value


STATES: Mapping[State, str] = MappingProxyType(
    {
        State.ANY: N_("All conversations"),
        State.UNREAD: N_("Unread"),
        State.WAITING: N_("Waiting for an answer"),
        State.SNOOZED: N_("Snoozed"),
        State.OPTED_OUT: N_("Opted out this week"),
        State.PUT_AWAY: N_("Put away"),
    }
)
TONGUES: Mapping[Tongue, str] = MappingProxyType(
    {
        Tongue.ANY: N_("Any language"),
        Tongue.ENGLISH: N_("English"),
        Tongue.SPANISH: N_("Spanish"),
        Tongue.OTHER: N_("Another language"),
    }
)


ROLES: Mapping[Role, str] = MappingProxyType(
    {Role.ANY: N_("Any role")} | {Role(role.value): words for role, words in ROLE.items()}
)


@dataclass(frozen=True, slots=True)
class Sieve:
    """As the address of the list says it."""

    whose: Filter = Filter.BRANCH
    state: State = State.ANY
    tongue: Tongue = Tongue.ANY
    role: Role = Role.ANY

    @property
    def asks(self) -> dict[str, str]:
        """What differs from the list as it opens, and whose it is."""
        names = {"whose": "in", "state": "state", "tongue": "language", "role": "role"}
        usual = Sieve()
        return {
            names[name]: value.value
            for name, value in asdict(self).items()
            if name == "whose" or value != getattr(usual, name)
        }

    @property
    def narrowed_to(self) -> dict[str, str]:
        """Likewise, whosever it is."""
        return {name: value for name, value in self.asks.items() if name != "in"}

    @property
    def query(self) -> str:
        return urlencode(self.asks)

    @classmethod
    def read(cls, asks: Mapping[str, str]) -> "Sieve":
        """What was kept. A word that means nothing any more asks for nothing."""
        return cls(
            _known(Filter, asks.get("in"), Filter.BRANCH),
            _known(State, asks.get("state"), State.ANY),
            _known(Tongue, asks.get("language"), Tongue.ANY),
            _known(Role, asks.get("role"), Role.ANY),
        )

    def of(self, whose: str) -> "Sieve":
        return replace(self, whose=Filter(whose))

    def that_is(self, state: State) -> "Sieve":
        return replace(self, state=state)

    def parts(
        self, session: Session, viewer: Viewer, now: datetime, covered: Collection[UUID]
    ) -> Sequence[Rows]:
        """What it lets through, part after part, each in its order. No two share a row."""
        rows = self.such(people(viewer), session, viewer, now, covered)
        match self.state:
            case State.ANY:
                return (
                    rows.where(UNREAD).order_by(*LATEST),
                    rows.where(~UNREAD, snoozing.back(now)).order_by(
                        Thread.snoozed_until.desc(), Thread.id.desc()
                    ),
                    rows.where(~UNREAD, Thread.snoozed_until.is_(None)).order_by(*LATEST),
                )
            case State.WAITING:
                return (rows.order_by(InboundMessage.answer_due_at, Thread.id),)
            case State.SNOOZED:
                return (rows.order_by(Thread.snoozed_until, Thread.id),)
            case State.PUT_AWAY:
                return (rows.order_by(Thread.closed_at.desc(), Thread.id.desc()),)
        return (rows.order_by(*LATEST),)

    def such(
        self,
        rows: Rows,
        session: Session,
        viewer: Viewer,
        now: datetime,
        covered: Collection[UUID],
    ) -> Rows:
        """Those of `rows` that it lets through, but that those laid aside are not told from others
        where any state is asked for."""
        rows = self.only(rows, viewer, covered).where(Thread.last_message_at.is_not(None))
        rows = self.of_people(rows)
        match self.state:
            case State.UNREAD:
                return rows.where(UNREAD)
            case State.WAITING:
                return _in_line(rows)
            case State.SNOOZED:
                return rows.where(snoozing.asleep(now))
            case State.PUT_AWAY:
                return rows.where(Thread.closed_at.is_not(None))
            case State.OPTED_OUT:
                contacts = opted_out.since(session, viewer.agency_id, now - WEEK)
                users = select(PersonContact.person_id).where(
                    PersonContact.agency_id == viewer.agency_id,
                    among(session, PersonContact.contact_point_id, contacts),
                )
                return rows.where(Party.person_id.in_(users))
        return rows

    def only(
        self, rows: Select[*Columns], viewer: Viewer, covered: Collection[UUID]
    ) -> Select[*Columns]:
        """Those of this caseworker, if that is asked. `covered` are colleagues whose cases are
        theirs as well, while those are away."""
        if self.whose is Filter.MINE:
            return rows.where(Case.caseworker_id.in_({viewer.staff_id, *covered}))
        return rows

    def of_people(self, rows: Rows) -> Rows:
        if self.role is not Role.ANY:
            rows = rows.where(Party.role == PartyRole(self.role.value))
        if self.tongue is Tongue.OTHER:
            rows = rows.where(Person.language.not_in((Tongue.ENGLISH.value, Tongue.SPANISH.value)))
        elif self.tongue is not Tongue.ANY:
            rows = rows.where(Person.language == self.tongue.value)
        return rows


MINE = Sieve(Filter.MINE)


def people(viewer: Viewer) -> Rows:
    """Conversations with whose they are, as far as `viewer` may see them."""
    return visible_threads(viewer).join(Person, Person.id == Party.person_id).add_columns(Person)


def in_turn(session: Session, parts: Sequence[Rows], limit: int) -> list[Found]:
    """The first part, then the next. One after the other: each is read from an index in its order,
    and no further than it must."""
    rows: list[Found] = []
    for part in parts:
        rows += session.execute(part.limit(limit - len(rows)))
    return rows


def _in_line(rows: Rows) -> Rows:
    """Those who wait for an answer, each with the message that must be answered first."""
    theirs = and_(
        InboundMessage.agency_id == Thread.agency_id, InboundMessage.thread_id == Thread.id
    )
    return rows.join(InboundMessage, theirs).where(
        dispositions.waiting(), dispositions.first_in_line()
    )


def _known(kind: type[Kind], word: str | None, usual: Kind) -> Kind:
    return kind(word) if word in set(kind) else usual


def _asked(
    whose: Annotated[Filter, Query(alias="in")] = Filter.BRANCH,
    state: State = State.ANY,
    tongue: Annotated[Tongue, Query(alias="language")] = Tongue.ANY,
    role: Role = Role.ANY,
) -> Sieve:
    return Sieve(whose, state, tongue, role)


SieveDep = Annotated[Sieve, Depends(_asked)]
