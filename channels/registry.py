"""The one place where adapters are named."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping

from channels import smtp_email, twilio_sms
from channels.protocol import ChannelAdapter
from channels.smtp_email import SmtpEmail
from channels.twilio_sms import TwilioSms
from channels.values import ChannelKind
from channels.web_chat import WebChat


class Registry(Mapping[ChannelKind, ChannelAdapter]):
    """Which adapter carries which kind of message. Raises ValueError when two claim one kind."""

    def __init__(self, adapters: Iterable[ChannelAdapter]) -> None:
        self._adapters: dict[ChannelKind, ChannelAdapter] = {}
        for adapter in adapters:
            if adapter.kind in self._adapters:
                raise ValueError(f"two adapters for {adapter.kind}")
            self._adapters[adapter.kind] = adapter

    def __getitem__(self, kind: ChannelKind) -> ChannelAdapter:
        return self._adapters[kind]

    def __iter__(self) -> Iterator[ChannelKind]:
        return iter(self._adapters)

    def __len__(self) -> int:
        return len(self._adapters)

    async def check(self) -> dict[str, str | None]:
        """Ask every adapter at once: its name, and what is wrong with it or None."""
        answers = await asyncio.gather(*(adapter.check() for adapter in self.values()))
        return {
            adapter.name: answer for adapter, answer in zip(self.values(), answers, strict=True)
        }

    async def aclose(self) -> None:
        """Close every adapter, also when one of them fails; then raise what failed."""
        closing = (adapter.aclose() for adapter in self.values())
        results = await asyncio.gather(*closing, return_exceptions=True)
        failures = [result for result in results if isinstance(result, Exception)]
        if failures:
            raise ExceptionGroup("channels did not close", failures)


def build(
    *, twilio: twilio_sms.Config | None = None, smtp: smtp_email.Config | None = None
) -> Registry:
    """The adapters of an installation. Web chat needs no settings and is always there."""
    adapters: list[ChannelAdapter] = [WebChat()]
    if twilio is not None:
        adapters.append(TwilioSms(twilio))
    if smtp is not None:
        adapters.append(SmtpEmail(smtp))
    return Registry(adapters)
