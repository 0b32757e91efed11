"""Making the list: a row for each person, with what the gate says of them, a batch at a time."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from campaigns.experiments.design import HELD_OUT
from campaigns.models.send import RecipientState, Send, SendRecipient, SendState
from campaigns.schedule import Skip
from campaigns.sends.audience import Audience, Listed, listed
from campaigns.sends.drafting import choose, ones, refused
from campaigns.sends.wording import template_of
from channels.values import ChannelKind
from messaging.compliance.asked_before import asked_before
from messaging.compliance.gate import Reason
from messaging.directory.access import Viewer
from messaging.models.agency import Agency
from messaging.models.message import Message
from messaging.models.staff import Staff
from messaging.outbound import asked
from messaging.platform import bulk
from messaging.platform.ids import new_id
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime

BATCH = 200
ASKED_LATELY = "asked_lately"
"""Why somebody is left out: they were asked for the same within seven days."""


def carry_on(unit: Unit, runtime: Runtime, send: Send) -> bool:
    """The next batch of the list. False once it is whole."""
    session = unit.session
    viewer = Viewer.of(session.get_one(Staff, send.author_id))
    zone = ZoneInfo(session.get_one(Agency, send.agency_id).time_zone)
    found = listed(
        session,
        viewer,
        Audience.model_validate(send.audience),
        zone,
        unit.now,
        after=send.listed_to,
        limit=BATCH,
    )
    _add(unit, runtime, send, found)
    if found:
        send.listed_to = found[-1].place
    if len(found) < BATCH:
        send.state = SendState.READY
    unit.touch(send.agency_id, "sends")
    return send.state is SendState.LISTING


def _add(unit: Unit, runtime: Runtime, send: Send, found: Sequence[Listed]) -> None:
    rows = {(row.person_id, row.subject): row for row in (_row(send, each) for each in found)}
    new = bulk.add_new(
        unit.session, list(rows.values()), "agency_id", "send_id", "person_id", "subject"
    )
    held_out = {each.enrollment.id for each in found if each.enrollment and _apart(each)}
    to_ask = []
    for row in new:
        if row.enrollment_id in held_out:
            row.state, row.reason = RecipientState.LEFT_OUT, Skip.HELD_OUT.value
        else:
            to_ask.append(row)
    if not to_ask:
        return
    template = template_of(unit.session, runtime, send)
    foreseen = choose(unit, runtime, send, template, ones(unit.session, to_ask))
    for row in to_ask:
        _note(row, foreseen[row.id])
    if not send.again:
        _leave_out_who_was_asked(unit, [(row, foreseen[row.id]) for row in to_ask])


def _leave_out_who_was_asked(unit: Unit, rows: Sequence[tuple[SendRecipient, Message]]) -> None:
    """For the same within seven days, by whomever."""
    threads = {message.thread_id for _, message in rows if message.thread_id}
    agency_id = rows[0][0].agency_id
    earlier = asked.lately(unit.session, agency_id, threads, unit.now)
    for row, message in rows:
        before = earlier.get(message.thread_id, ()) if message.thread_id else ()
        if row.state is RecipientState.WAITING and asked_before(asked.said(message), before):
            row.state, row.reason, row.segments = RecipientState.LEFT_OUT, ASKED_LATELY, 0


def _row(send: Send, one: Listed) -> SendRecipient:
    enrollment = one.enrollment
    return SendRecipient(
        id=new_id(),
        agency_id=send.agency_id,
        send_id=send.id,
        person_id=one.person.id,
        party_id=one.party.id,
        subject=enrollment.subject if enrollment else "",
        enrollment_id=enrollment.id if enrollment else None,
        generation=enrollment.generation if enrollment else 0,
        state=RecipientState.WAITING,
        language=one.person.language,
        channel=None,
        segments=0,
        reason=None,
    )


def _apart(one: Listed) -> bool:
    """In the comparison group of an experiment: nothing else may tell them either."""
    return one.enrollment is not None and one.enrollment.arm == HELD_OUT


def _note(row: SendRecipient, message: Message) -> None:
    row.channel, row.language = message.channel, message.language
    row.segments = message.segments if message.channel is ChannelKind.SMS else 0
    row.reason = message.reason
    # Where several use a phone, a notice that tells nothing goes instead.
    if refused(message) and message.reason != Reason.SHARED_CONTACT:
        row.state, row.segments = RecipientState.LEFT_OUT, 0
