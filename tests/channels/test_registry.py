"""The registry knows each adapter by the kind of message it carries."""

import pytest

from channels import registry, smtp_email
from channels.registry import Registry
from channels.smtp_url import Server
from channels.values import ChannelKind
from tests.channels.samples import MAIL_FROM, twilio_config
from tests.support.fake_channel import FakeChannel


async def test_an_installation_has_what_it_is_configured_for() -> None:
    smtp = smtp_email.Config(Server("127.0.0.1", 25), MAIL_FROM)
    built = registry.build(twilio=twilio_config(), smtp=smtp)
    names = {kind: adapter.name for kind, adapter in built.items()}
    await built.aclose()
    assert names == {
        ChannelKind.CHAT: "chat",
        ChannelKind.SMS: "twilio",
        ChannelKind.EMAIL: "smtp",
    }


def test_without_settings_there_is_chat() -> None:
    built = registry.build()
    assert list(built) == [ChannelKind.CHAT]
    with pytest.raises(KeyError):
        built[ChannelKind.SMS]


def test_two_adapters_for_one_kind_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="two adapters for sms"):
        Registry([FakeChannel(), FakeChannel()])


async def test_checking_asks_everyone() -> None:
    text, email = FakeChannel(name="text"), FakeChannel(ChannelKind.EMAIL, name="email")
    email.complaint = "The mail server could not be reached."
    assert await Registry([text, email]).check() == {"text": None, "email": email.complaint}


class Stuck(FakeChannel):
    async def aclose(self) -> None:
        raise OSError("stuck")


async def test_closing_closes_everyone_even_when_one_fails() -> None:
    last = FakeChannel(ChannelKind.EMAIL)
    with pytest.raises(ExceptionGroup, match="did not close"):
        await Registry([Stuck(), last]).aclose()
    assert last.closed
