"""What staff send to many: listed within their view, previewed by the real gate, sent once."""

import asyncio
import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from campaigns.in_view import NotFoundError
from campaigns.models.send import RecipientState, Send, SendRecipient, SendState
from campaigns.reactions import on_send_undelivered
from campaigns.sends import acts, making, numbers, preview, sending
from campaigns.sends.audience import About, Audience
from campaigns.sends.listing import ASKED_LATELY
from campaigns.sends.making import SendError, Wanted
from channels.values import ChannelKind
from messaging.compliance.gate import Purpose
from messaging.directory.access import Viewer
from messaging.models.case import PartyRole
from messaging.models.contact_point import ContactPoint
from messaging.models.message import Message, MessageStatus
from messaging.models.person import Person
from messaging.models.staff import StaffRole
from messaging.outbound.reasons import CAMPAIGN_PAUSED, OUTDATED
from messaging.platform.database import Database
from messaging.platform.events import Event, FactType
from messaging.platform.lanes import Lane
from messaging.runtime import Runtime
from service.forgetting import Pruning
from templates.fields import FieldValue
from templates.library import Library, Rendered, Template
from tests.campaigns.sends.lists import (
    AT_TWO,
    HELLO,
    REMINDER,
    TUESDAY,
    appointment,
    confirmed,
    drained,
    gone_out,
    made,
    on,
    people,
)
from tests.campaigns.telling import tell
from tests.support.clock import MovableClock
from tests.support.people import Office, add_branch, add_parent, add_staff, phone

sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_everybody_with_an_appointment_that_day_is_reminded_once_in_their_language_and_zone(
    runtime: Runtime, office: Office, boss: Viewer
) -> None:
    appointment(runtime, office, 1)
    appointment(runtime, office, 2, party={"language": "es", "time_zone": "America/Denver"})
    appointment(runtime, office, 3, starts_at="2026-03-11T14:00:00-05:00")
    send = confirmed(runtime, boss, Wanted(audience=on(TUESDAY), template=REMINDER))
    drained(runtime)
    drained(runtime)

    first, second = gone_out(runtime, send)
    assert "You have an appointment Tue 3/10 at 2pm at 10 Main St." in first.text
    assert "Tiene una cita el martes 10 de marzo a la 1pm" in second.text
    for message in (first, second):
        assert (message.purpose, message.lane) == (Purpose.REMINDER, Lane.BULK)
        assert message.expires_at == datetime.fromisoformat(AT_TWO)
        assert message.status is MessageStatus.QUEUED
    with runtime.reading() as session:
        assert session.get_one(Send, send.id).state is SendState.DONE


@sqlite
@pytest.mark.parametrize(
    ("audience", "found"),
    [
        (Audience(), {"en", "es", "vi"}),
        (Audience(language="es"), {"es"}),
        (Audience(role=PartyRole.NONCUSTODIAL), {"vi"}),
        (Audience(program="medical"), set()),
        (Audience(answered=True), {"es"}),
        (Audience(answered=False), {"en", "vi"}),
    ],
    ids=["all", "language", "role", "program", "answered", "not answered"],
)
def test_a_list_holds_those_who_were_asked_for(
    runtime: Runtime, office: Office, boss: Viewer, audience: Audience, found: set[str]
) -> None:
    with runtime.unit() as unit:
        add_parent(unit, office)
        spanish = add_parent(unit, office, language="es")
        unit.session.merge(spanish.thread).last_inbound_at = unit.now - timedelta(days=3)
        add_parent(unit, office, language="vi", role=PartyRole.NONCUSTODIAL)
        closed = add_parent(unit, office)
        unit.session.merge(closed.case).closed_at = unit.now
    send = made(runtime, boss, Wanted(audience=audience, words=HELLO))
    with runtime.reading() as session:
        spoken = session.scalars(
            select(Person.language)
            .join(SendRecipient, SendRecipient.person_id == Person.id)
            .where(SendRecipient.send_id == send.id)
        ).all()
    assert sorted(spoken) == sorted(found)


