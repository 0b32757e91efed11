"""What the sandbox tells of its memory."""

from sandbox.log import counts
from sandbox.records import Mail, Text
from sandbox.store import Store
from tests.sandbox.running import RunningSandbox, wait_until
from tests.sandbox.test_mail import mail, send

PARENT, AGENCY = "+13125550142", "+13125550100"


async def test_the_log_tells_texts_and_mail_in_order(sandbox: RunningSandbox) -> None:
    sandbox.twilio.messages.create(to=PARENT, from_=AGENCY, body="a text")
    await send(sandbox, mail())
    sandbox.http.post(f"/sandbox/handsets/{PARENT}/messages", json={"body": "an answer"})
    entries = sandbox.http.get("/sandbox/log").json()
    assert [entry["kind"] for entry in entries] == ["sms", "mail", "sms"]
    assert [entry["direction"] for entry in entries] == ["outbound-api", "received", "inbound"]


async def test_the_log_can_be_narrowed_to_one_recipient(sandbox: RunningSandbox) -> None:
    sandbox.twilio.messages.create(to=PARENT, from_=AGENCY, body="a text")
    sandbox.twilio.messages.create(to="+13125550143", from_=AGENCY, body="another")
    await send(sandbox, mail())
    narrowed = sandbox.http.get("/sandbox/log", params={"to": PARENT}).json()
    assert [entry["body"] for entry in narrowed] == ["a text"]
    mails = sandbox.http.get("/sandbox/log", params={"to": "maria@example.org"}).json()
    assert [entry["kind"] for entry in mails] == ["mail"]


def test_a_text_carries_its_whole_history(sandbox: RunningSandbox) -> None:
    sandbox.twilio.messages.create(to=PARENT, messaging_service_sid="MG" + "0a" * 16, body="a text")
    wait_until(lambda: sandbox.log()[0]["status"] == "delivered")
    assert sandbox.log()[0]["statuses"] == ["accepted", "queued", "sent", "delivered"]


def test_stats_count_by_state(sandbox: RunningSandbox) -> None:
    for _ in range(2):
        sandbox.twilio.messages.create(to=PARENT, from_=AGENCY, body="a text")
    wait_until(
        lambda: (
            sandbox.http.get("/sandbox/stats").json()
            == {"sms": {"outbound-api delivered": 2}, "mail": {}}
        )
    )


def test_forgetting_leaves_numbers_behaving_as_told() -> None:
    store = Store([(PARENT, "landline")])
    store.add_text(Text(PARENT, "hello", "outbound-api", "queued", 1, AGENCY))
    store.add_mail(Mail(b"", "a@example.org", ("b@example.org",), "received"))
    store.forget()
    assert (store.texts(), store.texts(PARENT), store.mails()) == ([], [], [])
    assert counts(store) == {"sms": {}, "mail": {}}
    assert store.profile(PARENT) == "landline"


def test_nothing_private_is_in_a_repr() -> None:
    text = Text(PARENT, "secret words", "inbound", "received", 1, AGENCY)
    letter = Mail(b"secret words", "a@example.org", ("b@example.org",), "received")
    for shown in (repr(text), repr(letter)):
        assert "secret" not in shown
        assert "example.org" not in shown
        assert PARENT not in shown
