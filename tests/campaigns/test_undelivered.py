"""A text that does not arrive goes by email instead, once; then a person is told, once."""

import pytest
from sqlalchemy import select

from campaigns.reactions import on_undelivered
from campaigns.steps import drain
from channels.values import ChannelKind
from messaging.compliance.consent import ConsentChange, ConsentSource
from messaging.directory import consents
from messaging.models.agency import Branch
from messaging.models.contact_point import ContactPoint
from messaging.models.message import Message, MessageStatus
from messaging.models.question import Question, QuestionState
from messaging.outbound.outbox import record_outcome
from messaging.platform.events import FactType
from messaging.runtime import Runtime
from tests.campaigns.replying import facts, react
from tests.campaigns.telling import EMAIL_CONTACT, SMS_CONTACT, sent_out, tell
from tests.support.people import Office

UNDELIVERED = (FactType.MESSAGE_FAILED, FactType.MESSAGE_REFUSED)
BOTH = [SMS_CONTACT, EMAIL_CONTACT]
NO_CONSENT = [{"kind": "sms", "address": "(312) 555-0142"}]


def fail(
    runtime: Runtime, channel: ChannelKind, status: MessageStatus = MessageStatus.FAILED
) -> None:
    """The provider's last word on a message of ours."""
    with runtime.unit() as unit:
        message = unit.session.scalars(select(Message).where(Message.channel == channel)).one()
        message.status, message.reason = status, "The phone cannot be reached."
        record_outcome(unit, message, FactType.MESSAGE_FAILED)


def hear(runtime: Runtime, times: int = 1) -> None:
    while react(runtime, on_undelivered, *UNDELIVERED, times=times):
        pass


def channels(runtime: Runtime) -> list[str]:
    return [message.channel.value for message in sent_out(runtime)]


def unreachable(runtime: Runtime) -> int:
    return len(facts(runtime, FactType.CONTACT_UNREACHABLE))


def test_a_failed_text_goes_by_email_and_is_asked_there(runtime: Runtime, office: Office) -> None:
    tell(runtime, office, "payment.due", due_on="2026-03-06",
         party={"role": "noncustodial"})  # fmt: skip
    drain(runtime)
    fail(runtime, ChannelKind.SMS)
    hear(runtime, times=3)

    sms, email = sent_out(runtime)
    assert (email.channel, email.status) == (ChannelKind.EMAIL, MessageStatus.QUEUED)
    assert email.fallback_of_id == sms.id
    assert email.origin == sms.origin.replace(":sms", ":email")
    assert unreachable(runtime) == 0
    with runtime.reading() as session:
        assert session.scalars(select(Question)).one().state is QuestionState.OPEN


def test_when_no_way_is_left_a_person_is_told_once(runtime: Runtime, office: Office) -> None:
    tell(runtime, office, "payment.posted")
    drain(runtime)
    fail(runtime, ChannelKind.SMS)
    hear(runtime)
    fail(runtime, ChannelKind.EMAIL)
    hear(runtime, times=3)
    [fact] = facts(runtime, FactType.CONTACT_UNREACHABLE)
    assert fact.subject_id == sent_out(runtime)[-1].id
    assert channels(runtime) == ["sms", "email"]


def test_while_the_other_way_is_open_nothing_happens(runtime: Runtime, office: Office) -> None:
    tell(runtime, office, "appointment.scheduled")
    drain(runtime)
    fail(runtime, ChannelKind.SMS)
    hear(runtime)
    assert channels(runtime) == ["sms", "email"]
    assert unreachable(runtime) == 0


def test_when_both_fail_a_person_is_told_once(runtime: Runtime, office: Office) -> None:
    tell(runtime, office, "appointment.scheduled")
    drain(runtime)
    fail(runtime, ChannelKind.SMS)
    fail(runtime, ChannelKind.EMAIL)
    hear(runtime)
    assert unreachable(runtime) == 1


@pytest.mark.parametrize(
    ("contacts", "tried", "told"),
    [
        # no consent to texts, but an address
        ([*NO_CONSENT, EMAIL_CONTACT], ["sms", "email"], 0),
        ([EMAIL_CONTACT], ["sms", "email"], 0),
        (NO_CONSENT, ["sms"], 1),
        ([], ["sms"], 1),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_refused_text_goes_by_email_where_there_is_one(
    runtime: Runtime, office: Office, contacts: list[object], tried: list[str], told: int
) -> None:
    tell(runtime, office, "payment.posted", party={"contacts": contacts})
    drain(runtime)
    hear(runtime)
    assert channels(runtime) == tried
    assert unreachable(runtime) == told


def test_who_asked_us_to_stop_is_not_chased(runtime: Runtime, office: Office) -> None:
    tell(runtime, office, "payment.posted", party={"contacts": [SMS_CONTACT]})
    with runtime.unit() as unit:
        phone = unit.session.scalars(select(ContactPoint)).one()
        consents.append(unit, phone, ConsentChange.REVOKE, ConsentSource.PARENT)
    drain(runtime)
    hear(runtime)
    assert sent_out(runtime)[0].reason == "opted_out"
    assert unreachable(runtime) == 0


def test_a_branch_that_is_switched_off_is_nobodys_phone(runtime: Runtime, office: Office) -> None:
    with runtime.unit() as unit:
        unit.session.scalars(select(Branch)).one().enabled = False
    tell(runtime, office, "payment.posted")
    drain(runtime)
    hear(runtime)
    assert [(m.channel.value, m.reason) for m in sent_out(runtime)] == [("sms", "branch_off")]
    assert unreachable(runtime) == 0


def test_a_shared_phone_has_had_its_notice_and_no_email_follows(
    runtime: Runtime, office: Office
) -> None:
    tell(runtime, office, "renewal.completed",
         party={"external_id": "P-9", "contacts": [SMS_CONTACT]})  # fmt: skip
    tell(runtime, office, "payment.posted")
    drain(runtime)
    hear(runtime)
    assert [(m.template_key, m.status.value) for m in sent_out(runtime)] == [
        ("payment_posted", "refused"),
        ("shared_phone_notice", "queued"),
    ]


def test_what_has_moved_meanwhile_is_not_sent_another_way(runtime: Runtime, office: Office) -> None:
    tell(runtime, office, "payment.due", due_on="2026-03-06", party={"role": "noncustodial"})
    drain(runtime)
    fail(runtime, ChannelKind.SMS)
    tell(runtime, office, "payment.due", due_on="2026-05-06", party={"role": "noncustodial"},
         at="2026-03-02T17:00:00Z")  # fmt: skip
    hear(runtime)
    assert channels(runtime) == ["sms"]
    assert unreachable(runtime) == 0


def test_a_workers_own_message_is_nothing_to_campaigns(runtime: Runtime, office: Office) -> None:
    with runtime.unit() as unit:
        unit.record(
            FactType.MESSAGE_FAILED, office.agency.id, origin="reply:1", channel="sms", reason="x"
        )
    assert react(runtime, on_undelivered, *UNDELIVERED) == 1
    assert sent_out(runtime) == []