@sqlite
def test_nobody_is_on_a_list_whom_its_author_may_not_see(
    runtime: Runtime, office: Office, boss: Viewer
) -> None:
    with runtime.unit() as unit:
        south = Office(office.agency, add_branch(unit, office.agency, "south"))
        nora = Viewer.of(add_staff(unit, office.agency, office.branch))
        add_parent(unit, office)
        add_parent(unit, south)
        hers = making.make(unit, runtime, nora, "one", Wanted(audience=Audience(), words=HELLO))
        wide = making.make(unit, runtime, boss, "two", Wanted(audience=Audience(), words=HELLO))
        other = Wanted(audience=Audience(branch_id=south.branch.id), words=HELLO)
        foreign = making.make(unit, runtime, nora, "three", other)
    assert [len(people(runtime, each)) for each in (hers, wide, foreign)] == [1, 2, 0]
    with runtime.reading() as session, pytest.raises(NotFoundError):
        acts.find(session, nora, wide.id)


def test_who_was_asked_for_the_same_lately_is_left_out_unless_somebody_says_so(
    runtime: Runtime, office: Office, boss: Viewer, clock: MovableClock
) -> None:
    tell(runtime, office, "renewal.due")
    with runtime.unit() as unit:
        add_parent(unit, office)
    drained(runtime)
    hello = Wanted(audience=Audience(), words=HELLO)
    assert len(gone_out(runtime, first := sent_to_all(runtime, boss, hello))) == 2

    def left_out(wanted: Wanted) -> dict[str, int]:
        send = made(runtime, boss, wanted)
        with runtime.reading() as session:
            return dict(preview.preview(session, send).left_out)

    assert first.number == 2
    assert left_out(hello) == {ASKED_LATELY: 2}
    assert left_out(replace(hello, again=True)) == {}
    other = {"en": "{{ agency_name }}: The office moves on Monday. Call {{ agency_phone }}."}
    assert left_out(replace(hello, words=HELLO | other)) == {}
    clock.move(timedelta(days=7, minutes=1))
    assert left_out(hello) == {}


def sent_to_all(runtime: Runtime, boss: Viewer, wanted: Wanted) -> Send:
    send = confirmed(runtime, boss, wanted)
    drained(runtime)
    return send


@sqlite
def test_the_preview_counts_what_would_go_and_says_why_the_rest_would_not(
    runtime: Runtime, office: Office, boss: Viewer, clock: MovableClock
) -> None:
    with runtime.unit() as unit:
        add_parent(unit, office)
        add_parent(unit, office, language="es")
        add_parent(unit, office, consent=False)
        both = add_parent(unit, office, text_to=phone(), email_to="a@example.org", consent=False)
        add_parent(unit, office)
        newest = select(ContactPoint).order_by(ContactPoint.id.desc()).limit(1)
        unit.session.scalars(newest).one().safe_to_contact = False
        one = phone()
        add_parent(unit, office, text_to=one)
        add_parent(unit, office, text_to=one)
    send = made(runtime, boss, Wanted(audience=Audience(), words=HELLO))
    with runtime.reading() as session:
        seen = preview.preview(session, send)
    assert seen.listed == 7
    assert seen.to_go == 5
    assert seen.by_channel == {ChannelKind.SMS: 4, ChannelKind.EMAIL: 1}
    assert seen.by_language == {"en": 4, "es": 1}
    assert seen.left_out == {"no_consent": 1, "not_safe": 1}
    assert seen.notices == 2
    assert seen.segments == sum(row.segments for row in people(runtime, send))
    with runtime.unit() as unit:
        shown = preview.examples(unit, runtime, send)
    assert len(shown) == 3
    assert {one.language for one in shown} == {"en", "es"}
    assert {one.channel for one in shown} == {ChannelKind.SMS, ChannelKind.EMAIL}
    assert both.thread.id in {one.thread_id for one in shown}

    # What was foreseen is what happens.
    with runtime.unit() as unit:
        acts.confirm(unit, boss, send.id, 5)
    drained(runtime)
    went = [m for m in gone_out(runtime, send) if m.status is MessageStatus.QUEUED]
    assert len(went) == 5
    assert sum("Friday" in message.text for message in went) == 2
    assert sum(message.template_key == "shared_phone_notice" for message in went) == 2


