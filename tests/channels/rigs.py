"""The adapters of the house, each with a provider that does as told."""

import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field

from channels.protocol import ChannelAdapter
from channels.smtp_email import Config, Server, SmtpEmail
from channels.twilio_sms import TwilioSms
from channels.web_chat import WebChat
from tests.channels.carrier import HANG_UP as CARRIER_HANGS_UP
from tests.channels.carrier import Carrier, Plan, carrier, says
from tests.channels.contract import TAKEN, Rig, Situation
from tests.channels.mail_server import HANG_UP, MailServer, mail_server
from tests.channels.samples import ATTEMPT, MAIL_FROM, MESSAGES, PHONE, created, twilio_config
from tests.support import fake_channel
from tests.support.fake_channel import FakeChannel

TWILIO: dict[Situation, Plan] = {
    Situation.TAKES_IT: says(201, created()),
    Situation.REFUSES_IT: says(400, {"code": 21602, "status": 400}),
    Situation.REFUSES_FOR_NOW: says(429, {"code": 20429, "status": 429}),
    Situation.KNOWS_NO_SUCH_ADDRESS: says(
        400, {"code": 21211, "status": 400, "message": f"The 'To' number {PHONE} is invalid"}
    ),
    Situation.REFUSES_US: says(401, {"code": 20003, "status": 401}),
    Situation.TAKES_IT_AND_HANGS_UP: CARRIER_HANGS_UP,
}

SMTP: dict[Situation, tuple[str, str]] = {
    Situation.REFUSES_IT: ("DATA", "554 5.6.0 maria@example.org would not read that"),
    Situation.REFUSES_FOR_NOW: ("RCPT", "451 4.7.1 <maria@example.org>: greylisted"),
    Situation.KNOWS_NO_SUCH_ADDRESS: ("RCPT", "550 5.1.1 <maria@example.org>: unknown"),
    Situation.REFUSES_US: ("MAIL", "550 5.7.1 not from here"),
    Situation.TAKES_IT_AND_HANGS_UP: ("DATA", HANG_UP),
    Situation.IS_AWAY: ("MAIL", HANG_UP),
}

FAKE = {
    Situation.REFUSES_IT: fake_channel.REFUSED,
    Situation.REFUSES_FOR_NOW: fake_channel.LATER,
    Situation.KNOWS_NO_SUCH_ADDRESS: fake_channel.BAD_CONTACT,
    Situation.REFUSES_US: fake_channel.OPERATIONS,
    Situation.IS_AWAY: fake_channel.LATER,
}


@dataclass
class TwilioRig:
    server: Carrier
    adapter: ChannelAdapter
    to: str = PHONE
    situations: list[Situation] = field(default_factory=list)

    async def arrange(self, situation: Situation) -> None:
        await self.server.go_away()
        if situation is not Situation.IS_AWAY:
            await self.server.come()
            self.situations.append(situation)
            self.server.plan(MESSAGES, TWILIO[situation])

    def taken(self) -> list[str]:
        return [
            asked.form["Body"]
            for asked, situation in zip(self.server.asked, self.situations, strict=True)
            if situation in TAKEN
        ]


@dataclass
class SmtpRig:
    server: MailServer
    adapter: ChannelAdapter
    to: str = "maria@example.org"

    async def arrange(self, situation: Situation) -> None:
        if situation in SMTP:
            self.server.answer(*SMTP[situation])

    def taken(self) -> list[str]:
        return [mail.text.rstrip("\r\n") for mail in self.server.mails]


@dataclass
class ChatRig:
    adapter: ChannelAdapter
    to: str = str(ATTEMPT)

    async def arrange(self, situation: Situation) -> None:
        assert situation is Situation.TAKES_IT, "nothing else can happen inside the house"

    def taken(self) -> list[str]:
        raise NotImplementedError("the database has the text, not the channel")


@dataclass
class FakeRig:
    adapter: FakeChannel
    to: str = PHONE

    async def arrange(self, situation: Situation) -> None:
        if situation is Situation.TAKES_IT_AND_HANGS_UP:
            self.adapter.lose_next()
        elif situation in FAKE:
            self.adapter.fail_next(FAKE[situation])

    def taken(self) -> list[str]:
        return [outgoing.text for outgoing in self.adapter.sent]


@contextlib.asynccontextmanager
async def twilio_rig() -> AsyncIterator[Rig]:
    async with carrier() as server:
        adapter = TwilioSms(twilio_config(api_url=server.url))
        yield TwilioRig(server, adapter)
        await adapter.aclose()


@contextlib.asynccontextmanager
async def smtp_rig() -> AsyncIterator[Rig]:
    async with mail_server() as server:
        adapter = SmtpEmail(Config(Server("127.0.0.1", server.port), MAIL_FROM))
        yield SmtpRig(server, adapter)
        await adapter.aclose()


@contextlib.asynccontextmanager
async def chat_rig() -> AsyncIterator[Rig]:
    yield ChatRig(WebChat())


@contextlib.asynccontextmanager
async def fake_rig() -> AsyncIterator[Rig]:
    yield FakeRig(FakeChannel())


ALL = tuple(Situation)
RIGS: dict[str, tuple[Callable[[], AbstractAsyncContextManager[Rig]], tuple[Situation, ...]]] = {
    "twilio": (twilio_rig, ALL),
    "smtp": (smtp_rig, ALL),
    "chat": (chat_rig, (Situation.TAKES_IT,)),
    "fake": (fake_rig, ALL),
}
"""Each adapter, and the situations it can come into."""
