"""A parent texts: the webhook that tells the house, retried a few times if nobody is home."""

import asyncio
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from sandbox.carrier import optout, segments, twiml
from sandbox.carrier.courier import Answer, Courier, status_of
from sandbox.carrier.lifecycle import Lifecycle
from sandbox.carrier.resources import API_VERSION, media_url
from sandbox.config import Config
from sandbox.faults import Mischief
from sandbox.records import Media, Text
from sandbox.store import Store
from sandbox.tasks import Tasks

_PLACES = tuple(f"{end}{part}" for end in ("From", "To") for part in ("City", "State", "Zip"))


@dataclass(frozen=True, slots=True, repr=False)
class Handover:
    """How the house took a parent's text."""

    sid: str
    status: int | None
    """HTTP status of the webhook; None if nobody answered or no inbound URL is set."""
    body: str
    replies: list[str]
    """Texts the answer asked to send back."""


class Handsets:
    """The parents' phones."""

    def __init__(
        self,
        config: Config,
        store: Store,
        courier: Courier,
        lifecycle: Lifecycle,
        mischief: Mischief,
        tasks: Tasks,
    ) -> None:
        self._config = config
        self._store = store
        self._courier = courier
        self._lifecycle = lifecycle
        self._mischief = mischief
        self._tasks = tasks

    def addressee(self, handset: str) -> str:
        """Whom an answer goes to: the last number that texted this handset."""
        for text in reversed(self._store.texts(handset)):
            other = text.to if text.inbound else text.sender
            if other is not None:
                return other
        return self._config.service_numbers[0]

    async def text(
        self,
        handset: str,
        to: str,
        body: str,
        media: tuple[str, ...] = (),
        files: tuple[Media, ...] = (),
    ) -> Handover:
        """Send a text from a handset to the house. If the house does not take it, it is tried
        again in the background."""
        text = Text(
            to=to,
            sender=handset,
            body=body,
            media=media,
            files=files,
            direction="inbound",
            status="received",
            segments=segments.count(body),
        )
        self._store.add_text(text)
        handover = await self._post(text, self._opt_out(text))
        if self._mischief.strikes(self._mischief.faults.inbound.repeat):
            await self._post(text, self._kind(text))
        if not text.handed_over and self._config.inbound_url:
            self._tasks.start(self._keep_trying(text))
        return handover

    async def retry(self, handset: str) -> list[Handover]:
        """Post once more, now, every text of this handset that the house has not taken."""
        waiting = [
            text for text in self._store.texts(handset) if text.inbound and not text.handed_over
        ]
        return [await self._post(text, self._kind(text)) for text in waiting]

    async def _keep_trying(self, text: Text) -> None:
        wait = self._config.retry_backoff.total_seconds()
        for _ in range(_retries(self._config)):
            await asyncio.sleep(wait)
            if text.handed_over:
                return
            await self._post(text, self._kind(text))
            wait *= 2

    def _kind(self, text: Text) -> optout.OptOut | None:
        return optout.recognise(text.body) if self._config.carrier_opt_out else None

    def _opt_out(self, text: Text) -> optout.OptOut | None:
        kind = self._kind(text)
        if kind is not None and text.sender is not None:
            optout.apply(self._store, kind, text.sender, text.to)
            self._reply(text, optout.ANSWERS[kind])
        return kind

    async def _post(self, text: Text, kind: optout.OptOut | None) -> Handover:
        url = self._config.inbound_url
        answer = await self._courier.post(url, self._form(text, kind)) if url else None
        text.answers.append(status_of(answer))
        bodies = _replies(answer)
        for body in bodies:
            self._reply(text, body)
        return Handover(text.sid, status_of(answer), answer.body if answer else "", bodies)

    def _reply(self, text: Text, body: str) -> None:
        self._lifecycle.begin(
            Text(
                to=text.sender or "",
                sender=text.to,
                body=body,
                direction="outbound-reply",
                status="queued",
                segments=segments.count(body),
            )
        )

    def _form(self, text: Text, kind: optout.OptOut | None) -> dict[str, str]:
        """Every field Twilio sends. Source: https://www.twilio.com/docs/messaging/twiml"""
        form = {
            "AccountSid": self._config.account_sid,
            "ApiVersion": API_VERSION,
            "Body": text.body,
            "From": text.sender or "",
            "FromCountry": "US",
            "MessageSid": text.sid,
            "NumMedia": str(len(text.media) + len(text.files)),
            "NumSegments": str(text.segments),
            "ReferralNumMedia": "0",
            "SmsMessageSid": text.sid,
            "SmsSid": text.sid,
            "SmsStatus": "received",
            "To": text.to,
            "ToCountry": "US",
        }
        form |= dict.fromkeys(_PLACES, "")
        kept = [(media_url(text, one, self._config.account_sid), one.kind) for one in text.files]
        elsewhere = [(url, "image/jpeg") for url in text.media]
        for place, (url, media_type) in enumerate(kept + elsewhere):
            form |= {f"MediaUrl{place}": url, f"MediaContentType{place}": media_type}
        if self._config.service_sid:
            form["MessagingServiceSid"] = self._config.service_sid
        if kind is not None:
            form["OptOutType"] = kind.value
        return form


def _replies(answer: Answer | None) -> list[str]:
    return twiml.replies(answer.body) if answer and answer.status < 300 else []


def _retries(config: Config) -> int:
    """Source: https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides"""
    asked = parse_qs(urlsplit(config.inbound_url or "").fragment).get("rc", [""])[0]
    return int(asked) if asked.isdecimal() else config.inbound_retries
