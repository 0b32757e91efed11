"""The one decision before each send. Pure: asked at compose and, with fresh facts, again at send.

Safety comes first: the rules stand in one tuple, and the first that does not allow wins. Refusals
stand before holds, so that nothing waits for an hour in which it would be refused.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from channels.values import ChannelKind
from messaging.compliance.consent import ConsentState
from messaging.compliance.purposes import CONCERNS, WAIVED_IN_ANSWER, Concern, Purpose
from messaging.compliance.quiet_hours import Window, first_open, windows_for
from messaging.compliance.reasons import SENTENCES, Reason, Sentence

__all__ = [
    "SENTENCES",
    "Allow",
    "Decision",
    "Hold",
    "Purpose",
    "Question",
    "Reachability",
    "Reason",
    "Refuse",
    "Sentence",
    "decide",
]

CONFIRM_WITHIN = timedelta(minutes=5)
"""47 CFR 64.1200(a)(12): one confirmation, within five minutes of the opt-out."""

REVIEW_AGAIN = timedelta(hours=1)
"""How long a message waits before it asks again whether a person has decided."""


class Reachability(StrEnum):
    """What is known of a contact point as a way to reach its person."""

    UNKNOWN = "unknown"
    REACHABLE = "reachable"
    LANDLINE = "landline"
    INVALID = "invalid"
    WRONG_PERSON = "wrong_person"
    STOPPED_AT_CARRIER = "stopped_at_carrier"
    """The provider refuses to send there since its holder opted out with it (Twilio 21610)."""
    SUPPRESSED = "suppressed"
    """Mail bounced for good or drew a complaint."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Everything one decision needs. What concerns safety has no default, so none is forgotten.

    Raises ValueError for a time without a zone.
    """

    now: datetime
    channel: ChannelKind
    purpose: Purpose
    agency_zone: str
    """Where the agency is; stands in when the recipient's zone cannot be told."""
    consent: ConsentState
    """Of this contact point, for this message's topic. Not asked for web chat."""
    reachability: Reachability
    safe_to_contact: bool
    safe_hours: Window | None
    """Local hours in which it is safe; None: no narrower than quiet hours."""
    nondisclosure: bool
    """The party's whereabouts are protected."""
    wording_tells_location: bool
    """The wording carries an address, employer, schedule or contact of a person."""
    shared_contact: bool
    """Several people use this contact point."""
    wording_is_generic: bool
    """It names no program, person or role."""
    branch_enabled: bool
    closed: bool
    """The case is closed, or the party has left it."""
    paused_until: datetime | None
    """Campaigns wait until then. For a pause without an end, a day early in the year 9999."""
    held_for_review: bool = False
    """A person has yet to say whether the parent meant to opt out."""
    zones: Sequence[str] = ()
    """Every zone the recipient may be in: one from the address, else all of the number's."""
    state: str | None = None
    """The recipient's, two letters; some are stricter about hours."""
    hours: Mapping[str, Window] = field(default_factory=lambda: MappingProxyType({}))
    """The agency's own quiet hours by state; see `quiet_hours.windows_for`."""
    expires_at: datetime | None = None
    """From then on the message is of no use."""
    recent_reminders: int = 0
    reminder_cap: int | None = None
    """How many may be recent; None: no limit, or a supervisor waived it."""
    cap_frees_at: datetime | None = None
    """When the oldest recent one stops counting; None refuses instead of waiting."""
    answers_inbound: bool = False
    """It answers a message the parent just sent."""
    opted_out_at: datetime | None = None
    confirmation_sent: bool = False
    """Another message already confirmed this opt-out."""

    def __post_init__(self) -> None:
        times = (
            self.now, self.paused_until, self.expires_at, self.cap_frees_at, self.opted_out_at
        )  # fmt: skip
        if any(at is not None and at.utcoffset() is None for at in times):
            raise ValueError("the gate needs times with a zone")


@dataclass(frozen=True, slots=True)
class Allow:
    """Send it now."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Ask again at `until` (UTC, always after the question's `now`)."""

    until: datetime
    reason: Reason


@dataclass(frozen=True, slots=True)
class Refuse:
    """Never, unless what the reason names is mended and the message is made anew."""

    reason: Reason


Decision = Allow | Hold | Refuse
Rule = Callable[[Question], Hold | Refuse | None]


