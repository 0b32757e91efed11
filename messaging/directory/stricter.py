"""What two records of one human are owed together: of all that was said, the stricter.

Rules over values; `messaging/directory/joining.py` writes down what they find.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from messaging.compliance.consent import ALL_TOPICS, ConsentState, Entry, state
from messaging.compliance.gate import Reachability
from messaging.compliance.preferences import Wish, paused_until, wished, wished_hours
from messaging.directory.preferences import TOPICS
from messaging.models.contact_point import ContactPoint

Ledgers = Mapping[UUID, Sequence[Entry]]
"""By contact point."""


@dataclass(frozen=True, slots=True)
class Stop:
    """One record has stopped this; the other's address of that kind hears of it no more either."""

    contact: ContactPoint
    topic: str


@dataclass(frozen=True, slots=True)
class Carried:
    """A wish of the parent's that then holds for this address as well."""

    contact: ContactPoint
    wish: Wish
    value: str


def stops(
    ours: Sequence[ContactPoint], theirs: Sequence[ContactPoint], ledgers: Ledgers
) -> list[Stop]:
    """In both directions, by kind of address. Whose number it was no more does not count."""
    return [*_stops(ours, theirs, ledgers), *_stops(theirs, ours, ledgers)]


def wishes(contacts: Sequence[ContactPoint], ledgers: Ledgers, now: datetime) -> list[Carried]:
    """Hours: those that fit every wish; where none do, each address keeps its own. Pauses: the
    longest."""
    found = [*_hours(contacts, ledgers), *_pauses(contacts, ledgers, now)]
    return [one for one in found if wished(ledgers[one.contact.id], one.wish) != one.value]


def safe_hours(contacts: Iterable[ContactPoint]) -> list[tuple[ContactPoint, tuple[int, int]]]:
    """Addresses without safe hours get those of the others of their kind, where these agree."""
    by_kind: dict[str, list[ContactPoint]] = {}
    for each in contacts:
        by_kind.setdefault(each.kind, []).append(each)
    found: list[tuple[ContactPoint, tuple[int, int]]] = []
    for alike in by_kind.values():
        known = {each_has for each in alike if (each_has := _safe(each))}
        if len(known) == 1:
            (hours,) = known
            found += [(each, hours) for each in alike if _safe(each) is None]
    return found


def _stops(
    stopped: Sequence[ContactPoint], others: Sequence[ContactPoint], ledgers: Ledgers
) -> Iterator[Stop]:
    theirs = [each for each in stopped if each.reachability is not Reachability.WRONG_PERSON]
    for contact in others:
        for topic in (ALL_TOPICS, *TOPICS):
            said = any(
                each.kind is contact.kind and _revoked(ledgers[each.id], topic) for each in theirs
            )
            if said and not _revoked(ledgers[contact.id], topic):
                yield Stop(contact, topic)
                if topic == ALL_TOPICS:
                    break


def _hours(contacts: Sequence[ContactPoint], ledgers: Ledgers) -> Iterator[Carried]:
    known = sorted({hours for each in contacts if (hours := wished_hours(ledgers[each.id]))})
    if not known:
        return
    opens, closes = max(hours[0] for hours in known), min(hours[1] for hours in known)
    for each in contacts:
        if opens < closes:
            yield Carried(each, Wish.HOURS, f"{opens}-{closes}")
        elif not wished_hours(ledgers[each.id]):
            yield Carried(each, Wish.HOURS, "{}-{}".format(*known[0]))


def _pauses(contacts: Sequence[ContactPoint], ledgers: Ledgers, now: datetime) -> Iterator[Carried]:
    until = max((at for each in contacts if (at := paused_until(ledgers[each.id]))), default=now)
    if until > now:
        for each in contacts:
            yield Carried(each, Wish.PAUSE, until.isoformat(timespec="seconds"))


def _revoked(entries: Sequence[Entry], topic: str) -> bool:
    return state(entries, topic) is ConsentState.REVOKED


def _safe(contact: ContactPoint) -> tuple[int, int] | None:
    opens, closes = contact.safe_from_hour, contact.safe_until_hour
    return None if opens is None or closes is None else (opens, closes)
