"""What a parent chose on their preferences page: read from the ledger, and written to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from channels.values import ChannelKind
from messaging.compliance.consent import ALL_TOPICS, ConsentChange, ConsentSource, ConsentState
from messaging.compliance.preferences import Wish, topic_of, wished
from messaging.directory import consents, contact_points
from messaging.models.contact_point import ContactPoint
from messaging.models.person import Person
from messaging.platform.unit_of_work import Unit
from templates.files import Topic

WORDING = "preferences_page.v1"
"""The page's own wording; to be raised when what it says of consent changes."""
DETAIL = "preferences page"
TOPICS = (Topic.APPOINTMENT, Topic.RENEWAL, Topic.PAYMENT)
"""What can be chosen one by one. Answers, safety and a worker's own words cannot."""
REVOKED = ConsentState.REVOKED


@dataclass(frozen=True, slots=True)
class Choices:
    here: bool
    """Messages to the address the link was sent to."""
    texts: bool | None
    """Texts to their phones; None where the page does not offer it."""
    topics: frozenset[Topic]
    hours: str
    """As `Wish.HOURS` writes them."""
    pause_days: int | None
    """None: leave a pause as it is; 0: none."""
    language: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds now, for the page."""

    here: bool
    texts: bool | None
    topics: frozenset[Topic]
    hours: str
    pause: str
    language: str | None


def owner(session: Session, contact: ContactPoint) -> Person | None:
    """Whose address it is; None for one that several people, or nobody we know, use."""
    people = contact_points.people_of(session, contact)
    return people[0] if len(people) == 1 else None


def standing(session: Session, contact: ContactPoint) -> Standing:
    whose = owner(session, contact)
    entries = consents.ledgers(session, [contact.id])[contact.id]
    state = _states(session, contact)
    phones = [each for each in _own(session, contact, whose) if each.kind is ChannelKind.SMS]
    return Standing(
        here=state[ALL_TOPICS] is not REVOKED,
        texts=any(_open(session, each) for each in phones) if phones else None,
        topics=frozenset(topic for topic in TOPICS if state[topic] is not REVOKED),
        hours=wished(entries, Wish.HOURS),
        pause=wished(entries, Wish.PAUSE),
        language=whose.language if whose else None,
    )


def choose(unit: Unit, contact: ContactPoint, chosen: Choices) -> None:
    """Write down what differs from what holds. What was stopped by text is not opened from here:
    who reads the mail need not be who holds the phone."""
    whose = owner(unit.session, contact)
    before = standing(unit.session, contact)
    own = _own(unit.session, contact, whose)
    if chosen.here != before.here:
        _say(unit, contact, chosen.here, ALL_TOPICS)
    if before.texts is not None and chosen.texts is not None and chosen.texts != before.texts:
        for phone in own:
            if phone.kind is ChannelKind.SMS and (not chosen.texts or _closed_here(unit, phone)):
                _say(unit, phone, chosen.texts, ALL_TOPICS)
    reached = [each for each in (contact, *own) if _open(unit.session, each)]
    for each in reached:
        _choose_topics(unit, each, chosen.topics)
    for each in (contact, *own):
        _wish(unit, each, Wish.HOURS, chosen.hours)
        if chosen.pause_days is not None:
            until = unit.now + timedelta(days=chosen.pause_days)
            value = until.isoformat(timespec="seconds") if chosen.pause_days else ""
            _wish(unit, each, Wish.PAUSE, value)
    if whose is not None and chosen.language and chosen.language != whose.language:
        whose.language, whose.language_chosen = chosen.language, True
        _wish(unit, contact, Wish.LANGUAGE, chosen.language)


def _choose_topics(unit: Unit, contact: ContactPoint, topics: frozenset[Topic]) -> None:
    state = _states(unit.session, contact)
    for topic in TOPICS:
        if (topic in topics) != (state[topic] is not REVOKED):
            _say(unit, contact, topic in topics, topic.value)


def _states(session: Session, contact: ContactPoint) -> Mapping[str, ConsentState]:
    return {t: consents.state_of(session, contact, t) for t in (ALL_TOPICS, *TOPICS)}


def _own(session: Session, contact: ContactPoint, whose: Person | None) -> Sequence[ContactPoint]:
    """Their other addresses, as far as nobody else uses them."""
    if whose is None:
        return []
    kinds = (ChannelKind.SMS, ChannelKind.EMAIL)
    theirs = [
        each
        for kind in kinds
        for each in contact_points.contacts_of(session, whose.agency_id, whose.id, kind)
    ]
    return [each for each in theirs if each.id != contact.id and owner(session, each)]


def _open(session: Session, contact: ContactPoint) -> bool:
    """It has not been stopped altogether."""
    return consents.state_of(session, contact, ALL_TOPICS) is not REVOKED


def _closed_here(unit: Unit, contact: ContactPoint) -> bool:
    return consents.last_detail(unit.session, contact, ALL_TOPICS) == DETAIL


def _wish(unit: Unit, contact: ContactPoint, wish: Wish, value: str) -> None:
    entries = consents.ledgers(unit.session, [contact.id])[contact.id]
    if wished(entries, wish) != value:
        _say(unit, contact, True, topic_of(wish, value))


def _say(unit: Unit, contact: ContactPoint, yes: bool, topic: str) -> None:
    change = ConsentChange.GRANT if yes else ConsentChange.REVOKE
    consents.append(
        unit,
        contact,
        change,
        ConsentSource.PARENT,
        topic=topic,
        detail=DETAIL,
        wording_version=WORDING,
    )
