"""`kinline mail` takes what is for us, and promises only what is stored."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiosmtplib
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import select

from messaging.models.inbound import InboundMessage
from messaging.models.receipt import Receipt
from messaging.models.thread import Thread
from messaging.platform.database import Database
from messaging.platform.settings import Settings, SettingsError
from messaging.runtime import Runtime
from service.mail import Listener
from service.mail_recipients import takes
from tests.support.letters import MARIA, bounce, letter, reply_address
from tests.support.people import Office, add_agency, add_office, add_parent
from tests.support.runtimes import SECRET

REPLY_BOX = "reply@in.kinline.example"
OUR_SENDER = "messages@kinline.example"
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what has nothing to do with the kind of database."""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.load(var_dir=tmp_path / "var", secret_key=SECRET, mail_listen="127.0.0.1:0")


@pytest.fixture
def maria(runtime: Runtime, office: Office) -> Thread:
    with runtime.unit() as unit:
        return add_parent(unit, office, email_to=MARIA).thread


@pytest.fixture
async def listener(runtime: Runtime) -> AsyncIterator[Listener]:
    listener = Listener(runtime)
    await listener.start()
    yield listener
    await listener.stop()


@pytest.fixture
async def line(listener: Listener) -> AsyncIterator[aiosmtplib.SMTP]:
    """A sender's mail server, connected to ours."""
    line = aiosmtplib.SMTP(hostname="127.0.0.1", port=listener.port, start_tls=False)
    await line.connect()
    yield line
    line.close()


def stored(runtime: Runtime) -> list[InboundMessage]:
    with runtime.reading() as session:
        return list(session.scalars(select(InboundMessage)))


async def refusal(sending: Callable[[], object]) -> int:
    try:
        result = sending()
        assert asyncio.iscoroutine(result)
        await result
    except aiosmtplib.SMTPResponseException as refused:
        return refused.code
    except aiosmtplib.SMTPRecipientsRefused as refused:
        return refused.recipients[0].code
    return 250


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("reply+abc@in.kinline.example", True),
        ("Reply+ABC@IN.Kinline.Example", True),
        ("anything@in.kinline.example", True),
        ("messages@kinline.example", True),
        ("MESSAGES@kinline.example", True),
        ("postmaster", True),
        ("other@kinline.example", False),
        ("reply+abc@in.kinline.example.org", False),
        ("in.kinline.example", False),
        ("maria@example.org", False),
        ("", False),
    ],
)
def test_it_takes_mail_to_us_only(address: str, expected: bool, settings: Settings) -> None:
    assert takes(settings, address) is expected


async def test_a_reply_is_stored_when_the_sender_hears_250(
    line: aiosmtplib.SMTP, runtime: Runtime, maria: Thread
) -> None:
    to = reply_address(runtime, maria)
    await line.sendmail(MARIA, [to], letter(to))
    (inbound,) = stored(runtime)
    assert (inbound.agency_id, inbound.sender, inbound.recipient) == (maria.agency_id, MARIA, to)
    assert inbound.text == "Yes, I will come."