@sqlite
def test_at_night_the_preview_says_that_they_wait_for_the_morning(
    runtime: Runtime, office: Office, boss: Viewer, clock: MovableClock
) -> None:
    with runtime.unit() as unit:
        add_parent(unit, office)
    clock.set(datetime(2026, 3, 3, 23, 0, tzinfo=ZoneInfo("America/Chicago")))
    send = confirmed(runtime, boss, Wanted(audience=Audience(), words=HELLO))
    with runtime.reading() as session:
        assert preview.preview(session, send).held == {"quiet_hours": 1}
    drained(runtime)
    [message] = gone_out(runtime, send)
    assert message.due_at > clock() + timedelta(hours=8)


@sqlite
@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (Wanted(audience=Audience()), making.NO_WORDS),
        (Wanted(audience=Audience(), template=REMINDER), making.NOT_OFFERED),
        (Wanted(audience=on(TUESDAY), template="renewal_reminder"), making.NOT_OFFERED),
        (Wanted(audience=Audience(), words=HELLO, ways=()), making.NO_WAY),
        (Wanted(audience=Audience(about=About.APPOINTMENT, first=TUESDAY, last=date(2026, 3, 9)),
                template=REMINDER), making.NOT_A_LIST),
        (Wanted(audience=Audience(), words={"en": "The office is closed."}), making.WRONG_WORDS),
        (Wanted(audience=Audience(), words={"es": HELLO["es"]}), making.WRONG_WORDS),
        (Wanted(audience=Audience(), words=HELLO | {"es": "{{ agency_name }}: $100"}),
         making.WRONG_WORDS),
        (Wanted(audience=Audience(), words={"en": "{{ agency_name }}: {{ appointment_at }}"}),
         making.WRONG_WORDS),
        (Wanted(audience=Audience(), words={"en": "{{ agency_name }}: see bit.ly/x"}),
         making.WRONG_WORDS),
        (Wanted(audience=Audience(), words=HELLO,
                starts_at=datetime(2027, 1, 1, tzinfo=ZoneInfo("UTC"))), making.TOO_FAR),
    ],
)  # fmt: skip
def test_what_cannot_go_out_is_refused_in_words(
    runtime: Runtime, boss: Viewer, wanted: Wanted, words: str
) -> None:
    with pytest.raises(SendError, match=f"^{words[:40]}") as refused:
        made(runtime, boss, wanted)
    assert bool(refused.value.findings) is (words is making.WRONG_WORDS)
    with runtime.reading() as session:
        assert session.scalars(select(Send)).all() == []


@sqlite
def test_the_confirmation_states_the_number_and_the_list_is_frozen_then(
    runtime: Runtime, office: Office, boss: Viewer
) -> None:
    with runtime.unit() as unit:
        add_parent(unit, office)
        nora = Viewer.of(add_staff(unit, office.agency, office.branch))
    send = made(runtime, boss, Wanted(audience=Audience(), words=HELLO))
    with runtime.unit() as unit, pytest.raises(SendError, match="changed"):
        acts.confirm(unit, boss, send.id, 2)
    with runtime.unit() as unit, pytest.raises(NotFoundError):
        acts.confirm(unit, nora, send.id, 1)
    with runtime.unit() as unit:
        assert acts.confirm(unit, boss, send.id, 1).number == 1
        add_parent(unit, office)
    with runtime.unit() as unit, pytest.raises(SendError, match="already"):
        acts.confirm(unit, boss, send.id, 1)
    drained(runtime)
    assert len(gone_out(runtime, send)) == 1


