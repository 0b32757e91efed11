"""The mail server: taking mail in, refusing it, bouncing it, and answering."""

import time
from dataclasses import replace
from email.message import EmailMessage, Message
from typing import Any

import aiosmtplib
import httpx2
import pytest

from sandbox.config import Relay
from tests.sandbox.running import House, RunningSandbox, sandbox_running, wait_until

AGENCY, PARENT = "bounces@agency.example", "maria@example.org"


def mail(**headers: str) -> EmailMessage:
    message = EmailMessage()
    fields = {
        "From": "Sample Agency <notices@agency.example>",
        "To": PARENT,
        "Subject": "Su cita del viernes",
        "Message-ID": "<notice-1@agency.example>",
        "Reply-To": "reply+token@agency.example",
    }
    for name, value in (fields | headers).items():
        message[name] = value
    message.set_content("Su cita es el viernes.\nMás: https://agency.example/p/1")
    message.add_alternative("<p>Su cita es el <b>viernes</b>.</p>", subtype="html")
    return message


async def send(sandbox: RunningSandbox, message: EmailMessage, to: str = PARENT) -> None:
    await aiosmtplib.send(
        message,
        sender=AGENCY,
        recipients=[to],
        hostname="127.0.0.1",
        port=sandbox.smtp_port,
        start_tls=False,
    )


def received(sandbox: RunningSandbox) -> dict[str, Any]:
    (entry,) = [entry for entry in sandbox.log("mail") if entry["direction"] == "received"]
    return entry


async def test_a_mail_is_kept_byte_for_byte(sandbox: RunningSandbox) -> None:
    message = mail()
    async with aiosmtplib.SMTP(
        hostname="127.0.0.1", port=sandbox.smtp_port, start_tls=False
    ) as line:
        await line.sendmail(AGENCY, [PARENT], bytes(message))
    entry = received(sandbox)
    assert (entry["from"], entry["to"]) == (AGENCY, [PARENT])
    assert (entry["subject"], entry["message_id"]) == (message["Subject"], message["Message-ID"])
    assert "Más: https://agency.example/p/1" in entry["text"]
    raw = sandbox.http.get(f"/sandbox/mail/{entry['id']}").content
    assert raw.replace(b"\r\n", b"\n") == bytes(message)


async def test_several_mails_travel_over_one_connection(sandbox: RunningSandbox) -> None:
    async with aiosmtplib.SMTP(
        hostname="127.0.0.1", port=sandbox.smtp_port, start_tls=False
    ) as line:
        for number in range(3):
            message = mail(**{"Message-ID": f"<{number}@agency.example>"})
            await line.send_message(message, sender=AGENCY, recipients=[PARENT])
    ids = [entry["message_id"] for entry in sandbox.log("mail")]
    assert ids == [f"<{number}@agency.example>" for number in range(3)]


@pytest.mark.parametrize(
    ("faults", "code", "words"),
    [
        ({"refuse_temporarily": 1}, 451, "4.3.2"),
        ({"refuse_for_good": ["MARIA@example.org"]}, 550, "5.1.1"),
    ],
)
async def test_mail_can_be_refused(
    sandbox: RunningSandbox,
    control: httpx2.Client,
    faults: dict[str, object],
    code: int,
    words: str,
) -> None:
    control.put("/sandbox/faults", json={"mail": faults})
    with pytest.raises(aiosmtplib.SMTPRecipientsRefused) as caught:
        await send(sandbox, mail())
    (refused,) = caught.value.recipients
    assert refused.code == code
    assert words in refused.message
    assert sandbox.log("mail") == []


async def test_a_connection_cut_after_the_data_leaves_the_mail_taken(
    sandbox: RunningSandbox, control: httpx2.Client
) -> None:
    control.put("/sandbox/faults", json={"mail": {"drop_after_data": 1}})
    with pytest.raises(aiosmtplib.SMTPServerDisconnected):
        await send(sandbox, mail())
    assert received(sandbox)["message_id"] == "<notice-1@agency.example>"

    control.delete("/sandbox/faults")
    await send(sandbox, mail())
    assert len(sandbox.log("mail")) == 2


