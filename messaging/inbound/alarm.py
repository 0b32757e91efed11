"""Words of danger: a worker hears of it at once, campaigns fall silent, the parent is answered
where that is safe. Where someone else reads the phone, nothing at all goes there until a person has
decided."""

from datetime import timedelta

from sqlalchemy import select

from messaging.compliance.gate import Purpose
from messaging.compliance.safety import SafetyKind, read_safety
from messaging.inbound.heard import Heard, person_id
from messaging.inbound.opting import hold
from messaging.models.case import Party
from messaging.platform.events import FactType

PAUSE_AFTER_CRISIS = timedelta(days=14)
"""Campaigns leave the person alone this long, unless a worker ends the pause earlier."""

CRISIS_ANSWER = {
    SafetyKind.SELF_HARM: "crisis_self_harm",
    SafetyKind.DANGER: "crisis_danger",
}


def raise_alarm(heard: Heard, *, may_answer: bool) -> None:
    kind = read_safety(heard.inbound.text).kind
    heard.record(FactType.SAFETY_RAISED, kind=kind.value)
    _pause(heard)
    if heard.watched:
        hold(heard)
    elif may_answer:
        origin = f"inbound:{heard.inbound.id}:crisis"
        heard.answer(CRISIS_ANSWER[kind], Purpose.SAFETY_ANSWER, origin)


def _pause(heard: Heard) -> None:
    """Campaigns leave the person alone on every case of theirs, if it is known who wrote. A pause
    that lasts longer stays as it is."""
    whose = person_id(heard)
    if whose is None:
        return
    until = heard.unit.now + PAUSE_AFTER_CRISIS
    parties = heard.unit.session.scalars(
        select(Party)
        .where(Party.agency_id == heard.inbound.agency_id, Party.person_id == whose)
        .order_by(Party.id)
        .with_for_update()
    )
    for party in parties:
        party.paused_until = max(party.paused_until or until, until)
