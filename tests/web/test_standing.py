"""The pages that say what rests and what is in doubt, and let a person settle it."""

from dataclasses import replace

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from campaigns import pausing
from campaigns.failing import Tally
from campaigns.loading import load_campaigns
from casework.models.task import Task, TaskKind, TaskState
from channels.values import ChannelKind, SendError
from messaging.models.attempt import Attempt
from messaging.models.audit import Audit
from messaging.models.message import Message, MessageStatus
from messaging.models.sender import ACCOUNT, Sender
from messaging.models.staff import Staff, StaffRole
from messaging.outbound import senders
from messaging.outbound.reasons import CAMPAIGN_PAUSED, SENDER_PAUSED
from messaging.runtime import Runtime
from service import facts
from service.reactions import REACTIONS
from tests.support.people import Office, add_office, add_parent
from tests.web.browsers import Desk, add_worker, browser, log_in, text_of
from tests.web.conversations import doubtful, told

SMS = ChannelKind.SMS
OURS, ELMS = "+13125550100", "+13125550101"
UNREGISTERED = SendError("30034", "Our number is not registered.", page_operations=True)
SUSPENDED = replace(UNREGISTERED, reason="Our account is suspended.", whole_account=True)


@pytest.fixture
def attempt(runtime: Runtime, office: Office) -> Attempt:
    with runtime.unit() as unit:
        parent = add_parent(unit, office)
        row = told(unit, parent, "Your renewal is due.", status=MessageStatus.UNCERTAIN)
        return doubtful(unit, row)


def status_of(runtime: Runtime, attempt: Attempt) -> MessageStatus:
    with runtime.reading() as session:
        return session.get_one(Message, attempt.message_id).status


def paused(runtime: Runtime) -> set[str]:
    with runtime.reading() as session:
        return set(session.scalars(select(Sender.address).where(Sender.paused_at.is_not(None))))


def in_spanish(runtime: Runtime) -> None:
    with runtime.unit() as unit:
        for row in unit.session.scalars(select(Staff)):
            row.language = "es"


class TestDidItArrive:
    def test_says_what_is_known(self, desk: Desk, attempt: Attempt) -> None:
        page = text_of(desk.get("/staff/uncertain"))
        assert "Maria Sample" in page
        assert "Your renewal is due." in page
        assert "No answer came back when it was sent." in page
        assert "We asked 20 times and got no answer." in page

    @pytest.mark.parametrize(
        ("verdict", "status"), [("went", MessageStatus.SENT), ("again", MessageStatus.QUEUED)]
    )
    def test_takes_a_persons_word_twice_as_once(
        self,
        desk: Desk,
        runtime: Runtime,
        attempt: Attempt,
        verdict: str,
        status: MessageStatus,
    ) -> None:
        for _ in range(2):
            answer = desk.post(f"/staff/uncertain/{attempt.id}", {"verdict": verdict})
            assert answer.headers["location"] == f"/staff/uncertain?told={verdict}"
        assert status_of(runtime, attempt) is status
        page = text_of(desk.get(answer.headers["location"]))
        assert "Thank you." in page
        assert "Nothing is in doubt." in page

    def test_says_when_it_has_settled_meanwhile(
        self, desk: Desk, runtime: Runtime, attempt: Attempt
    ) -> None:
        with runtime.unit() as unit:
            unit.session.get_one(Message, attempt.message_id).status = MessageStatus.DELIVERED
        answer = desk.post(f"/staff/uncertain/{attempt.id}", {"verdict": "again"})
        assert answer.status_code == 409
        assert "settled by itself meanwhile: Delivered." in text_of(answer)

    def test_shows_another_branch_nothing(
        self, south_desk: Desk, runtime: Runtime, attempt: Attempt
    ) -> None:
        assert "Nothing is in doubt." in text_of(south_desk.get("/staff/uncertain"))
        answer = south_desk.post(f"/staff/uncertain/{attempt.id}", {"verdict": "again"})
        assert answer.status_code == 404
        assert status_of(runtime, attempt) is MessageStatus.UNCERTAIN

    def test_speaks_spanish(self, desk: Desk, runtime: Runtime, attempt: Attempt) -> None:
        in_spanish(runtime)
        page = text_of(desk.get("/staff/uncertain"))
        assert "Preguntamos 20 veces y no hubo respuesta." in page
        assert "Enviar otra vez" in page