@pytest.mark.parametrize(
    ("fault", "caught", "kept", "refused"),
    [
        ("defer_after_data", aiosmtplib.SMTPDataError, 0, 0),
        ("refuse_after_data", aiosmtplib.SMTPDataError, 0, 1),
        ("drop_before_data", aiosmtplib.SMTPServerDisconnected, 0, 0),
        ("drop_untaken", aiosmtplib.SMTPServerDisconnected, 0, 0),
        ("drop_after_data", aiosmtplib.SMTPServerDisconnected, 1, 0),
    ],
)
async def test_what_is_kept_is_not_what_the_sender_hears(
    sandbox: RunningSandbox,
    control: httpx2.Client,
    fault: str,
    caught: type[Exception],
    kept: int,
    refused: int,
) -> None:
    control.put("/sandbox/faults", json={"mail": {fault: 1}})
    with pytest.raises(caught):
        await send(sandbox, mail())
    assert (len(sandbox.log("mail")), len(sandbox.log("refused"))) == (kept, refused)


async def test_a_slow_server_is_waited_for(sandbox: RunningSandbox, control: httpx2.Client) -> None:
    control.put("/sandbox/faults", json={"mail": {"greeting_ms": 50}})
    began = time.monotonic()
    await send(sandbox, mail())
    assert time.monotonic() - began >= 0.05
    assert len(sandbox.log("mail")) == 1


class TestBounces:
    @pytest.mark.parametrize(
        ("fault", "action", "status", "outcome"),
        [("bounce", "failed", "5.1.1", "bounced"), ("delay", "delayed", "4.4.1", "accepted")],
    )
    async def test_a_dsn_comes_to_the_envelope_sender(
        self,
        sandbox: RunningSandbox,
        control: httpx2.Client,
        house: House,
        fault: str,
        action: str,
        status: str,
        outcome: str,
    ) -> None:
        control.put("/sandbox/faults", json={"mail": {fault: [PARENT]}})
        await send(sandbox, mail())
        wait_until(lambda: len(house.mails) == 1)

        envelope, report = house.mails[0]
        assert envelope.mail_from == "<>"
        assert envelope.rcpt_tos == [AGENCY]
        assert report.get_content_type() == "multipart/report"
        assert report.get_param("report-type") == "delivery-status"
        assert report["Auto-Submitted"] == "auto-replied"

        words, delivery, returned = report.iter_parts()
        assert words.get_content_type() == "text/plain"
        assert delivery.get_content_type() == "message/delivery-status"
        parts = delivery.get_payload()
        assert isinstance(parts, list)
        per_message, per_recipient = (part for part in parts if isinstance(part, Message))
        assert str(per_message["Reporting-MTA"]).startswith("dns; ")
        assert per_recipient["Final-Recipient"] == f"rfc822; {PARENT}"
        assert (per_recipient["Action"], per_recipient["Status"]) == (action, status)
        assert "<notice-1@agency.example>" in returned.get_content()
        wait_until(lambda: received(sandbox)["outcome"] == outcome)

    async def test_a_bounce_is_never_bounced(
        self, sandbox: RunningSandbox, control: httpx2.Client, house: House
    ) -> None:
        control.put("/sandbox/faults", json={"mail": {"bounce": [PARENT]}})
        async with aiosmtplib.SMTP(
            hostname="127.0.0.1", port=sandbox.smtp_port, start_tls=False
        ) as line:
            await line.sendmail("", [PARENT], bytes(mail()))
            await line.sendmail(AGENCY, [PARENT], bytes(mail()))
        wait_until(lambda: len(house.mails) == 1)
        outcomes = [e["outcome"] for e in sandbox.log("mail") if e["direction"] == "received"]
        assert outcomes == ["accepted", "bounced"]


