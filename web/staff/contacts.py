"""A parent's addresses as staff pages show them: masked, consent and safety in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.values import ChannelKind
from messaging.compliance import consent
from messaging.compliance.consent import ConsentState
from messaging.compliance.preferences import Wish, paused_until, wished
from messaging.directory import consents
from messaging.directory.preferences import TOPICS
from messaging.models.contact_point import ContactPoint, PersonContact
from messaging.models.person import Person
from messaging.outbound import nudges
from web.catalogue import N_
from web.masking import masked
from web.topics import ABOUT
from web.voice import Voice
from web.wording import CHANNEL, CONSENT, REACHABILITY


@dataclass(frozen=True, slots=True, repr=False)
class Contact:
    channel: str
    address: str
    """Masked."""
    consent: str
    trouble: str
    """What stands in the way, or empty."""
    held: UUID | None
    """Its id where a person is to decide whether they opted out."""


def contacts_of(session: Session, person: Person, voice: Voice) -> Sequence[Contact]:
    rows = session.scalars(
        select(ContactPoint)
        .join(PersonContact, PersonContact.contact_point_id == ContactPoint.id)
        .where(PersonContact.agency_id == person.agency_id, PersonContact.person_id == person.id)
        .order_by(ContactPoint.kind.desc(), PersonContact.since.desc())
    ).all()
    return [
        Contact(
            channel=voice.say(CHANNEL[row.kind]),
            address=masked(row.kind, row.address),
            consent=_consent(session, row, voice),
            trouble=_trouble(row, voice),
            held=row.id if row.held_for_review_at is not None else None,
        )
        for row in rows
    ]


def _consent(session: Session, row: ContactPoint, voice: Voice) -> str:
    if row.kind is ChannelKind.CHAT:
        return ""
    state = voice.say(CONSENT[row.kind, consents.state_of(session, row, nudges.TOPIC)])
    return " · ".join([state, *_wishes(session, row, voice)])


def _wishes(session: Session, row: ContactPoint, voice: Voice) -> Iterator[str]:
    """What the parent chose on their preferences page."""
    entries = consents.ledgers(session, [row.id])[row.id]
    states = {topic: consent.state(entries, topic) for topic in (consent.ALL_TOPICS, *TOPICS)}
    refused = [topic for topic in TOPICS if states[topic] is ConsentState.REVOKED]
    if refused and states[consent.ALL_TOPICS] is not ConsentState.REVOKED:
        named = ", ".join(voice.say(ABOUT[topic]).lower() for topic in refused)
        yield voice.say(N_("no %(topics)s"), topics=named)
    if hours := wished(entries, Wish.HOURS):
        yield voice.say(N_("only %(hours)s"), hours=hours.replace("-", "–"))
    until = paused_until(entries)
    if until is not None and until > voice.now:
        yield voice.say(N_("paused until %(day)s"), day=voice.day(until))


def _trouble(row: ContactPoint, voice: Voice) -> str:
    if not row.safe_to_contact:
        return voice.say(N_("Not safe: never write here"))
    if row.held_for_review_at is not None:
        return voice.say(N_("On hold: decide whether they opted out"))
    words = REACHABILITY.get(row.reachability)
    return voice.say(words) if words else ""