class TestStatus:
    def test_is_not_for_caseworkers(self, south_desk: Desk) -> None:
        assert south_desk.get("/staff/status").status_code == 403
        assert "/staff/status" not in south_desk.get("/staff/inbox").text

    def test_says_so_when_all_is_well(self, desk: Desk) -> None:
        page = text_of(desk.get("/staff/status"))
        assert f"{OURS} Sends" in page
        assert "Paused since" not in page
        assert page.count("Goes on by itself") == len(load_campaigns())

    def test_names_a_paused_sender_and_why_and_resumes_it(
        self, desk: Desk, runtime: Runtime, office: Office
    ) -> None:
        with runtime.unit() as unit:
            senders.pause(unit, SMS, OURS, UNREGISTERED)
            told(unit, add_parent(unit, office), "Hi", status=MessageStatus.QUEUED)
        page = text_of(desk.get("/staff/status"))
        assert "Our number is not registered. We try again by ourselves" in page
        assert "1 message waits." in page
        desk.post("/staff/status/senders", {"channel": "sms", "address": OURS})
        assert paused(runtime) == set()

    def test_a_pause_of_the_account_is_one_line(
        self, desk: Desk, runtime: Runtime, office: Office
    ) -> None:
        with runtime.unit() as unit:
            senders.pause(unit, SMS, OURS, SUSPENDED)
        assert "All our texts Paused since" in text_of(desk.get("/staff/status"))
        desk.post("/staff/status/senders", {"channel": "sms", "address": ACCOUNT})
        assert paused(runtime) == set()

    @pytest.mark.parametrize(("error", "address"), [(UNREGISTERED, OURS), (SUSPENDED, ACCOUNT)])
    def test_what_several_agencies_write_from_is_not_one_agencys_to_resume(
        self, desk: Desk, runtime: Runtime, error: SendError, address: str
    ) -> None:
        with runtime.unit() as unit:
            add_office(unit, "elm")
            senders.pause(unit, SMS, OURS, error)
        page = text_of(desk.get("/staff/status"))
        assert "Other agencies write from it too" in page
        assert "Resume" not in page
        answer = desk.post("/staff/status/senders", {"channel": "sms", "address": address})
        assert answer.status_code == 403
        assert paused(runtime) == {address}

    def test_another_agencys_sender_is_neither_shown_nor_touched(
        self, desk: Desk, runtime: Runtime
    ) -> None:
        with runtime.unit() as unit:
            add_office(unit, "elm", text_sender=ELMS)
            senders.pause(unit, SMS, ELMS, UNREGISTERED)
        assert ELMS not in text_of(desk.get("/staff/status"))
        answer = desk.post("/staff/status/senders", {"channel": "sms", "address": ELMS})
        assert answer.status_code == 404
        assert paused(runtime) == {ELMS}

    def test_names_a_paused_campaign_and_why_and_resumes_it(
        self, desk: Desk, runtime: Runtime, office: Office
    ) -> None:
        with runtime.unit() as unit:
            pausing.pause(unit, office.agency.id, "renewal", tally=Tally(30, 12))
        page = text_of(desk.get("/staff/status"))
        assert "12 of its last 30 messages did not arrive." in page
        desk.post("/staff/status/campaigns/renewal")
        assert "did not arrive" not in text_of(desk.get("/staff/status"))

    def test_a_person_pauses_a_campaign_and_lets_it_go_on(
        self, desk: Desk, runtime: Runtime
    ) -> None:
        path = "/staff/status/campaigns/renewal"
        for _ in range(2):
            assert desk.post(path, {"act": "pause"}).status_code == 303
        page = text_of(desk.get("/staff/status"))
        assert page.count("A person paused it.") == 1
        assert page.index("Renewal reminders") < page.index("Appointment reminders")
        desk.post(path, {"act": "resume"})
        assert "A person paused it." not in text_of(desk.get("/staff/status"))
        with runtime.reading() as session:
            noted = session.scalars(
                select(Audit.action).where(Audit.subject_type == "campaign").order_by(Audit.id)
            ).all()
        assert noted == ["campaign.paused", "campaign.resumed"]
        assert desk.post("/staff/status/campaigns/unheard-of").status_code == 404

    @pytest.mark.parametrize("which", ["senders", "campaigns/renewal"])
    def test_nobody_without_the_right_resumes_anything(self, south_desk: Desk, which: str) -> None:
        data = {"channel": "sms", "address": OURS}
        assert south_desk.post(f"/staff/status/{which}", data).status_code == 403

    def test_speaks_spanish(self, desk: Desk, runtime: Runtime, office: Office) -> None:
        with runtime.unit() as unit:
            senders.pause(unit, SMS, OURS, UNREGISTERED, "staff:someone")
        in_spanish(runtime)
        page = text_of(desk.get("/staff/status"))
        assert "Lo puso en pausa una persona." in page
        assert "Nada espera." in page


def test_what_pauses_itself_opens_a_task_once_and_what_goes_on_closes_it(
    desk: Desk, runtime: Runtime, office: Office
) -> None:
    def tasks() -> list[tuple[TaskKind, TaskState]]:
        facts.drain(runtime, REACTIONS)
        with runtime.reading() as session:
            return [(row.kind, row.state) for row in session.scalars(select(Task))]

    for _ in range(2):
        with runtime.unit() as unit:
            senders.pause(unit, SMS, OURS, UNREGISTERED)
    assert tasks() == [(TaskKind.SENDER_PAUSED, TaskState.OPEN)]
    with runtime.unit() as unit:
        email = add_worker(unit, office.agency, None, role=StaffRole.ADMINISTRATOR)
    log_in(desk.client, email)
    assert 'href="/staff/status">See what is known' in desk.get("/staff/tasks").text
    with runtime.unit() as unit:
        senders.resume(unit, SMS, OURS)
        senders.pause(unit, SMS, OURS, UNREGISTERED, "staff:someone")
    assert tasks() == [(TaskKind.SENDER_PAUSED, TaskState.DONE)]


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (SENDER_PAUSED, "Sending is paused just now."),
        (CAMPAIGN_PAUSED, "Its campaign is paused."),
    ],
)
def test_a_conversation_says_why_a_message_waits(
    app: FastAPI, runtime: Runtime, office: Office, reason: str, words: str
) -> None:
    with runtime.unit() as unit:
        email = add_worker(unit, office.agency, office.branch)
        parent = add_parent(unit, office)
        held = pausing.NEVER if reason == CAMPAIGN_PAUSED else None
        told(unit, parent, "Hi", status=MessageStatus.QUEUED, reason=reason, due_at=held)
    with browser(app) as client:
        log_in(client, email)
        page = text_of(client.get(f"/staff/threads/{parent.thread.id}"))
    assert words in page
    assert "9999" not in page