class TestAnswers:
    async def test_an_answer_is_threaded_and_goes_to_the_reply_address(
        self, sandbox: RunningSandbox, control: httpx2.Client, house: House
    ) -> None:
        await send(sandbox, mail(References="<first@agency.example>"))
        path = f"/sandbox/mail/{received(sandbox)['id']}/replies"
        assert control.post(path, json={"body": "¿A las 3?"}).json()["outcome"] == "delivered"

        envelope, answer = house.mails[0]
        assert (envelope.mail_from, envelope.rcpt_tos) == (PARENT, ["reply+token@agency.example"])
        assert answer["Subject"] == "Re: Su cita del viernes"
        assert answer["In-Reply-To"] == "<notice-1@agency.example>"
        assert answer["References"] == "<first@agency.example> <notice-1@agency.example>"
        assert answer["Message-ID"]
        text = answer.get_content()
        assert text.startswith("¿A las 3?\n")
        assert "> Su cita es el viernes." in text

    async def test_without_a_reply_address_the_sender_is_answered(
        self, sandbox: RunningSandbox, control: httpx2.Client, house: House
    ) -> None:
        message = mail(Subject="Re: question")
        del message["Reply-To"]
        await send(sandbox, message)
        control.post(f"/sandbox/mail/{received(sandbox)['id']}/replies", json={"body": "ok"})
        assert house.mails[0][0].rcpt_tos == ["notices@agency.example"]
        assert house.mails[0][1]["Subject"] == "Re: question"

    def test_a_parent_can_write_out_of_the_blue(self, control: httpx2.Client, house: House) -> None:
        letter = {"from": PARENT, "to": "help@agency.example", "subject": "Hi", "body": "Hello"}
        assert control.post("/sandbox/mail", json=letter).json()["outcome"] == "delivered"
        assert house.mails[0][1].get_content() == "Hello\n"

    def test_an_unknown_mail_cannot_be_answered(self, control: httpx2.Client) -> None:
        answer = control.post("/sandbox/mail/none/replies", json={"body": "x"})
        assert answer.status_code == 404


async def test_broken_mail_is_kept_and_shown(
    sandbox: RunningSandbox, control: httpx2.Client
) -> None:
    raw = b"Content-Type: text/plain; charset=klingon\r\nSubject: =?bad?\r\n\r\n\xff\xfe\r\n"
    async with aiosmtplib.SMTP(
        hostname="127.0.0.1", port=sandbox.smtp_port, start_tls=False
    ) as line:
        await line.sendmail(AGENCY, [PARENT], raw)
    assert control.get(f"/mailbox/{received(sandbox)['id']}").status_code == 200


class TestTheRelay:
    def test_no_relay_is_said_plainly(self, sandbox: RunningSandbox) -> None:
        with sandbox_running(replace(sandbox.config, mail_relay=None)) as alone:
            letter = {"from": PARENT, "to": "help@agency.example", "body": "Hello"}
            sent = alone.http.post("/sandbox/mail", json=letter).json()
        assert sent["outcome"] == "not sent: no mail relay is configured"

    async def test_a_bounce_is_tried_a_few_times_and_then_given_up(
        self, sandbox: RunningSandbox
    ) -> None:
        nowhere = replace(sandbox.config, mail_relay=Relay("127.0.0.1", 9), bounce_retries=2)
        with sandbox_running(nowhere) as lonely:
            lonely.http.put("/sandbox/faults", json={"mail": {"bounce": [PARENT]}})
            await send(lonely, mail())
            wait_until(lambda: len(lonely.log("mail")) == 2)
            said = "not sent: nobody answers at the mail relay"
            wait_until(lambda: lonely.log("mail")[1]["outcome"] == said)

    def test_a_malformed_address_is_no_accident(self, control: httpx2.Client) -> None:
        letter = {"from": PARENT, "to": "<a@b@c>", "body": "Hello"}
        sent = control.post("/sandbox/mail", json=letter).json()
        assert sent["outcome"] == "not sent: an address is malformed"