@on_sqlite
class TestTaking:
    async def test_the_same_mail_again_changes_nothing(
        self, line: aiosmtplib.SMTP, runtime: Runtime, office: Office
    ) -> None:
        for _ in range(2):
            await line.sendmail(MARIA, [REPLY_BOX], letter(REPLY_BOX))
        assert len(stored(runtime)) == 1

    @pytest.mark.parametrize("to", [MARIA, "other@kinline.example"])
    async def test_mail_to_others_is_refused(
        self, line: aiosmtplib.SMTP, runtime: Runtime, office: Office, to: str
    ) -> None:
        assert await refusal(lambda: line.sendmail(MARIA, [to], letter(to))) == 550
        assert stored(runtime) == []

    async def test_a_second_recipient_is_asked_to_come_by_itself(
        self, line: aiosmtplib.SMTP, runtime: Runtime, office: Office
    ) -> None:
        both = ["reply+one@in.kinline.example", "reply+two@in.kinline.example"]
        raw = letter(", ".join(both))
        refused, _ = await line.sendmail(MARIA, both, raw)
        assert {address: answer.code for address, answer in refused.items()} == {both[1]: 452}
        await line.sendmail(MARIA, both[1:], raw)
        assert [inbound.recipient for inbound in stored(runtime)] == both

    async def test_a_mail_announced_as_too_large_is_refused(
        self, line: aiosmtplib.SMTP, office: Office
    ) -> None:
        await line.ehlo()
        too_large = lambda: line.mail(MARIA, options=["SIZE=25000001"])  # noqa: E731 - read aloud
        assert await refusal(too_large) == 552
        assert (await line.mail(MARIA, options=["SIZE=25000000"])).code == 250

    async def test_a_line_longer_than_allowed_is_no_reason_to_refuse(
        self, line: aiosmtplib.SMTP, runtime: Runtime, office: Office
    ) -> None:
        await line.sendmail(MARIA, [REPLY_BOX], letter(REPLY_BOX, "word " * 10_000))
        assert len(stored(runtime)) == 1

    async def test_a_bounce_is_news_of_our_mail(
        self, line: aiosmtplib.SMTP, runtime: Runtime
    ) -> None:
        await line.sendmail("", [OUR_SENDER], bounce("<m.0195@kinline.example>"))
        assert stored(runtime) == []
        with runtime.reading() as session:
            receipt = session.scalars(select(Receipt)).one()
            assert receipt.provider_id == "<m.0195@kinline.example>"

    async def test_an_away_note_is_kept_as_written_by_a_machine(
        self, line: aiosmtplib.SMTP, runtime: Runtime, office: Office
    ) -> None:
        await line.sendmail("", [REPLY_BOX], letter(REPLY_BOX))
        assert [inbound.automatic for inbound in stored(runtime)] == [True]

    async def test_with_several_agencies_the_reply_address_decides(
        self, line: aiosmtplib.SMTP, runtime: Runtime, maria: Thread
    ) -> None:
        with runtime.unit() as unit:
            add_agency(unit, "elm", text_sender="+13125550177")
        to = reply_address(runtime, maria)
        nobodys = await refusal(lambda: line.sendmail(MARIA, [REPLY_BOX], letter(REPLY_BOX)))
        assert nobodys == 550
        await line.sendmail(MARIA, [to], letter(to))
        assert [inbound.agency_id for inbound in stored(runtime)] == [maria.agency_id]


@on_sqlite
class TestTrouble:
    async def test_while_the_database_is_away_the_sender_keeps_the_mail(
        self, runtime: Runtime, office: Office, tmp_path: Path
    ) -> None:
        without_tables = Database(f"sqlite:///{tmp_path / 'empty.db'}")
        away = Listener(replace(runtime, database=without_tables))
        await away.start()
        async with aiosmtplib.SMTP(hostname="127.0.0.1", port=away.port, start_tls=False) as line:
            assert (
                await refusal(lambda: line.sendmail(MARIA, [REPLY_BOX], letter(REPLY_BOX))) == 451
            )
        await away.stop()
        without_tables.dispose()

    async def test_a_defect_of_ours_costs_no_mail(self, runtime: Runtime, office: Office) -> None:
        def broken() -> datetime:
            raise RuntimeError(MARIA)

        listener = Listener(replace(runtime, clock=broken))
        await listener.start()
        async with aiosmtplib.SMTP(
            hostname="127.0.0.1", port=listener.port, start_tls=False
        ) as line:
            assert (
                await refusal(lambda: line.sendmail(MARIA, [REPLY_BOX], letter(REPLY_BOX))) == 451
            )
        await listener.stop()

    async def test_a_taken_port_is_said_in_words(
        self, listener: Listener, runtime: Runtime
    ) -> None:
        taken = runtime.settings.model_copy(update={"mail_listen": f"127.0.0.1:{listener.port}"})
        with pytest.raises(SettingsError, match=r"MAIL_LISTEN: .* taken"):
            await Listener(replace(runtime, settings=taken)).start()


class Held:
    """A clock that keeps a mail in hand until it is let go."""

    def __init__(self, runtime: Runtime) -> None:
        self._clock = runtime.clock
        self.reached = threading.Event()
        self.go_on = threading.Event()

    def __call__(self) -> datetime:
        self.reached.set()
        self.go_on.wait()
        return self._clock()


@on_sqlite
async def test_told_to_end_it_finishes_what_is_in_hand(runtime: Runtime, office: Office) -> None:
    held = Held(runtime)
    listener = Listener(replace(runtime, clock=held))
    await listener.start()
    port = listener.port
    busy, idle = (
        aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False) for _ in range(2)
    )
    await busy.connect()
    await idle.connect()
    sending = asyncio.create_task(busy.sendmail(MARIA, [REPLY_BOX], letter(REPLY_BOX)))
    await asyncio.to_thread(held.reached.wait)

    ending = asyncio.create_task(listener.stop())
    await asyncio.sleep(0)  # one turn of the loop: it has closed its door
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", port)
    assert not ending.done()

    held.go_on.set()
    refused, answer = await sending
    await ending
    assert (refused, answer[:3]) == ({}, "2.0")
    assert len(stored(runtime)) == 1
    with pytest.raises(aiosmtplib.SMTPException):
        await idle.noop()


