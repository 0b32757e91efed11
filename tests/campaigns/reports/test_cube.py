"""The query behind the tables counts every message and every enrollment once, as it happened."""

from datetime import timedelta

from sqlalchemy import select

from campaigns.reports.cube import Cell, Counts, Period, cube, total
from campaigns.reports.tables import By, table
from campaigns.steps import drain
from channels.values import ChannelKind
from messaging.compliance.purposes import Purpose
from messaging.directory.access import Viewer
from messaging.models.attempt import Attempt, AttemptOutcome
from messaging.models.message import Direction, Message, MessageStatus
from messaging.models.question import Question, QuestionState
from messaging.models.staff import StaffRole
from messaging.models.thread import Thread
from messaging.platform.ids import new_id
from messaging.platform.lanes import Lane
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from tests.campaigns.telling import EMAIL_CONTACT, SMS_CONTACT, tell
from tests.support.clock import MovableClock
from tests.support.people import Office, add_agency, add_branch, add_staff

WEEK = timedelta(days=7)
PERIOD = Period(MovableClock()() - WEEK, MovableClock()() + WEEK)
SMS, EMAIL = ChannelKind.SMS, ChannelKind.EMAIL


def reminded(runtime: Runtime, office: Office, number: int, **party: object) -> None:
    """A parent whose renewal is due soon, so that a reminder is made at once."""
    contacts = [
        {**SMS_CONTACT, "address": f"(312) 555-01{number:02}"},
        {**EMAIL_CONTACT, "address": f"parent{number}@example.org"},
    ]
    tell(runtime, office, "renewal.due", id=f"R-{number}", due_on="2026-03-20",
         case={"number": f"CS-{number}"},
         party={"external_id": f"P-{number}", "contacts": contacts, **party})  # fmt: skip
    drain(runtime)


def goes(unit: Unit, message: Message, *, tries: int = 1, arrives: bool = True) -> None:
    """As delivery and receipts would leave it."""
    by_text = message.channel is SMS
    ending = MessageStatus.DELIVERED if by_text else MessageStatus.SENT
    message.status = ending if arrives else MessageStatus.FAILED
    message.sent_at = unit.now
    for number in range(1, tries + 1):
        unit.session.add(
            Attempt(
                agency_id=message.agency_id, message_id=message.id, number=number,
                provider="twilio", provider_id=f"{message.id}-{number}", started_at=unit.now,
                outcome=AttemptOutcome.ACCEPTED if number == tries else AttemptOutcome.TEMPORARY,
            )
        )  # fmt: skip


def answers(unit: Unit, question: Question, channel: ChannelKind) -> None:
    reply = Message(
        agency_id=question.agency_id, thread_id=question.thread_id, direction=Direction.IN,
        channel=channel, origin=f"inbound:{new_id()}", lane=Lane.INBOUND,
        status=MessageStatus.RECEIVED, created_at=unit.now, due_at=unit.now,
    )  # fmt: skip
    reply.text = "yes"
    unit.session.add(reply)
    unit.session.flush()
    question.state, question.answer, question.message_id = QuestionState.ANSWERED, "YES", reply.id


def cells(runtime: Runtime, boss: Viewer, period: Period = PERIOD) -> list[Cell]:
    with runtime.reading() as session:
        return cube(session, boss, period)


def lines(found: list[Cell], by: By) -> dict[tuple[str, ...], Counts]:
    return {line.key: line.counts for line in table(found, by).lines}


