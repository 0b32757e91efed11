"""The thirteen journeys that the field asks for, through the real doors, word for word."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from casework.models.task import TaskKind
from casework.wording import words as task_words
from channels.values import ChannelKind
from messaging.compliance.gate import Reachability
from messaging.models.audit import Audit
from messaging.models.case import Party
from messaging.models.contact_point import ContactPoint
from messaging.models.inbound import InboundMessage, InboundState
from messaging.models.message import Direction, Message, MessageStatus
from messaging.models.person import Person
from messaging.models.thread import Thread
from messaging.platform.links import LinkPurpose
from messaging.platform.settings import Settings
from messaging.runtime import Runtime
from tests.journeys.town import (
    CHAT_LINK,
    DAVID,
    MARIA,
    MARIAS_MAIL,
    OURS,
    PUBLIC,
    TOKEN,
    Town,
    contact,
    david,
    maria,
    town,
)
from tests.support.clock import MovableClock
from tests.support.fake_channel import FakeChannel
from tests.support.letters import bounce

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

CHICAGO = ZoneInfo("America/Chicago")
NEW_PHONE = "+13125550155"


def local(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2024, month, day, hour, minute, tzinfo=CHICAGO).astimezone(UTC)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return Settings.load(
        var_dir=settings.var_dir,
        secret_key=settings.secret,
        public_url=PUBLIC,
        twilio_account_sid="AC" + "a" * 32,
        twilio_auth_token=TOKEN,
        twilio_from=OURS,
        mail_from="Oak County <messages@oakco.example>",
        mail_reply_domain="in.oakco.example",
    )


@pytest.fixture
def oak(
    runtime: Runtime, clock: MovableClock, channels: dict[ChannelKind, FakeChannel]
) -> Iterator[Town]:
    clock.set(local(3, 4, 10, 30))
    with town(runtime, clock, channels) as house:
        yield house


def kinds(oak: Town) -> list[TaskKind]:
    return [task.kind for task in oak.tasks()]


def test_1_a_renewal_with_yes_and_no(oak: Town) -> None:
    oak.calls_itself("Oak Co Benefits", "Oak Co")
    oak.clock.set(local(3, 12, 10, 30))
    oak.event("renewal.due", renewal={"id": "R-1", "due_on": "2024-03-14"})
    [asked] = [text for text in oak.words() if "renewal" in text]
    assert asked == (
        "Oak Co Benefits: Your renewal is due Mar 14. Want help with it? Reply YES or NO. "
        "HELP for help, STOP to end texts."
    )
    oak.texts("NO")
    assert oak.words() == [
        (
            "Oak Co Benefits: OK, thank you. Your renewal is still due Mar 14. "
            "Reply YES any time if you want help."
        )
    ]
    # An answer, even where the carrier takes it for an opt-in; and one however often it comes.
    for _ in range(2):
        oak.texts("yes", sid="SM" + "7" * 32, OptOutType="START")
    assert oak.words() == [
        (
            "Oak Co Benefits: Thank you. A worker will call you by 5pm Thu. "
            "You can also renew at oakco.example/renew."
        )
    ]
    assert kinds(oak) == [TaskKind.CALL_BACK]


def test_2_a_payment_posted_is_told_once_and_tells_nothing(oak: Town) -> None:
    for _ in range(2):
        oak.event("payment.posted", event_id="evt_paid",
                  payment={"id": "Y-1", "posted_on": "2024-03-04"})  # fmt: skip
    assert oak.words() == [
        (
            "Oak Co Child Support: A payment posted to your account. Sign in at oakco.example/cs "
            "to see it. Reply HELP for help, STOP to end."
        )
    ]


def test_3_a_payment_that_is_hard_to_make(oak: Town) -> None:
    oak.clock.set(local(2, 29, 10, 30))
    oak.event("payment.due", party=david(), payment={"id": "Y-1", "due_on": "2024-03-01"})
    assert oak.words() == [
        (
            "Oak Co Child Support: Your next payment is due Fri Mar 1. Pay at oakco.example/pay. "
            "Hard to pay? Reply TALK. We can help. STOP to end."
        )
    ]
    oak.texts("talk i lost my job", DAVID)
    assert oak.words() == [
        (
            "Oak Co Child Support: Thank you for telling us. A worker will call within 2 work "
            "days. You may be able to ask to change your order."
        )
    ]
    assert kinds(oak) == [TaskKind.INCOME_CHANGE]


def test_3_what_is_paid_is_not_reminded_of(oak: Town) -> None:
    oak.event("payment.due", party=david(), payment={"id": "Y-1", "due_on": "2024-03-20"})
    oak.event("payment.posted", party=david(), payment={"id": "Y-1", "posted_on": "2024-03-05"})
    oak.at(local(3, 19, 12))
    assert oak.words() == []


def test_4_a_missed_appointment_is_picked_anew_by_reply(oak: Town) -> None:
    slots = ["2024-03-05T10:00:00-06:00", "2024-03-06T14:00:00-06:00"]
    oak.event(
        "appointment.missed", appointment={"id": "A-1", "place": "10 Main St", "slots": slots}
    )
    assert oak.words() == [
        (
            "Oak Co Child Support: Sorry we missed you today. Pick a new time: A) Tue 3/5 10am "
            "B) Wed 3/6 2pm C) call me. Reply A, B or C. STOP to end."
        )
    ]
    for _ in range(2):
        oak.texts("b please", sid="SM" + "4" * 32)
    assert oak.words() == [
        (
            "Oak Co Child Support: You are set for Wed 3/6 at 2pm at 10 Main St. "
            "To change it, reply A or C. Thank you."
        )
    ]
    assert kinds(oak) == [TaskKind.BOOK_APPOINTMENT]
    # The reminder of the new day: one, and of the old one none.
    oak.at(local(3, 5, 12))
    assert oak.words() == [
        (
            "Oak Co Child Support: You have an appointment Wed 3/6 at 2pm at 10 Main St. "
            "Reply C to talk to us. STOP to end texts."
        )
    ]


def test_5_a_wrong_number(oak: Town) -> None:
    oak.event("appointment.scheduled", appointment=appointment())
    oak.said()
    oak.texts("wrong number who is this")
    assert oak.words() == [
        "Oak Co: Sorry for the mix-up. We took this number off our list and will not text it again."
    ]
    assert kinds(oak) == [TaskKind.NEW_CONTACT_NEEDED]
    oak.event("payment.posted", payment={"id": "Y-1", "posted_on": "2024-03-04"})
    oak.at(local(3, 6, 12))
    assert oak.words() == []


def test_6_stop_start_and_help_in_english(oak: Town) -> None:
    oak.event("case.opened")
    oak.texts("Stop texting me please")
    assert oak.words() == [
        (
            "Oak Co Child Support: You are unsubscribed and will get no more texts. "
            "Reply START to get texts again. Call 555-555-0100."
        )
    ]
    oak.event("payment.posted", payment={"id": "Y-1", "posted_on": "2024-03-04"})
    assert oak.words() == []
    oak.texts("START")
    assert oak.words() == [
        (
            "Oak Co Child Support: You will get texts again, about 4 a month. "
            "Msg & data rates may apply. HELP for help, STOP to end."
        )
    ]
    oak.texts("help")
    assert oak.words() == [
        (
            "Oak Co Child Support: Call 555-555-0100 Mon-Fri 8-5 or see oakco.example/cs. "
            "Msg & data rates may apply. STOP to end."
        )
    ]
    oak.texts("STOP", OptOutType="STOP")
    assert oak.words() == []


def test_7_stop_start_and_help_in_spanish(oak: Town, runtime: Runtime) -> None:
    oak.calls_itself("Oak Co Child Support", "Oak Co", agency_name="Oak Co")
    oak.event("case.opened")
    oak.texts("ALTO")
    assert oak.words() == [
        "Oak Co: Ya no le enviaremos textos. Para volver, responda INICIAR. Llame al 555-555-0100."
    ]
    oak.event("payment.posted", payment={"id": "Y-1", "posted_on": "2024-03-04"})
    assert oak.words() == []
    oak.texts("iniciar")
    assert oak.words() == [
        (
            "Oak Co: Listo, le enviaremos textos de nuevo, unos 4 al mes. Pueden aplicar cargos. "
            "Responda AYUDA o ALTO."
        )
    ]
    oak.texts("ayuda")
    assert oak.words() == [
        (
            "Oak Co: Llame al 555-555-0100, lunes a viernes 8-5, o visite oakco.example/es. "
            "Responda ALTO para no recibir textos."
        )
    ]
    with runtime.reading() as session:
        assert session.scalars(select(Person.language)).all() == ["es"]


def test_8_both_parents_share_a_phone(oak: Town, runtime: Runtime) -> None:
    oak.calls_itself("Oak Co Child Support", "Oak Co Services")
    oak.event("case.opened", party=maria(contacts=[contact("sms", MARIA)]))
    oak.event("case.opened", party=david(contacts=[contact("sms", MARIA)]))
    oak.event(
        "payment.posted",
        party=maria(contacts=[contact("sms", MARIA)]),
        payment={"id": "Y-1", "posted_on": "2024-03-04"},
    )
    assert oak.words() == [
        (
            "Oak Co Services: You have a new message. Sign in at oakco.example/in or call "
            "555-555-0100. Reply STOP to end texts."
        )
    ]
    oak.texts("when is my hearing")
    assert oak.words() == [
        (
            "Oak Co Services: To keep things private we do not share details by text. "
            "Sign in at oakco.example/in or call 555-555-0100."
        )
    ]
    with runtime.reading() as session:
        [inbound] = session.scalars(select(InboundMessage)).all()
        assert (inbound.state, inbound.thread_id) == (InboundState.TRIAGE, None)
    oak.texts("STOP")
    oak.said()
    for party in (maria(contacts=[contact("sms", MARIA)]), david(contacts=[contact("sms", MARIA)])):
        oak.event("appointment.scheduled", party=party, appointment=appointment())
    assert oak.words() == []


@pytest.mark.parametrize("protected", [False, True])
def test_9_where_the_other_parent_lives(oak: Town, runtime: Runtime, protected: bool) -> None:
    oak.event("case.opened", party=maria(nondisclosure=protected))
    oak.event("case.opened", party=david())
    oak.texts("where is she living now i need the address", DAVID)
    assert oak.words() == [
        (
            "Oak Co Child Support: We can't share information about another person. "
            "For help with your own case, call 555-555-0100."
        )
    ]
    [task] = oak.tasks()
    assert (task.kind, task.urgent) == (TaskKind.LOCATION_REQUEST, protected)
    with runtime.reading() as session:
        noted = select(Audit).where(Audit.action == "location_request")
        assert len(session.scalars(noted).all()) == 1


@pytest.mark.parametrize(
    ("heard", "said"),
    [
        (
            "cant do this anymore i want to die",
            (
                "Oak Co: We care about you. If you are in danger call 911. Call or text 988 any "
                "time for free help. We told a worker."
            ),
        ),
        (
            "he found us im scared",
            (
                "Oak Co: If you are in danger call 911. Free private help any time: 800-799-7233. "
                "We told a worker."
            ),
        ),
    ],
)
def test_10_crisis_words(oak: Town, runtime: Runtime, heard: str, said: str) -> None:
    oak.event("appointment.scheduled", appointment=appointment())
    oak.said()
    oak.texts(heard)
    assert oak.words() == [said]
    [task] = oak.tasks()
    assert (task.kind, task.urgent, task.alert_at) == (TaskKind.SAFETY, True, oak.clock())
    # Campaigns leave them alone.
    oak.at(local(3, 5, 12))
    assert oak.words() == []
    with runtime.reading() as session:
        assert session.scalars(select(Party.paused_until)).one() is not None


def test_10_where_it_is_not_safe_to_text_only_a_worker_hears(oak: Town, runtime: Runtime) -> None:
    oak.event("case.opened")
    with runtime.unit() as unit:
        for point in unit.session.scalars(select(ContactPoint)):
            point.safe_to_contact = False
    oak.texts("he found us im scared")
    assert oak.words() == []
    assert kinds(oak) == [TaskKind.SAFETY]


def test_11_a_chat_and_its_nudge(oak: Town, runtime: Runtime) -> None:
    oak.event("case.opened")
    with runtime.reading() as session:
        thread = session.scalars(select(Thread)).one()
    page = f"/p/chat/{runtime.links.sign(LinkPurpose.CHAT, thread.id, oak.clock())}"
    form = oak.client.get(page).text
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    asked = oak.client.post(page, data={**hidden, "text": "Can I pay with cash?"})
    assert asked.is_success or asked.is_redirect, asked.text
    oak.settle()
    oak.clock.move(timedelta(minutes=5))
    answer = (
        "Yes. You can pay cash at 10 Main St, Mon-Fri 8-5. Would you like the list of stores that "
        "also take cash?"
    )
    oak.works(
        f"/staff/threads/{thread.id}/reply", {"key": "once-only", "text": answer, "way": "chat"}
    )
    oak.clock.move(timedelta(minutes=5))
    oak.settle()
    assert answer in oak.client.get(page).text
    [nudge] = oak.words()
    link = re.search(r"https://\S+/p/chat/\S+[\w]", nudge)
    assert link is not None
    assert nudge.replace(link[0], "oakco.example/chat") == (
        "Oak Co Child Support: You have a reply to your chat. Read it at oakco.example/chat. "
        "Reply STOP to end texts."
    )
    oak.texts("ok thanks")
    with runtime.reading() as session:
        theirs = select(Message.thread_id).where(Message.direction == Direction.IN)
        assert session.scalars(theirs).all() == [thread.id, thread.id]


def test_12_a_mail_is_answered_in_its_thread(oak: Town, runtime: Runtime) -> None:
    oak.event("appointment.scheduled", appointment=appointment())
    [mail] = oak.said(ChannelKind.EMAIL)
    assert mail.subject == "Oak County: your appointment on March 6"
    assert mail.text.startswith(
        "Hello Maria, you have an appointment on Wed March 6 at 2pm at 10 Main St. "
        "To change it, reply to this email or call 555-555-0100."
    )
    assert re.fullmatch(r"reply\+\S+@in\.oakco\.example", mail.reply_to or "")
    assert re.fullmatch(r"<m\.[0-9a-f]{32}@oakco\.example>", mail.message_id or "")
    to = mail.reply_to or ""
    oak.mails(letter(to, "Can we do 3pm?", "1"))
    oak.mails(letter("in@in.oakco.example", "Or 4pm?", "2", f"In-Reply-To: {mail.message_id}"))
    oak.mails(letter("reply+forged.x@in.oakco.example", "Or 5pm?", "3"))
    oak.mails(letter(to, "I am away", "4", "Auto-Submitted: auto-replied"))
    oak.mails(letter(to, "It is me", "5", sender="else@example.org"))
    with runtime.reading() as session:
        rows = session.scalars(select(InboundMessage).order_by(InboundMessage.id)).all()
        states = [row.state for row in rows]
    threaded, stray = InboundState.THREADED, InboundState.TRIAGE
    assert states == [threaded, threaded, stray, threaded, threaded]
    # Once a day that somebody will read it, and not one word to a machine.
    [kept] = oak.said(ChannelKind.EMAIL)
    assert kept.subject == "Oak County: we got your message"


def test_13_a_text_that_fails_is_mailed_and_then_a_person_writes(
    oak: Town, runtime: Runtime
) -> None:
    oak.event("appointment.scheduled", appointment=appointment())
    oak.said()
    oak.said(ChannelKind.EMAIL)
    oak.at(local(3, 5, 10, 1))
    [text] = oak.said()
    assert CHAT_LINK.sub("", text.text) == (
        "Oak Co Child Support: You have an appointment Wed 3/6 at 2pm at 10 Main St. "
        "Reply C to talk to us. STOP to end texts."
    )
    oak.reports(text, "undelivered", "30006")
    [mail] = oak.said(ChannelKind.EMAIL)
    assert mail.subject == "Oak County: your appointment on March 6"
    assert "you have an appointment on Wed March 6 at 2pm at 10 Main St." in mail.text
    oak.reports(text, "delivered")
    assert oak.said(ChannelKind.EMAIL) == []
    for _ in range(2):
        oak.mails(bounce(mail.message_id or ""))
    [task] = oak.tasks()
    assert task_words(task.kind, "en").what_to_do == (
        "No working phone or email for this parent. Send the letter and get a new contact."
    )
    assert task.due_at == local(3, 6, 17)
    with runtime.reading() as session:
        reach = {row.kind: row.reachability for row in session.scalars(select(ContactPoint))}
        assert reach[ChannelKind.SMS] is Reachability.LANDLINE
        failed = select(Message.status).where(Message.channel == ChannelKind.EMAIL)
        assert MessageStatus.FAILED in session.scalars(failed).all()


def appointment() -> dict[str, str]:
    return {"id": "A-1", "starts_at": "2024-03-06T14:00:00-06:00", "place": "10 Main St"}


def letter(to: str, text: str, number: str, header: str = "", sender: str = MARIAS_MAIL) -> bytes:
    headers = [
        f"From: Maria Sample <{sender}>", f"To: {to}", f"Message-ID: <{number}@example.org>",
        *([header] if header else []), "Content-Type: text/plain; charset=utf-8",
    ]  # fmt: skip
    return ("\r\n".join(headers) + f"\r\n\r\n{text}\r\n").encode()
