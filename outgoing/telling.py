"""What an outgoing event says: the only place that decides it, as `context.py` does for messages.

It says ids, case number and the party's number as the agency itself gave them, and words of ours
from closed lists. Never a name, an address, or anything a parent wrote. It is put together from
the fact and from the one party of the fact's own thread; nothing here can see the other party.
And nothing is said that would differ if the other party were another: whether a task is urgent,
or a message was held back, can hang on the other party's protection. `docs/outgoing-events.md`.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from types import MappingProxyType
from typing import Any
from uuid import UUID

from messaging.compliance.gate import Reason
from messaging.outbound.reasons import NO_CONTACT, OUTDATED, TOO_MANY_TRIES, WORDING_INCOMPLETE
from messaging.platform.events import Event, FactType

Said = dict[str, Any]

UNSAID = "other"
"""Why, when the reason itself must not be told or is a provider's own sentence."""
TOLD_REASONS = frozenset(
    {
        Reason.WRONG_PERSON.value,
        Reason.INVALID_CONTACT.value,
        Reason.LANDLINE.value,
        Reason.STOPPED_AT_CARRIER.value,
        Reason.SUPPRESSED.value,
        Reason.OPTED_OUT.value,
        Reason.NO_CONSENT.value,
        Reason.BRANCH_OFF.value,
        Reason.CASE_CLOSED.value,
        Reason.EXPIRED.value,
        NO_CONTACT,
        OUTDATED,
        TOO_MANY_TRIES,
        WORDING_INCOMPLETE,
    }
)
"""What is about this party, its own contact points, or the agency. Left out on purpose: a shared
phone and a wording that names a place (they tell of somebody else), what is not safe and when
(it tells of danger at home)."""


@dataclass(frozen=True, slots=True, repr=False)
class Party:
    """One party as the agency's own systems know it."""

    external_id: str
    case_number: str | None
    """None when the fact is about the person on whatever case."""


@dataclass(frozen=True, slots=True, repr=False)
class Journey:
    """The way through a campaign that the fact belongs to."""

    campaign: str
    about: str
    """Such as `appointment:A-551`, by the agency's own id."""
    step: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Known:
    """Everything that may be said about one fact."""

    event: Event
    party: Party | None
    channel: str | None = None
    stands_in_for: UUID | None = None
    journey: Journey | None = None


def body(known: Known) -> bytes | None:
    """The JSON that is signed and sent; the same for every try. None when it must not be told (any
    more): it cannot be said whom it is about."""
    says = SAYS[known.event.type]
    if known.party is None and says not in WITHOUT_PARTY:
        return None
    said = {
        "type": known.event.type.value,
        "timestamp": known.event.at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "data": _whom(known) | says(known),
    }
    return json.dumps(said, separators=(",", ":")).encode()


def _whom(known: Known) -> Said:
    said: Said = {}
    if known.party is not None and known.party.case_number is not None:
        said["case"] = {"number": known.party.case_number}
    if known.party is not None:
        said["party"] = {"external_id": known.party.external_id}
    if known.event.thread_id is not None:
        said["thread"] = {"id": str(known.event.thread_id)}
    return said


def _message(known: Known) -> Said:
    said: Said = {"id": str(known.event.subject_id), "channel": known.event.data.get("channel")}
    if known.stands_in_for is not None:
        said["stands_in_for"] = str(known.stands_in_for)
    return {"message": said} | _journey(known.journey)


def _message_that_did_not_go(known: Known) -> Said:
    said = _message(known)
    reason = known.event.data.get("reason")
    said["message"]["reason"] = reason if reason in TOLD_REASONS else UNSAID
    return said


def _reply(known: Known) -> Said:
    return {
        "message": {"id": str(known.event.subject_id), "channel": known.event.data.get("channel")}
    }


def _consent(known: Known) -> Said:
    data = known.event.data
    return {
        "consent": {
            "channel": known.channel,
            "change": data.get("change"),
            "topic": data.get("topic"),
            "source": data.get("source"),
        }
    }


def _task(known: Known) -> Said:
    return {"task": {"id": str(known.event.subject_id), "kind": known.event.data.get("kind")}}


def _finished(known: Known) -> Said:
    return _journey(known.journey)


def _answered(known: Known) -> Said:
    data = known.event.data
    answer = {"question": data.get("question"), "answer": data.get("answer")}
    return _journey(known.journey) | {"answer": answer}


def _journey(journey: Journey | None) -> Said:
    if journey is None:
        return {}
    said = {"name": journey.campaign, "about": journey.about}
    return {"campaign": said | ({"step": journey.step} if journey.step else {})}


Says = Callable[[Known], Said]

SAYS: Mapping[FactType, Says] = MappingProxyType(
    {
        FactType.MESSAGE_DELIVERED: _message,
        FactType.MESSAGE_FAILED: _message_that_did_not_go,
        FactType.MESSAGE_REFUSED: _message_that_did_not_go,
        FactType.REPLY_RECEIVED: _reply,
        FactType.CONSENT_CHANGED: _consent,
        FactType.TASK_OPENED: _task,
        FactType.TASK_CLOSED: _task,
        FactType.CAMPAIGN_ANSWERED: _answered,
        FactType.CAMPAIGN_FINISHED: _finished,
    }
)
WITHOUT_PARTY: Sequence[Says] = (_task,)
"""A task can hang on no thread: something in triage, or an endpoint of the agency's own."""