def decide(question: Question) -> Decision:
    """Whether this message may go now, later, or not at all.

    An email needs no recorded consent, only no unsubscribe: these are messages about the parent's
    own case, sent to an address they gave for it, which 15 U.S.C. 7702(17) calls transactional. A
    text always needs recorded consent, or to answer what the parent just wrote.

    After an opt-out nothing but its one confirmation goes by text, a safety answer neither: the
    carrier would refuse it, and the urgent alert to a worker goes out regardless. A one-time code
    may still go by email, since the parent asks for it on our page.

    A message that would go only after it expired is refused rather than held.
    """
    concerns = CONCERNS[question.purpose]
    if question.answers_inbound:
        concerns -= WAIVED_IN_ANSWER
    for concern, channels, rule in RULES:
        if concern in concerns and question.channel in channels:
            answer = rule(question)
            if answer is not None:
                return _settled(answer, question, concerns)
    return Allow()


def _settled(
    answer: Hold | Refuse, question: Question, concerns: frozenset[Concern]
) -> Hold | Refuse:
    """A hold moved on to the first moment that suits every hour, so that it ends in one step."""
    if isinstance(answer, Refuse):
        return answer
    until = _first_suitable(answer.until, question, concerns)
    if until is None:
        return Refuse(Reason.NO_SAFE_TIME)
    if question.expires_at is not None and until >= question.expires_at:
        return Refuse(Reason.EXPIRED)
    return Hold(until, answer.reason)


def _first_suitable(
    at: datetime, question: Question, concerns: frozenset[Concern]
) -> datetime | None:
    """The first moment from `at` within quiet and safe hours alike, as far as they apply."""
    quiet = windows_for(question.state, question.hours)
    by_law = Concern.QUIET_HOURS in concerns and question.channel is ChannelKind.SMS
    by_choice = Concern.SAFE_HOURS in concerns and question.safe_hours is not None
    windows = quiet * by_law + ((question.safe_hours,) if by_choice else ())
    return first_open(at, _zones(at, question), [w for w in windows if w is not None])


def _zones(at: datetime, question: Question) -> Sequence[str]:
    """The recipient's zones, or the agency's when no quiet hour suits them all.

    Safe hours do not widen this: when they fit no zone, guessing would endanger someone.
    """
    quiet = windows_for(question.state, question.hours)
    if question.zones and first_open(at, question.zones, quiet) is not None:
        return question.zones
    return (question.agency_zone,)


def _unsafe(question: Question) -> Refuse | None:
    return None if question.safe_to_contact else Refuse(Reason.NOT_SAFE)


def _nondisclosure(question: Question) -> Refuse | None:
    told = question.nondisclosure and question.wording_tells_location
    return Refuse(Reason.LOCATION_IN_WORDING) if told else None


def _shared(question: Question) -> Refuse | None:
    told = question.shared_contact and not question.wording_is_generic
    return Refuse(Reason.SHARED_CONTACT) if told else None


UNREACHABLE: Mapping[Reachability, tuple[Reason, frozenset[ChannelKind]]] = MappingProxyType(
    {
        Reachability.LANDLINE: (Reason.LANDLINE, frozenset({ChannelKind.SMS})),
        Reachability.INVALID: (Reason.INVALID_CONTACT, frozenset(ChannelKind)),
        Reachability.WRONG_PERSON: (Reason.WRONG_PERSON, frozenset(ChannelKind)),
        Reachability.STOPPED_AT_CARRIER: (
            Reason.STOPPED_AT_CARRIER, frozenset({ChannelKind.SMS})
        ),
        Reachability.SUPPRESSED: (Reason.SUPPRESSED, frozenset(ChannelKind)),
    }
)  # fmt: skip


def _unreachable(question: Question) -> Refuse | None:
    reason, channels = UNREACHABLE.get(question.reachability, (None, frozenset()))
    if reason is None or question.channel not in channels:
        return None
    # The stranger who told us gets one polite answer.
    told_us = question.purpose is Purpose.WRONG_NUMBER_ANSWER
    return None if reason is Reason.WRONG_PERSON and told_us else Refuse(reason)


