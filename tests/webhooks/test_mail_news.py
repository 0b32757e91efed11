"""What machines tell us of our mail: bounces that hardly say of which, complaints, away notes."""

import pytest
from sqlalchemy import select

from channels.inbound_mail import Envelope, read
from channels.values import ChannelKind
from messaging.compliance.consent import ConsentSource, ConsentState
from messaging.compliance.gate import Reachability
from messaging.directory import consents
from messaging.inbound import routing
from messaging.inbound.routing import TriageReason
from messaging.models.consent import ConsentEntry
from messaging.models.contact_point import ContactPoint
from messaging.models.inbound import InboundMessage, InboundState
from messaging.models.message import Direction, Message, MessageStatus
from messaging.models.thread import Thread
from messaging.outbound.outgoing import message_id
from messaging.runtime import Runtime
from tests.support.handed import handed_over, taken
from tests.support.letters import MARIA, bounce, complaint, plain_bounce, return_path
from tests.support.people import Office, add_office, add_parent
from webhooks.mail_intake import deliver

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
DAEMON = "MAILER-DAEMON@mail.example"
QMAIL = "Hi. This is the qmail-send program.\n<maria@example.org>:\n550 5.1.1 no mailbox here"


@pytest.fixture
def maria(runtime: Runtime, office: Office) -> Thread:
    with runtime.unit() as unit:
        return add_parent(unit, office, email_to=MARIA).thread


@pytest.fixture
def sent(runtime: Runtime, maria: Thread) -> Message:
    """A mail that the mail server took."""
    with runtime.unit() as unit:
        contact = unit.session.scalars(select(ContactPoint)).one()
        attempt = handed_over(
            unit, maria, ChannelKind.EMAIL, contact=contact, template_key="payment_posted"
        )
        message = unit.session.get_one(Message, attempt.message_id)
        taken(unit, attempt, message_id(runtime, message.id))
        return message


def came(runtime: Runtime, raw: bytes, to: str, mail_from: str = "") -> bool:
    mail = read(raw, Envelope(mail_from, [to]), runtime.clock())
    with runtime.unit() as unit:
        return deliver(unit, runtime, mail)


def stored(runtime: Runtime) -> list[InboundMessage]:
    with runtime.reading() as session:
        return list(session.scalars(select(InboundMessage)))


def status(runtime: Runtime, message: Message) -> MessageStatus:
    with runtime.reading() as session:
        return session.get_one(Message, message.id).status


def contact(runtime: Runtime) -> ContactPoint:
    with runtime.reading() as session:
        return session.scalars(select(ContactPoint).order_by(ContactPoint.id)).first() or fail()


def fail() -> ContactPoint:
    raise AssertionError("the contact point is gone")


