"""How a parent wants to hear from us: every choice is a line of the ledger, and holds."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from channels.values import ChannelKind
from messaging.compliance.consent import ConsentChange, ConsentSource, ConsentState
from messaging.compliance.gate import Reason
from messaging.directory import consents
from messaging.directory.preferences import WORDING
from messaging.directory.register import Registered
from messaging.models.consent import ConsentEntry
from messaging.models.contact_point import ContactPoint
from messaging.models.message import MessageStatus
from messaging.models.person import Person
from messaging.platform.links import LinkPurpose
from messaging.runtime import Runtime
from tests.messaging.outbound.saying import say, wish
from tests.support.clock import MovableClock
from tests.support.people import Office, add_parent
from tests.web.browsers import Desk, text_of

PHONE, MAIL = "+13125550142", "maria@example.org"
ALL_TOPICS = ["appointment", "renewal", "payment"]
AS_IT_IS: dict[str, Any] = {
    "here": "true", "texts": "true", "topics": ALL_TOPICS, "hours": "", "pause": "0",
    "language": "es",
}  # fmt: skip


@pytest.fixture
def parent(runtime: Runtime, office: Office) -> Registered:
    with runtime.unit() as unit:
        return add_parent(unit, office, language="es", text_to=PHONE, email_to=MAIL)


@pytest.fixture
def page(runtime: Runtime, parent: Registered) -> str:
    return link(runtime, ChannelKind.EMAIL)


def contact(runtime: Runtime, kind: ChannelKind) -> ContactPoint:
    with runtime.reading() as session:
        return session.scalars(select(ContactPoint).where(ContactPoint.kind == kind)).one()


def link(runtime: Runtime, kind: ChannelKind) -> str:
    token = runtime.links.sign(LinkPurpose.PREFERENCES, contact(runtime, kind).id, runtime.clock())
    return f"/p/preferences/{token}"


def state(runtime: Runtime, kind: ChannelKind, topic: str) -> ConsentState:
    with runtime.reading() as session:
        return consents.state_of(session, contact(runtime, kind), topic)


def ledger(runtime: Runtime) -> Sequence[ConsentEntry]:
    with runtime.reading() as session:
        return session.scalars(
            select(ConsentEntry)
            .where(ConsentEntry.source == ConsentSource.PARENT)
            .order_by(ConsentEntry.id)
        ).all()


def test_the_page_speaks_the_parents_language_and_names_nobody(
    stranger: TestClient, page: str
) -> None:
    answer = stranger.get(page)
    assert "Cómo le contactamos" in text_of(answer)
    assert "m•••@example.org" in answer.text
    for secret in ("maria@", "5550142", "0142", "Maria", "Sample"):
        assert secret not in answer.text
    assert len(answer.content) < 100_000


def test_looking_and_saving_what_holds_write_nothing(
    stranger: TestClient, page: str, runtime: Runtime
) -> None:
    stranger.get(page)
    assert stranger.post(page, data=AS_IT_IS).status_code == 200
    assert list(ledger(runtime)) == []


@pytest.mark.parametrize(
    ("choice", "written"),
    [
        ({"topics": ["appointment"]}, {"renewal", "payment"}),
        ({"hours": "17-20"}, {"hours:17-20"}),
        ({"pause": "7"}, {"pause:2026-03-09T16:00:00+00:00"}),
        ({"language": "en"}, {"language:en"}),
        ({"texts": "false"}, {"all"}),
        ({"here": "false"}, {"all"}),
    ],
)
def test_every_choice_is_written_down_with_its_wording(
    stranger: TestClient,
    page: str,
    runtime: Runtime,
    clock: MovableClock,
    choice: dict[str, Any],
    written: set[str],
) -> None:
    clock.set(datetime(2026, 3, 2, 16, tzinfo=UTC))
    stranger.post(page, data=AS_IT_IS | choice)
    rows = ledger(runtime)
    assert {row.topic for row in rows} == written
    assert {(row.detail, row.wording_version) for row in rows} == {("preferences page", WORDING)}
    again = len(rows)
    stranger.post(page, data=AS_IT_IS | choice | {"pause": choice.get("pause", "0")})
    assert len(ledger(runtime)) == again


def test_a_refused_topic_is_refused_on_every_address_and_comes_back(
    stranger: TestClient, page: str, runtime: Runtime, parent: Registered
) -> None:
    stranger.post(page, data=AS_IT_IS | {"topics": ["appointment"]})
    assert say(runtime, wish(parent)).reason == Reason.OPTED_OUT
    assert say(runtime, wish(parent, channel=ChannelKind.EMAIL)).reason == Reason.OPTED_OUT
    assert state(runtime, ChannelKind.SMS, "appointment") is ConsentState.GRANTED
    stranger.post(page, data=AS_IT_IS)
    assert say(runtime, wish(parent)).status is MessageStatus.QUEUED


def test_hours_and_a_pause_hold_what_nobody_asked_for(
    stranger: TestClient, page: str, runtime: Runtime, parent: Registered, clock: MovableClock
) -> None:
    clock.set(datetime(2026, 3, 2, 16, tzinfo=UTC))  # 10 in Chicago
    stranger.post(page, data=AS_IT_IS | {"hours": "17-20"})
    held = say(runtime, wish(parent))
    assert (held.reason, held.due_at) == (Reason.SAFE_HOURS, datetime(2026, 3, 2, 23, tzinfo=UTC))
    stranger.post(page, data=AS_IT_IS | {"pause": "7"})
    paused = say(runtime, wish(parent))
    assert (paused.reason, paused.due_at) == (Reason.PAUSED, clock() + timedelta(days=7))
    stranger.post(page, data=AS_IT_IS)
    assert say(runtime, wish(parent)).reason is None


def test_the_wish_never_widens_safe_hours(
    stranger: TestClient, page: str, runtime: Runtime, parent: Registered, clock: MovableClock
) -> None:
    clock.set(datetime(2026, 3, 2, 23, 30, tzinfo=UTC))  # 17:30 in Chicago
    with runtime.unit() as unit:
        phone = unit.session.get_one(ContactPoint, contact(runtime, ChannelKind.SMS).id)
        phone.safe_from_hour, phone.safe_until_hour = 9, 11
    stranger.post(page, data=AS_IT_IS | {"hours": "17-20"})
    held = say(runtime, wish(parent))
    assert (held.reason, held.due_at) == (Reason.SAFE_HOURS, datetime(2026, 3, 3, 15, tzinfo=UTC))


def test_the_language_is_theirs_from_now_on(
    stranger: TestClient, page: str, runtime: Runtime, parent: Registered
) -> None:
    assert "How we reach you" in text_of(stranger.post(page, data=AS_IT_IS | {"language": "en"}))
    with runtime.reading() as session:
        person = session.get_one(Person, parent.person.id)
    assert (person.language, person.language_chosen) == ("en", True)


def test_what_was_stopped_from_the_phone_is_not_opened_by_mail(
    stranger: TestClient, page: str, runtime: Runtime
) -> None:
    with runtime.unit() as unit:
        phone = unit.session.get_one(ContactPoint, contact(runtime, ChannelKind.SMS).id)
        consents.append(unit, phone, ConsentChange.REVOKE, ConsentSource.PARENT, detail="message")
    stranger.post(page, data=AS_IT_IS)
    assert state(runtime, ChannelKind.SMS, "all") is ConsentState.REVOKED


def test_what_was_stopped_here_is_started_here(
    stranger: TestClient, page: str, runtime: Runtime
) -> None:
    for wanted, held in (("false", ConsentState.REVOKED), ("true", ConsentState.GRANTED)):
        stranger.post(page, data=AS_IT_IS | {"texts": wanted})
        assert state(runtime, ChannelKind.SMS, "all") is held


def test_on_a_shared_mailbox_nothing_is_said_of_other_addresses_or_language(
    stranger: TestClient, page: str, runtime: Runtime, office: Office, parent: Registered
) -> None:
    with runtime.unit() as unit:
        add_parent(unit, office, email_to=MAIL)
    shown = stranger.get(page).text
    assert 'name="texts"' not in shown
    assert 'name="language"' not in shown
    stranger.post(page, data=AS_IT_IS | {"texts": "false", "topics": []})
    assert state(runtime, ChannelKind.SMS, "renewal") is ConsentState.GRANTED
    assert state(runtime, ChannelKind.EMAIL, "renewal") is ConsentState.REVOKED


def test_a_worker_sees_the_choices_beside_the_thread(
    stranger: TestClient, page: str, desk: Desk, parent: Registered
) -> None:
    choice = {"topics": ["appointment", "renewal"], "hours": "8-12", "pause": "7"}
    stranger.post(page, data=AS_IT_IS | choice)
    shown = text_of(desk.get(f"/staff/threads/{parent.thread.id}"))
    for said in ("no payments", "only 8–12", "paused until"):
        assert said in shown


@pytest.mark.parametrize("purpose", [LinkPurpose.UNSUBSCRIBE, LinkPurpose.CHAT])
def test_a_link_for_another_door_opens_nothing(
    stranger: TestClient, page: str, runtime: Runtime, purpose: LinkPurpose
) -> None:
    token = runtime.links.sign(purpose, contact(runtime, ChannelKind.EMAIL).id, runtime.clock())
    for answer in (
        stranger.get(f"/p/preferences/{token}"),
        stranger.post(f"/p/preferences/{token}", data=AS_IT_IS | {"here": "false"}),
    ):
        assert answer.status_code == 404
    assert list(ledger(runtime)) == []


def test_after_thirty_days_the_link_is_closed(
    stranger: TestClient, page: str, clock: MovableClock
) -> None:
    clock.move(timedelta(days=31))
    assert stranger.get(page).status_code == 404


def test_the_mail_carries_both_links_each_for_its_own_door(
    runtime: Runtime, parent: Registered
) -> None:
    mail = say(runtime, wish(parent, channel=ChannelKind.EMAIL))
    assert f"{runtime.settings.public_url}/p/preferences/" in mail.text
    assert f"{runtime.settings.public_url}/p/unsubscribe/" in mail.text
