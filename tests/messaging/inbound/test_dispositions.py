"""Everything that comes in has a disposition, or a time by which somebody answers it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from channels.values import ChannelKind
from messaging.directory import dispositions
from messaging.directory.access import Viewer
from messaging.directory.register import Registered
from messaging.inbound import triage
from messaging.models.agency import Agency
from messaging.models.audit import Audit
from messaging.models.contact_point import ContactPoint
from messaging.models.inbound import Disposition, InboundMessage
from messaging.models.message import MessageStatus
from messaging.models.staff import Staff
from messaging.outbound import replies, taking_back
from messaging.runtime import Runtime
from tests.messaging.inbound.hearing import (
    answers,
    chat_from,
    hear,
    mail_from,
    reply_address,
    text_from,
)
from tests.support.clock import MovableClock
from tests.support.people import Office, add_parent, add_staff

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

NUMBER = "+13125550142"
STRANGER = "+13125550199"
TUESDAY_10 = datetime(2026, 3, 3, 16, 0, tzinfo=UTC)
"""In Chicago; the Monday before is a holiday in Illinois."""
THURSDAY_10 = datetime(2026, 3, 5, 16, 0, tzinfo=UTC)
FRIDAY_9_PM = datetime(2026, 3, 7, 3, 0, tzinfo=UTC)


@pytest.fixture
def parent(runtime: Runtime, office: Office, clock: MovableClock) -> Registered:
    clock.set(TUESDAY_10)
    with runtime.unit() as unit:
        unit.session.get_one(Agency, office.agency.id).sends_receipts = True
        return add_parent(unit, office, text_to=NUMBER, email_to="maria@example.org")


@pytest.fixture
def worker(runtime: Runtime, office: Office) -> Staff:
    with runtime.unit() as unit:
        return add_staff(unit, office.agency)


def row(runtime: Runtime, inbound_id: UUID) -> InboundMessage:
    with runtime.reading() as session:
        return session.get_one(InboundMessage, inbound_id)


@pytest.mark.parametrize(
    ("text", "disposition"),
    [
        ("can i come at 3", None),
        ("thank you", None),
        ("STOP", Disposition.HANDLED),
        ("ayuda", Disposition.HANDLED),
        ("START", Disposition.HANDLED),
        ("not interested", Disposition.TASK),
        ("wrong number who is this", Disposition.TASK),
        ("where is she living now i need the address", Disposition.TASK),
        ("cant do this anymore i want to die", Disposition.TASK),
        ("stop he found us im scared", Disposition.TASK),
    ],
)
def test_what_became_of_it(
    runtime: Runtime,
    office: Office,
    parent: Registered,
    text: str,
    disposition: Disposition | None,
) -> None:
    [inbound] = hear(runtime, office.agency, text_from(runtime, NUMBER, text))
    assert inbound.disposition is disposition
    assert (inbound.answer_due_at is None) is (disposition is not None)


def test_what_a_machine_wrote_needs_nobody(
    runtime: Runtime, office: Office, parent: Registered
) -> None:
    mail = mail_from(
        runtime, "maria@example.org", "I am away",
        recipient=reply_address(runtime, parent), automatic=True,
    )  # fmt: skip
    [inbound] = hear(runtime, office.agency, mail)
    assert inbound.disposition is Disposition.HANDLED


def test_the_time_to_answer_is_computed_once_in_hours_that_the_office_works(
    runtime: Runtime, office: Office, parent: Registered, clock: MovableClock
) -> None:
    [one] = hear(runtime, office.agency, text_from(runtime, NUMBER, "can i come at 3"))
    assert one.answer_due_at == THURSDAY_10
    with runtime.unit() as unit:
        unit.session.get_one(Agency, office.agency.id).answer_work_days = 1
    assert row(runtime, one.id).answer_due_at == THURSDAY_10
    clock.set(FRIDAY_9_PM)
    [late] = hear(runtime, office.agency, text_from(runtime, NUMBER, "or at 4"))
    assert late.answer_due_at == datetime(2026, 3, 9, 22, 0, tzinfo=UTC)  # Monday, 5 pm


def test_one_that_was_stored_while_we_were_away_is_due_by_when_it_came(
    runtime: Runtime, office: Office, parent: Registered, clock: MovableClock
) -> None:
    earlier = replace(
        text_from(runtime, NUMBER, "hello?"), received_at=TUESDAY_10 - timedelta(hours=1)
    )
    clock.move(timedelta(hours=3))
    [inbound] = hear(runtime, office.agency, earlier)
    assert inbound.answer_due_at == THURSDAY_10 - timedelta(hours=1)


def test_a_reply_answers_everything_that_waited(
    runtime: Runtime, office: Office, parent: Registered, worker: Staff
) -> None:
    waiting = hear(
        runtime, office.agency,
        text_from(runtime, NUMBER, "can i come at 3"), text_from(runtime, NUMBER, "or at 4"),
    )  # fmt: skip
    with runtime.unit() as unit:
        viewer = Viewer.of(worker)
        replies.reply(
            unit, runtime, viewer, parent.thread.id, "At 3 is fine.", ChannelKind.SMS, "once-only"
        )
    for each in waiting:
        settled = row(runtime, each.id)
        assert (settled.disposition, settled.disposed_by_id) == (Disposition.ANSWERED, worker.id)


def test_an_answer_that_is_taken_back_leaves_it_waiting(
    runtime: Runtime, office: Office, parent: Registered, worker: Staff
) -> None:
    [asked] = hear(runtime, office.agency, text_from(runtime, NUMBER, "can i come at 3"))
    viewer = Viewer.of(worker)
    with runtime.unit() as unit:
        said = replies.reply(
            unit, runtime, viewer, parent.thread.id, "At 3 is fine.", ChannelKind.SMS, "once-only"
        )
    with runtime.unit() as unit:
        taking_back.take_back(unit, viewer, parent.thread.id, said.id)
    again = row(runtime, asked.id)
    assert (again.disposition, again.answer_due_at) == (None, THURSDAY_10)


def test_a_person_says_that_no_answer_is_needed_to_what_they_have_read(
    runtime: Runtime, office: Office, parent: Registered, worker: Staff, clock: MovableClock
) -> None:
    [thanks] = hear(runtime, office.agency, text_from(runtime, NUMBER, "thank you"))
    read_at = clock()
    clock.move(timedelta(minutes=1))
    [question] = hear(runtime, office.agency, text_from(runtime, NUMBER, "but when is it?"))
    viewer = Viewer.of(worker)
    for expected in (1, 0):
        with runtime.unit() as unit:
            assert expected == dispositions.no_answer_needed(
                unit, viewer, viewer.actor, parent.thread.id, read_at
            )
    assert row(runtime, thanks.id).disposition is Disposition.NO_ANSWER_NEEDED
    assert row(runtime, question.id).disposition is None
    with runtime.reading() as session:
        act = Audit.action == "thread.no_answer_needed"
        assert len(session.scalars(select(Audit).where(act)).all()) == 1


def test_triage_has_a_clock_too_and_goes_on_after_the_match(
    runtime: Runtime, office: Office, parent: Registered, worker: Staff, clock: MovableClock
) -> None:
    kept, aside = hear(
        runtime, office.agency,
        text_from(runtime, STRANGER, "this is my new phone"),
        text_from(runtime, "+13125550198", "cheap loans"),
    )  # fmt: skip
    assert kept.answer_due_at == aside.answer_due_at == THURSDAY_10
    clock.move(timedelta(days=1))
    with runtime.unit() as unit:
        viewer = Viewer.of(worker)
        triage.match(unit, viewer, kept.id, parent.thread.id, remember=False)
        triage.dismiss(unit, viewer, aside.id)
    assert row(runtime, kept.id).answer_due_at == THURSDAY_10
    assert row(runtime, kept.id).disposition is None
    assert row(runtime, aside.id).disposition is Disposition.PUT_ASIDE


# A kind word while the office is closed

RECEIPT = (
    "Oak Co Child Support: Thank you for writing. We are closed now. A worker will read it when we "
    "open. If you are in danger call 911."
)
RECIBO = (
    "Oak Co Child Support: Gracias por escribirnos. Ahora estamos fuera de horario. Vamos a leer "
    "su mensaje al abrir. Si corre peligro, llame al 911."
)


@pytest.mark.parametrize(
    ("language", "asked", "said"),
    [("en", "can i come on monday", RECEIPT), ("es", "¿puedo ir el lunes?", RECIBO)],
)
def test_once_in_a_closed_period_in_the_parents_language(
    runtime: Runtime, office: Office, parent: Registered, clock: MovableClock,
    language: str, asked: str, said: str,
) -> None:  # fmt: skip
    with runtime.unit() as unit:
        add_parent(unit, office, text_to="+13125550150", language=language)
    clock.set(FRIDAY_9_PM)
    for _ in range(3):  # Friday night to Monday morning
        hear(runtime, office.agency, text_from(runtime, "+13125550150", asked))
        clock.move(timedelta(hours=19))
    assert [each.text for each in answers(runtime)] == [said]
    clock.move(timedelta(days=3))  # Wednesday
    hear(runtime, office.agency, text_from(runtime, "+13125550150", "hello?"))
    clock.set(datetime(2026, 3, 12, 2, 0, tzinfo=UTC))  # Wednesday, 9 pm
    hear(runtime, office.agency, text_from(runtime, "+13125550150", "hello??"))
    assert len(answers(runtime)) == 2


@pytest.mark.parametrize(
    "text",
    [
        "cant do this anymore i want to die",
        "he found us im scared",
        "STOP",
        "please stop texting me",
        "not interested",
        "wrong number who is this",
        "help",
        "where is she living now i need the address",
    ],
)
def test_what_has_an_answer_of_its_own_gets_no_receipt(
    runtime: Runtime, office: Office, parent: Registered, clock: MovableClock, text: str
) -> None:
    clock.set(FRIDAY_9_PM)
    hear(runtime, office.agency, text_from(runtime, NUMBER, text))
    assert "out_of_hours" not in [each.template_key for each in answers(runtime)]


def test_machines_strangers_and_triage_get_none(
    runtime: Runtime, office: Office, parent: Registered, clock: MovableClock
) -> None:
    clock.set(FRIDAY_9_PM)
    to = reply_address(runtime, parent)
    away = mail_from(runtime, "maria@example.org", "I am away", recipient=to, automatic=True)
    other = mail_from(runtime, "else@example.org", "is it at 3?", recipient=to)
    hear(runtime, office.agency, away, other, text_from(runtime, STRANGER, "is it at 3?"))
    assert answers(runtime) == []


def test_none_where_nothing_may_be_sent(
    runtime: Runtime, office: Office, parent: Registered, clock: MovableClock
) -> None:
    clock.set(FRIDAY_9_PM)
    with runtime.unit() as unit:
        for contact in unit.session.scalars(select(ContactPoint)):
            contact.safe_to_contact = False
    hear(runtime, office.agency, text_from(runtime, NUMBER, "can i come at 3"))
    assert {each.status for each in answers(runtime)} <= {MessageStatus.REFUSED}


def test_none_after_an_opt_out(
    runtime: Runtime, office: Office, parent: Registered, clock: MovableClock
) -> None:
    clock.set(FRIDAY_9_PM)
    hear(runtime, office.agency, text_from(runtime, NUMBER, "STOP"))
    clock.move(timedelta(minutes=30))
    hear(runtime, office.agency, text_from(runtime, NUMBER, "can i come at 3"))
    sent = [each for each in answers(runtime) if each.status is not MessageStatus.REFUSED]
    assert [each.template_key for each in sent] == ["stop_confirm"]


def test_none_while_it_is_open_or_where_the_agency_wants_none(
    runtime: Runtime, office: Office, parent: Registered, clock: MovableClock
) -> None:
    hear(runtime, office.agency, text_from(runtime, NUMBER, "can i come at 3"))
    with runtime.unit() as unit:
        unit.session.get_one(Agency, office.agency.id).sends_receipts = False
    clock.set(FRIDAY_9_PM)
    hear(runtime, office.agency, text_from(runtime, NUMBER, "or at 4"))
    assert answers(runtime) == []


@pytest.mark.parametrize("closed", [[], ["2026-03-03"]])
def test_the_agencys_own_days_off_are_closed_days(
    runtime: Runtime, office: Office, parent: Registered, closed: list[str]
) -> None:
    with runtime.unit() as unit:
        unit.session.get_one(Agency, office.agency.id).closed_days = closed
    hear(runtime, office.agency, chat_from(runtime, str(parent.thread.id), "is it at 3?"))
    assert len(answers(runtime)) == len(closed)