def test_every_message_and_enrollment_is_counted_once(
    runtime: Runtime, office: Office, boss: Viewer, clock: MovableClock
) -> None:
    for number in (1, 2):
        reminded(runtime, office, number)
    reminded(runtime, office, 3, language="es")
    with runtime.unit() as unit:
        texts = unit.session.scalars(
            select(Message).where(Message.channel == SMS).order_by(Message.id)
        ).all()
        mails = unit.session.scalars(
            select(Message).where(Message.channel == EMAIL).order_by(Message.id)
        ).all()
        for message in mails:
            goes(unit, message)
        for place, message in enumerate(texts):
            goes(unit, message, tries=1 + place, arrives=place != 1)
        [first, second, _] = unit.session.scalars(select(Question).order_by(Question.id))
        answers(unit, first, SMS)
        answers(unit, second, EMAIL)
        segments = [message.segments for message in texts]
    clock.move(timedelta(hours=1))
    tell(runtime, office, "renewal.completed", id="R-1", at=clock(),
         case={"number": "CS-1"}, party={"external_id": "P-1"})  # fmt: skip

    found = cells(runtime, boss)
    assert total(found) == Counts(
        enrolled=3, sent=6, delivered=5, answered=2, done=1, tries=9,
        segments=segments[0] + 2 * segments[1] + 3 * segments[2],
    )  # fmt: skip
    by_channel = lines(found, By.CHANNEL)
    assert (by_channel["sms",].delivered, by_channel["email",].delivered) == (2, 3)
    assert (by_channel["sms",].answered, by_channel["email",].answered) == (1, 1)
    by_language = lines(found, By.LANGUAGE)
    assert (by_language["en",].enrolled, by_language["es",].enrolled) == (2, 1)
    # The step it missed went out at once (catch_up).
    assert set(lines(found, By.STEP)) == {("renewal", "30_days_before")}
    for by in By:
        assert table(found, by).total == total(found)


def test_those_nothing_was_made_for_are_counted_too(
    runtime: Runtime, office: Office, boss: Viewer
) -> None:
    tell(runtime, office, "renewal.due", party={"contacts": []})
    [cell] = cells(runtime, boss)
    assert (cell.channel, cell.counts) == (None, Counts(enrolled=1))


def test_what_belongs_to_no_campaign_is_there_by_itself(
    runtime: Runtime, office: Office, boss: Viewer
) -> None:
    reminded(runtime, office, 1)
    with runtime.unit() as unit:
        reply = Message(
            agency_id=office.agency.id, thread_id=unit.session.scalars(select(Thread.id)).one(),
            direction=Direction.OUT, channel=SMS, origin="reply:1", lane=Lane.URGENT, segments=2,
            status=MessageStatus.DELIVERED, created_at=unit.now, due_at=unit.now,
        )  # fmt: skip
        reply.text = "We will call you."
        unit.session.add(reply)
        unit.session.flush()
        goes(unit, reply)
    assert lines(cells(runtime, boss), By.CAMPAIGN)["",] == Counts(
        sent=1, delivered=1, tries=1, segments=2
    )


def test_mail_to_colleagues_is_none_to_parents(
    runtime: Runtime, office: Office, boss: Viewer
) -> None:
    with runtime.unit() as unit:
        for purpose in (Purpose.STAFF_ALERT, Purpose.STAFF_REPLY):
            mail = Message(
                agency_id=office.agency.id, direction=Direction.OUT, channel=EMAIL,
                origin=f"mail:{purpose.value}", lane=Lane.URGENT, purpose=purpose,
                status=MessageStatus.SENT, sent_at=unit.now, created_at=unit.now, due_at=unit.now,
            )  # fmt: skip
            mail.text = "There is a task."
            unit.session.add(mail)
    assert total(cells(runtime, boss)) == Counts(sent=1, delivered=1)


def test_neither_another_agency_nor_another_branch_nor_another_time_is_counted(
    runtime: Runtime, office: Office, boss: Viewer, clock: MovableClock
) -> None:
    reminded(runtime, office, 1)
    with runtime.unit() as unit:
        elsewhere = add_agency(unit, "elm", text_sender="+13125550101")
        stranger = Viewer.of(add_staff(unit, elsewhere, role=StaffRole.SUPERVISOR))
        south = add_branch(unit, office.agency, "south")
        neighbour = Viewer.of(add_staff(unit, office.agency, south, role=StaffRole.SUPERVISOR))
    assert cells(runtime, boss)
    assert cells(runtime, stranger) == cells(runtime, neighbour) == []
    assert cells(runtime, boss, Period(clock() + WEEK, clock() + 2 * WEEK)) == []