@sqlite
def test_to_very_many_a_supervisor_sends(
    runtime: Runtime, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numbers, "MOST_ALONE", 1)
    with runtime.unit() as unit:
        add_parent(unit, office)
        add_parent(unit, office)
        nora = Viewer.of(add_staff(unit, office.agency, office.branch))
        head = Viewer.of(add_staff(unit, office.agency, office.branch, role=StaffRole.SUPERVISOR))
    send = made(runtime, nora, Wanted(audience=Audience(), words=HELLO))
    with runtime.unit() as unit, pytest.raises(SendError, match="supervisor"):
        acts.confirm(unit, nora, send.id, 2)
    with runtime.unit() as unit:
        assert acts.confirm(unit, head, send.id, 2).state is SendState.RUNNING


@sqlite
def test_one_press_of_a_button_makes_one_list_and_one_for_later_waits(
    runtime: Runtime, office: Office, boss: Viewer, clock: MovableClock
) -> None:
    with runtime.unit() as unit:
        add_parent(unit, office)
    wanted = Wanted(audience=Audience(), words=HELLO, starts_at=clock() + timedelta(hours=1))
    send = made(runtime, boss, wanted, "pressed")
    assert made(runtime, boss, wanted, "pressed").id == send.id
    with runtime.unit() as unit:
        acts.confirm(unit, boss, send.id, 1)
    drained(runtime)
    assert gone_out(runtime, send) == []
    clock.move(timedelta(hours=1))
    drained(runtime)
    assert len(gone_out(runtime, send)) == 1


def test_paused_it_rests_resumed_it_neither_skips_nor_repeats(
    runtime: Runtime, office: Office, boss: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "BATCH", 2)
    with runtime.unit() as unit:
        for _ in range(5):
            add_parent(unit, office)
    send = confirmed(runtime, boss, Wanted(audience=Audience(), words=HELLO))
    sending.drain(runtime)
    with runtime.unit() as unit:
        acts.pause(unit, boss, send.id)
    assert sending.drain(runtime) == 0
    assert {message.reason for message in gone_out(runtime, send)} == {CAMPAIGN_PAUSED}
    with runtime.unit() as unit:
        acts.resume(unit, boss, send.id)
    drained(runtime)
    messages = gone_out(runtime, send)
    assert len(messages) == len({message.thread_id for message in messages}) == 5
    assert {message.reason for message in messages} == {None}
    assert {message.due_at for message in messages} == {runtime.clock()}


def test_cancelled_it_takes_back_what_has_not_left(
    runtime: Runtime, office: Office, boss: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "BATCH", 2)
    with runtime.unit() as unit:
        for _ in range(3):
            add_parent(unit, office)
    send = confirmed(runtime, boss, Wanted(audience=Audience(), words=HELLO))
    sending.drain(runtime)
    with runtime.unit() as unit:
        unit.session.scalars(select(Message)).all()[0].status = MessageStatus.SENT
        acts.cancel(unit, boss, send.id)
    drained(runtime)
    fates = [message.status for message in gone_out(runtime, send)]
    assert fates == [MessageStatus.SENT, MessageStatus.CANCELLED]
    with runtime.reading() as session:
        row = session.get_one(Send, send.id)
        seen = preview.progress(session, row)
    assert row.state is SendState.CANCELLED
    assert (seen.sent, seen.cancelled, seen.waiting) == (1, 1, 1)


class _Dying(Library):
    """Kills its process at the fifth message."""

    left = 4

    def write(
        self,
        template: Template,
        *,
        channel: str,
        language: str,
        values: Mapping[str, FieldValue | None],
    ) -> Rendered:
        type(self).left -= 1
        if self.left < 0:
            os._exit(9)
        return super().write(template, channel=channel, language=language, values=values)