class TestAReturnPathOfItsOwn:
    @pytest.mark.parametrize("returned", ["<lost@elsewhere.example>", "<not an id"])
    def test_says_which_mail_a_notice_is_about(
        self, runtime: Runtime, sent: Message, returned: str
    ) -> None:
        to = return_path(runtime, sent)
        assert came(runtime, bounce(returned, to), to)
        assert status(runtime, sent) is MessageStatus.FAILED
        assert contact(runtime).reachability is Reachability.SUPPRESSED
        assert stored(runtime) == []

    def test_says_it_also_of_a_bounce_in_words(self, runtime: Runtime, sent: Message) -> None:
        to = return_path(runtime, sent)
        assert came(runtime, plain_bounce(to, QMAIL), to)
        assert status(runtime, sent) is MessageStatus.FAILED
        assert contact(runtime).reachability is Reachability.SUPPRESSED

    @on_sqlite
    @pytest.mark.parametrize(
        ("words", "sender"),
        [
            ("It waits: 451 4.4.1 no answer. It is tried for 5 days.", DAEMON),
            ("550 5.1.1 or 4.2.2, who knows", DAEMON),
            ("I am away until 5.1.2027. Call 312 555 0100.", DAEMON),
            ("It could not be delivered.", "postmaster@mail.example"),
            ("My apartment is 550 now. Ref 5.1.1", MARIA),
        ],
    )  # fmt: skip
    def test_what_is_not_plainly_a_failure_is_kept_in_its_thread(
        self, runtime: Runtime, maria: Thread, sent: Message, words: str, sender: str
    ) -> None:
        to = return_path(runtime, sent)
        assert came(runtime, plain_bounce(to, words, sender), to)
        assert status(runtime, sent) is MessageStatus.SENT
        routing.drain(runtime)
        (inbound,) = stored(runtime)
        assert (inbound.state, inbound.thread_id) == (InboundState.THREADED, maria.id)

    @on_sqlite
    def test_that_we_did_not_make_names_no_mail(self, runtime: Runtime, sent: Message) -> None:
        to = return_path(runtime, sent)
        forged = to.replace(to[8:12], "aaaa")
        came(runtime, plain_bounce(forged, QMAIL), forged)
        assert status(runtime, sent) is MessageStatus.SENT
        routing.drain(runtime)
        (inbound,) = stored(runtime)
        assert inbound.triage_reason == TriageReason.FORGED_TOKEN

    @on_sqlite
    def test_names_the_agency_too(self, runtime: Runtime, sent: Message) -> None:
        with runtime.unit() as unit:
            add_office(unit, "elm", text_sender="+13125550177")
        to = return_path(runtime, sent)
        assert came(runtime, plain_bounce(to, "Away until Monday.", MARIA), to)
        assert [inbound.agency_id for inbound in stored(runtime)] == [sent.agency_id]

    @on_sqlite
    def test_an_away_note_stands_in_the_thread_and_nobody_answers_it(
        self, runtime: Runtime, maria: Thread, sent: Message
    ) -> None:
        to = return_path(runtime, sent)
        note = plain_bounce(to, "STOP. I am away.", MARIA).replace(
            b"Subject: failure notice", b"Subject: Away\r\nAuto-Submitted: auto-replied"
        )
        assert came(runtime, note, to)
        routing.drain(runtime)
        (inbound,) = stored(runtime)
        assert (inbound.automatic, inbound.thread_id) == (True, maria.id)
        with runtime.reading() as session:
            out = select(Message).where(Message.direction == Direction.OUT)
            assert [row.id for row in session.scalars(out)] == [sent.id]
            assert list(session.scalars(select(ConsentEntry.source))) == [ConsentSource.AGENCY]


class TestAComplaint:
    @pytest.mark.parametrize("by", ["message id", "return path"])
    def test_is_an_opt_out_of_mail_with_its_source(
        self, runtime: Runtime, sent: Message, by: str
    ) -> None:
        raw = (
            complaint(message_id(runtime, sent.id))
            if by == "message id"
            else complaint("<redacted@mailbox.example>", mail_from=return_path(runtime, sent))
        )
        assert came(runtime, raw, "messages@kinline.example", "fbl@mailbox.example")
        with runtime.reading() as session:
            state = consents.state_of(session, contact(runtime), "payment")
            entry = session.scalars(
                select(ConsentEntry).where(ConsentEntry.source == ConsentSource.CARRIER)
            ).one()
        assert state is ConsentState.REVOKED
        assert (entry.detail, entry.wording_version) == ("complaint: abuse", "payment_posted.v1")
        assert status(runtime, sent) is MessageStatus.SENT, "it did arrive"
        assert stored(runtime) == []

    @on_sqlite
    @pytest.mark.parametrize("kind", ["not-spam", "auth-failure"])
    def test_is_not_what_tells_of_something_else(
        self, runtime: Runtime, sent: Message, kind: str
    ) -> None:
        raw = complaint(message_id(runtime, sent.id), kind)
        came(runtime, raw, "messages@kinline.example", "fbl@mailbox.example")
        with runtime.reading() as session:
            state = consents.state_of(session, contact(runtime), "payment")
        assert state is ConsentState.GRANTED

    @on_sqlite
    def test_about_who_knows_what_is_kept_for_a_person(
        self, runtime: Runtime, sent: Message
    ) -> None:
        raw = complaint("<other@elsewhere.example>")
        assert came(runtime, raw, "messages@kinline.example", "fbl@mailbox.example")
        routing.drain(runtime)
        assert [inbound.state for inbound in stored(runtime)] == [InboundState.TRIAGE]
