"""Putting messages before the gate: making its questions of the facts, keeping its answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from channels.values import ChannelKind
from messaging.compliance import consent, frequency, preferences
from messaging.compliance.consent import ConsentChange, ConsentState, Entry
from messaging.compliance.frequency import Gone
from messaging.compliance.gate import (
    Allow,
    Decision,
    Hold,
    Purpose,
    Question,
    Reachability,
    Refuse,
)
from messaging.compliance.purposes import CONCERNS, Concern
from messaging.compliance.quiet_hours import Window, safe_window, zones_for
from messaging.models.agency import Agency
from messaging.models.contact_point import ContactPoint
from messaging.models.gate_decision import GateAnswer, GateDecision, GateStage
from messaging.models.message import Message
from messaging.outbound.context import Recipient
from messaging.outbound.due import Written
from messaging.platform.ids import new_id
from messaging.platform.unit_of_work import Unit

CONVERSATION_IS_FRESH = timedelta(hours=2)
"""What a person says or decides this soon after the parent's own words is an answer: the parent is
awake."""
BY_A_PERSON = frozenset({Purpose.STAFF_REPLY, Purpose.READ_ANSWER})
COUNTED = frozenset(purpose for purpose in Purpose if Concern.FREQUENCY in CONCERNS[purpose])
"""What an agency may have enough of in a week."""
USABLE = frozenset({Reachability.UNKNOWN, Reachability.REACHABLE})

CONSENT_ORDER: Mapping[ConsentState, int] = {
    ConsentState.REVOKED: 0,
    ConsentState.NONE: 1,
    ConsentState.GRANTED: 2,
}
"""Which of two contact points to prefer, the higher the better."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The recipient's side of a question."""

    nondisclosure: bool
    paused_until: datetime | None
    closed_at: datetime | None
    branch_enabled: bool
    time_zone: str | None
    last_inbound_at: datetime | None

    @classmethod
    def of(cls, to: Recipient) -> "Standing":
        return cls(
            to.party.nondisclosure,
            to.party.paused_until,
            to.case.closed_at,
            to.branch.enabled,
            to.person.time_zone,
            to.thread.last_inbound_at,
        )


@dataclass(frozen=True, slots=True)
class Facts:
    """What the questions of some messages are made of, as it was at `now`."""

    now: datetime
    agencies: Mapping[UUID, Agency]
    contacts: Mapping[UUID, ContactPoint]
    ledgers: Mapping[UUID, list[Entry]]
    used_by_several: set[UUID]
    standings: Mapping[UUID, Standing]
    confirmed: set[UUID]
    gone: Mapping[UUID, list[Gone]]
    """By thread, the reminders that its parent had lately, where the agency says how many are
    enough."""

    def contact(self, message: Written) -> ContactPoint | None:
        return self.contacts.get(message.contact_point_id) if message.contact_point_id else None

    def question(self, message: Written) -> Question:
        """Raises ValueError or KeyError where no question can be made of the facts (hours that
        are none, a zone that is none): that concerns this message alone."""
        return _question(
            message,
            self.now,
            self.agencies[message.agency_id],
            self.contact(message),
            self.ledgers.get(message.contact_point_id, []) if message.contact_point_id else [],
            message.contact_point_id in self.used_by_several,
            self.standings.get(message.thread_id) if message.thread_id else None,
            message.id in self.confirmed,
            self.gone.get(message.thread_id, []) if message.thread_id else [],
        )


def keep(unit: Unit, message: Message, stage: GateStage, decision: Decision) -> None:
    """Every decision is stored with its reason."""
    unit.session.add(
        GateDecision(
            id=new_id(),
            agency_id=message.agency_id,
            message_id=message.id,
            stage=stage,
            answer=_ANSWERS[type(decision)],
            reason=None if isinstance(decision, Allow) else decision.reason.value,
            until=decision.until if isinstance(decision, Hold) else None,
            at=unit.now,
        )
    )


_ANSWERS: Mapping[type[Decision], GateAnswer] = {
    Allow: GateAnswer.ALLOW,
    Hold: GateAnswer.HOLD,
    Refuse: GateAnswer.REFUSE,
}


def _question(
    message: Written,
    now: datetime,
    agency: Agency,
    contact: ContactPoint | None,
    ledger: list[Entry],
    is_shared: bool,
    standing: Standing | None,
    confirmed: bool,
    gone: list[Gone],
) -> Question:
    cap = agency.reminder_cap if message.purpose in COUNTED else None
    recent = [] if cap is None else frequency.counted(gone, message.campaign, now)
    opted_out = [e.at for e in ledger if e.change is ConsentChange.REVOKE]
    pauses = (standing.paused_until if standing else None, preferences.paused_until(ledger))
    return Question(
        now=now,
        channel=message.channel,
        purpose=message.purpose or Purpose.STAFF_REPLY,
        agency_zone=agency.time_zone,
        consent=consent.state(ledger, message.topic) if contact else ConsentState.NONE,
        reachability=contact.reachability if contact else Reachability.REACHABLE,
        safe_to_contact=contact.safe_to_contact if contact else True,
        safe_hours=_hours(message, contact, ledger),
        nondisclosure=standing.nondisclosure if standing else False,
        # The wording library has no field that could tell where a person is.
        wording_tells_location=False,
        shared_contact=is_shared,
        wording_is_generic=message.generic,
        branch_enabled=standing.branch_enabled if standing else True,
        closed=standing is not None and standing.closed_at is not None,
        paused_until=max(filter(None, pauses), default=None),
        held_for_review=contact is not None and contact.held_for_review_at is not None,
        zones=_zones(contact, standing),
        state=agency.state,
        expires_at=message.expires_at,
        answers_inbound=_answers_inbound(message, standing, now),
        opted_out_at=max(opted_out, default=None),
        confirmation_sent=confirmed,
        recent_reminders=len(recent),
        reminder_cap=cap,
        cap_frees_at=None if cap is None else frequency.frees_at(recent, cap),
    )


def _hours(message: Written, contact: ContactPoint | None, ledger: list[Entry]) -> Window | None:
    """Safe hours, and for what nobody asked for the parent's own wish within them."""
    if contact is None:
        return None
    safe = safe_window(contact.safe_from_hour, contact.safe_until_hour)
    purpose = message.purpose or Purpose.STAFF_REPLY
    by_itself = Concern.FREQUENCY in CONCERNS[purpose] or purpose is Purpose.NUDGE
    wish = preferences.wished_hours(ledger) if by_itself else None
    return preferences.narrowed(safe, wish)


def _zones(contact: ContactPoint | None, standing: Standing | None) -> Sequence[str]:
    """From the parent's address if we have it, else every zone their number may be in."""
    if standing is not None and standing.time_zone:
        return (standing.time_zone,)
    if contact is not None and contact.kind is ChannelKind.SMS:
        return zones_for(contact.address)
    return ()


def _answers_inbound(message: Written, standing: Standing | None, now: datetime) -> bool:
    if message.purpose not in BY_A_PERSON or standing is None:
        return False
    heard = standing.last_inbound_at
    return heard is not None and now - heard <= CONVERSATION_IS_FRESH