@on_sqlite
async def test_the_process_ends_cleanly_and_logs_no_details(
    database_url: str, runtime: Runtime, tmp_path: Path
) -> None:
    with runtime.unit() as unit:
        add_office(unit)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "service", "mail"),
        env=dict(
            os.environ,
            VAR_DIR=str(tmp_path / "var"),
            DATABASE_URL=database_url,
            SECRET_KEY=SECRET,
            # Nobody answers there: a lost ring is harmless.
            REDIS_URL="redis://127.0.0.1:1/0",
            MAIL_LISTEN="127.0.0.1:0",
            LOG_FORMAT="json",
        ),
        stderr=subprocess.PIPE,
    )
    assert process.stderr is not None
    ready = json.loads(await process.stderr.readline())
    assert ready["event"] == "mail.ready"
    async with aiosmtplib.SMTP(hostname="127.0.0.1", port=ready["port"], start_tls=False) as line:
        await line.sendmail(MARIA, [REPLY_BOX], letter(REPLY_BOX))
        process.send_signal(signal.SIGTERM)
        log = (await process.stderr.read()).decode()
        line.close()
    assert await process.wait() == 0
    assert "mail.message" in log
    assert "mail.ended" in log
    for detail in ("maria", "example.org", "reply", "I will come"):
        assert detail not in log.lower()
    assert len(stored(runtime)) == 1


@on_sqlite
class TestEncryption:
    async def test_is_offered_where_there_is_a_certificate(
        self, runtime: Runtime, office: Office, tmp_path: Path
    ) -> None:
        chain, key = certificate(tmp_path)
        known = Settings.load(
            var_dir=tmp_path / "var", secret_key=SECRET, mail_listen="127.0.0.1:0",
            mail_tls_cert=chain, mail_tls_key=key,
        )  # fmt: skip
        listener = Listener(replace(runtime, settings=known))
        await listener.start()
        line = aiosmtplib.SMTP(
            hostname="127.0.0.1", port=listener.port, start_tls=True, validate_certs=False
        )
        await line.connect()
        assert line.get_transport_info("cipher") is not None
        await line.sendmail(MARIA, [REPLY_BOX], letter(REPLY_BOX))
        chain.write_text("being replaced")
        await line.quit()
        # A server that cannot encrypt, while the certificate is being replaced.
        plain = aiosmtplib.SMTP(hostname="127.0.0.1", port=listener.port, start_tls=False)
        await plain.connect()
        await plain.sendmail(MARIA, [REPLY_BOX], letter(REPLY_BOX, number=2))
        plain.close()
        await listener.stop()
        assert len(stored(runtime)) == 2

    async def test_is_not_offered_without(self, line: aiosmtplib.SMTP) -> None:
        await line.ehlo()
        assert not line.supports_extension("starttls")

    async def test_with_a_certificate_that_cannot_be_read_it_does_not_start(
        self, runtime: Runtime, tmp_path: Path
    ) -> None:
        (tmp_path / "broken").write_text("no certificate")
        known = runtime.settings.model_copy(
            update={"mail_tls_cert": tmp_path / "broken", "mail_tls_key": tmp_path / "broken"}
        )
        with pytest.raises(SettingsError, match="MAIL_TLS_CERT"):
            await Listener(replace(runtime, settings=known)).start()


@pytest.mark.parametrize("alone", ["mail_tls_cert", "mail_tls_key"])
def test_one_file_without_the_other_is_a_wrong_setting(tmp_path: Path, alone: str) -> None:
    with pytest.raises(SettingsError, match="MAIL_TLS"):
        Settings.load(secret_key=SECRET, **{alone: tmp_path / "mail.pem"})


@on_sqlite
async def test_one_connection_too_many_is_asked_to_come_again(
    runtime: Runtime, office: Office
) -> None:
    listener = Listener(runtime, most=1)
    await listener.start()
    first = aiosmtplib.SMTP(hostname="127.0.0.1", port=listener.port, start_tls=False)
    await first.connect()
    second = aiosmtplib.SMTP(hostname="127.0.0.1", port=listener.port, start_tls=False)
    with pytest.raises(aiosmtplib.SMTPConnectResponseError, match="Too many"):
        await second.connect()
    await first.sendmail(MARIA, [REPLY_BOX], letter(REPLY_BOX))
    first.close()
    await listener.stop()
    assert len(stored(runtime)) == 1


def certificate(folder: Path) -> tuple[Path, Path]:
    """Signed by itself, for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "in.kinline.example")])
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today)
        .not_valid_after(today + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    chain, secret = folder / "mail.crt", folder / "mail.key"
    chain.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return chain, secret