def _confirmation(question: Question) -> Refuse | None:
    if question.consent is not ConsentState.REVOKED or question.opted_out_at is None:
        return Refuse(Reason.NOTHING_TO_CONFIRM)
    if question.confirmation_sent:
        return Refuse(Reason.ALREADY_CONFIRMED)
    late = question.now - question.opted_out_at > CONFIRM_WITHIN
    return Refuse(Reason.CONFIRMATION_LATE) if late else None


def _opted_out(question: Question) -> Refuse | None:
    code = question.purpose is Purpose.ONE_TIME_CODE and question.channel is ChannelKind.EMAIL
    revoked = question.consent is ConsentState.REVOKED
    return Refuse(Reason.OPTED_OUT) if revoked and not code else None


def _no_consent(question: Question) -> Refuse | None:
    granted = question.consent is ConsentState.GRANTED
    return None if granted else Refuse(Reason.NO_CONSENT)


def _branch_off(question: Question) -> Refuse | None:
    return None if question.branch_enabled else Refuse(Reason.BRANCH_OFF)


def _closed(question: Question) -> Refuse | None:
    return Refuse(Reason.CASE_CLOSED) if question.closed else None


def _expired(question: Question) -> Refuse | None:
    over = question.expires_at is not None and question.expires_at <= question.now
    return Refuse(Reason.EXPIRED) if over else None


def _review(question: Question) -> Hold | None:
    held = question.held_for_review
    return Hold(question.now + REVIEW_AGAIN, Reason.OPT_OUT_UNCLEAR) if held else None


def _paused(question: Question) -> Hold | None:
    until = question.paused_until
    return Hold(until, Reason.PAUSED) if until is not None and until > question.now else None


def _too_many(question: Question) -> Hold | Refuse | None:
    cap, frees = question.reminder_cap, question.cap_frees_at
    if cap is None or question.recent_reminders < cap:
        return None
    waits = frees is not None and frees > question.now
    return Hold(frees, Reason.TOO_MANY) if frees and waits else Refuse(Reason.TOO_MANY)


def _safe_hours(question: Question) -> Hold | Refuse | None:
    if question.safe_hours is None:
        return None
    zones = _zones(question.now, question)
    return _wait_for((question.safe_hours,), zones, question.now, Reason.SAFE_HOURS)


def _quiet_hours(question: Question) -> Hold | Refuse | None:
    windows = windows_for(question.state, question.hours)
    zones = _zones(question.now, question)
    return _wait_for(windows, zones, question.now, Reason.QUIET_HOURS)


def _wait_for(
    windows: Sequence[Window], zones: Sequence[str], now: datetime, reason: Reason
) -> Hold | Refuse | None:
    opens = first_open(now, zones, windows)
    if opens is None:
        return Refuse(Reason.NO_SAFE_TIME)
    return Hold(opens, reason) if opens > now else None


_EVERYWHERE = frozenset(ChannelKind)
_ADDRESSED = frozenset({ChannelKind.SMS, ChannelKind.EMAIL})
_TEXTS = frozenset({ChannelKind.SMS})

RULES: tuple[tuple[Concern, frozenset[ChannelKind], Rule], ...] = (
    (Concern.SAFETY, _EVERYWHERE, _unsafe),
    (Concern.NONDISCLOSURE, _EVERYWHERE, _nondisclosure),
    (Concern.SHARED, _ADDRESSED, _shared),
    (Concern.REACHABILITY, _ADDRESSED, _unreachable),
    (Concern.CONFIRMATION, _ADDRESSED, _confirmation),
    (Concern.OPT_OUT, _ADDRESSED, _opted_out),
    (Concern.OPT_OUT_OF_TEXTS, _TEXTS, _opted_out),
    (Concern.CONSENT, _TEXTS, _no_consent),
    (Concern.BRANCH, _EVERYWHERE, _branch_off),
    (Concern.CLOSED, _EVERYWHERE, _closed),
    (Concern.EXPIRY, _EVERYWHERE, _expired),
    (Concern.REVIEW, _ADDRESSED, _review),
    (Concern.PAUSE, _EVERYWHERE, _paused),
    (Concern.FREQUENCY, _EVERYWHERE, _too_many),
    (Concern.SAFE_HOURS, _ADDRESSED, _safe_hours),
    (Concern.QUIET_HOURS, _TEXTS, _quiet_hours),
)