def test_a_worker_killed_half_way_is_taken_over_and_nobody_hears_twice(
    runtime: Runtime, office: Office, boss: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "BATCH", 3)
    with runtime.unit() as unit:
        for _ in range(10):
            add_parent(unit, office)
    send = confirmed(runtime, boss, Wanted(audience=Audience(), words=HELLO))
    runtime.database.dispose()
    child = os.fork()
    if child == 0:
        # Dies in the midst of its second batch.
        own = replace(
            runtime,
            database=Database(runtime.database.url),
            library=_Dying(runtime.library.common, runtime.library.templates),
        )
        drained(own)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    assert len(gone_out(runtime, send)) == 3
    with ThreadPoolExecutor(2) as workers:
        list(workers.map(drained, [runtime, runtime]))
    drained(runtime)
    messages = gone_out(runtime, send)
    assert len(messages) == len({message.thread_id for message in messages}) == 10
    assert {row.state for row in people(runtime, send)} == {RecipientState.COMPOSED}


@sqlite
def test_a_list_that_nobody_confirms_is_gone_after_a_day(
    runtime: Runtime, office: Office, boss: Viewer, clock: MovableClock, runner: asyncio.Runner
) -> None:
    with runtime.unit() as unit:
        add_parent(unit, office)
    left, wanted = (made(runtime, boss, Wanted(audience=Audience(), words=HELLO)) for _ in range(2))
    with runtime.unit() as unit:
        acts.confirm(unit, boss, wanted.id, 1)
    clock.move(acts.KEPT + timedelta(seconds=1))
    assert Pruning()(runtime, runner) == 1
    assert people(runtime, left) == []
    assert len(people(runtime, wanted)) == 1


@sqlite
@pytest.mark.parametrize("event", ["appointment.cancelled", "appointment.rescheduled"])
def test_an_appointment_that_is_over_or_moved_is_not_told_of(
    runtime: Runtime, office: Office, boss: Viewer, clock: MovableClock, event: str
) -> None:
    """Neither before its message was made nor while that waits for the morning."""
    clock.set(datetime(2026, 3, 3, 23, 0, tzinfo=ZoneInfo("America/Chicago")))
    for number in (1, 2):
        appointment(runtime, office, number)
    both = Wanted(audience=on(TUESDAY), template=REMINDER)
    early, late = confirmed(runtime, boss, both), made(runtime, boss, both)
    drained(runtime)
    with runtime.unit() as unit:
        acts.confirm(unit, boss, late.id, 2)
    for number in (1, 2):
        tell(
            runtime, office, event, id=f"A-{number}", at=clock(),
            party={"external_id": f"P-{number}"}, case={"number": f"CS-{number}"},
        )  # fmt: skip
    drained(runtime)
    fates = [(m.status, m.reason) for m in gone_out(runtime, early)]
    assert fates == [(MessageStatus.CANCELLED, OUTDATED)] * 2
    assert gone_out(runtime, late) == []
    assert {row.reason for row in people(runtime, late)} == {OUTDATED}


@sqlite
def test_where_a_text_does_not_arrive_an_email_goes(
    runtime: Runtime, office: Office, boss: Viewer
) -> None:
    with runtime.unit() as unit:
        add_parent(unit, office, text_to=phone(), email_to="maria@example.org")
        add_parent(unit, office)
    send = confirmed(runtime, boss, Wanted(audience=Audience(), words=HELLO))
    drained(runtime)
    with runtime.unit() as unit:
        for text in unit.session.scalars(select(Message)).all():
            text.status, text.reason = MessageStatus.FAILED, "landline"
            event = unit.fact(
                FactType.MESSAGE_FAILED, text.agency_id, thread_id=text.thread_id,
                subject_id=text.id, origin=text.origin, reason=text.reason,
            )  # fmt: skip
            on_send_undelivered(unit, runtime, event)
            on_send_undelivered(unit, runtime, event)
    mails = [m for m in gone_out(runtime, send) if m.channel is ChannelKind.EMAIL]
    assert [mail.fallback_of_id is not None for mail in mails] == [True]
    assert "closed on Friday" in mails[0].text
    with runtime.reading() as session:
        seen = preview.progress(session, send)
    assert (seen.queued, seen.failed) == (1, 1)
    with runtime.reading() as session:
        told = session.scalars(
            select(Event.type).where(Event.type == FactType.CONTACT_UNREACHABLE)
        ).all()
    assert len(told) == 1
