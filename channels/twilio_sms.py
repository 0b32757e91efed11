"""Texts through Twilio's Messages resource, with the `twilio` package over our own transport.

https://www.twilio.com/docs/messaging/api/message-resource
"""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from twilio.base.exceptions import TwilioException  # type: ignore[import-untyped]  # no py.typed
from twilio.rest import Client  # type: ignore[import-untyped]  # likewise

from channels import twilio_words
from channels.one_loop import OneLoop
from channels.twilio_http import PooledHttpClient, Timeouts, TwilioRefusal
from channels.values import ChannelKind, DeliveryStatus, Outgoing, SendError, SendResult, Sighting

REAL_API = "https://api.twilio.com"
MAX_VALIDITY = timedelta(seconds=36_000)
"""Twilio's longest ValidityPeriod, and also its default."""
MAX_SIGHTINGS = 5_000
_PAGE = 1_000
_HEADERS = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}

NETWORK_FAILURES = (aiohttp.ClientError, OSError, TimeoutError)
# A ValueError is a 2xx answer that is not JSON.
_PROVIDER_FAILURES = (TwilioException, *NETWORK_FAILURES, ValueError)


@dataclass(frozen=True, slots=True)
class Config:
    """One Twilio account. Raises ValueError when `api_url` cannot be one."""

    account_sid: str
    auth_token: str = field(repr=False)
    api_url: str = REAL_API
    """Base of the REST API; another one lets a stand-in take Twilio's place."""
    messaging_service_sid: str | None = None
    from_number: str | None = None
    """Who texts come from when neither the message nor a messaging service says so. E.164."""
    timeouts: Timeouts = field(default_factory=Timeouts)
    connections: int = 50

    def __post_init__(self) -> None:
        parts = urlsplit(self.api_url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError(f"the Twilio API address must look like {REAL_API}")


class TwilioSms:
    """Adapter for texts. Opens its connections on the event loop that first uses it."""

    name = twilio_words.PROVIDER
    kind = ChannelKind.SMS
    remembers = True

    def __init__(self, config: Config) -> None:
        self._config = config
        self._loop = OneLoop()
        self._http = PooledHttpClient(config.api_url, config.timeouts, config.connections)
        self._messages = f"/2010-04-01/Accounts/{config.account_sid}/Messages.json"
        self._auth = (config.account_sid, config.auth_token)
        self._client = Client(config.account_sid, config.auth_token, http_client=self._http)

    async def send(self, outgoing: Outgoing) -> SendResult:
        """Hand over one text. Twilio's ids are `SM…`."""
        sender = self._sender(outgoing)
        if not sender:
            return SendResult(error=twilio_words.NO_SENDER)
        if outgoing.valid_for is not None and outgoing.valid_for < timedelta(seconds=1):
            return SendResult(error=twilio_words.EXPIRED)
        self._loop.enter()
        try:
            # Not `messages.create_async`: the layers above our transport cost as much again, and
            # we want but the id.
            answer = await self._http.request(
                "POST",
                self._messages,
                data=_form(outgoing) | sender,
                headers=_HEADERS,
                auth=self._auth,
            )
            sid = json.loads(answer.text).get("sid")
        except (*_PROVIDER_FAILURES, AttributeError) as failure:
            return SendResult(error=_error(failure))
        if not sid:
            return SendResult(error=twilio_words.UNREADABLE)
        return SendResult(provider_id=sid)

    async def sightings(self, to: str, since: datetime) -> list[Sighting] | None:
        """Messages to `to` that Twilio created at `since` (to the second) or later.

        Twilio's own date filter is not used: it goes by whole days of DateSent, which a message
        that still waits in Twilio's queue does not have, and a message that we fail to see would
        be sent twice. None when the list is too long to be read to its end.
        """
        self._loop.enter()
        try:
            listed = await self._client.messages.list_async(
                to=to, limit=MAX_SIGHTINGS, page_size=_PAGE
            )
            seen = [_sighting(item) for item in listed]
        except (*_PROVIDER_FAILURES, KeyError):
            return None
        if len(listed) >= MAX_SIGHTINGS:
            return None
        # date_created has no fraction of a second.
        start = since.replace(microsecond=0)
        return [sighting for sighting in seen if sighting.created_at >= start]

    async def check(self) -> str | None:
        """Fetch our own account: is it there, is it ours, is it active?"""
        self._loop.enter()
        try:
            account = await self._client.api.v2010.accounts(self._config.account_sid).fetch_async()
        except _PROVIDER_FAILURES as failure:
            return _error(failure).reason
        if account.status != "active":
            return f"Our Twilio account is {account.status}, not active."
        if not self._config.messaging_service_sid and not self._config.from_number:
            return twilio_words.NO_SENDER.reason
        return None

    async def aclose(self) -> None:
        await self._http.aclose()
        self._loop.leave()

    def _sender(self, outgoing: Outgoing) -> dict[str, str]:
        config = self._config
        sender = outgoing.sender or config.messaging_service_sid or config.from_number
        if not sender:
            return {}
        return {"MessagingServiceSid" if sender.startswith("MG") else "From": sender}


def _form(outgoing: Outgoing) -> dict[str, str]:
    form = {"To": outgoing.to, "Body": outgoing.text}
    if outgoing.callback_url:
        form["StatusCallback"] = outgoing.callback_url
    if outgoing.valid_for is not None:
        form["ValidityPeriod"] = str(int(min(outgoing.valid_for, MAX_VALIDITY).total_seconds()))
    return form


def _error(failure: Exception) -> SendError:
    if isinstance(failure, TwilioRefusal):
        return twilio_words.error_of_answer(failure.status, failure.code, failure.retry_after)
    if isinstance(failure, NETWORK_FAILURES):
        return twilio_words.error_of_network(failure)
    return twilio_words.UNREADABLE


def _sighting(message: Any) -> Sighting:
    status = twilio_words.STATUSES.get(message.status, DeliveryStatus.ACCEPTED)
    if not message.sid or message.date_created is None:
        raise ValueError("Twilio listed a message without id or date")
    return Sighting(
        provider_id=message.sid,
        text=message.body or "",
        created_at=message.date_created,
        status=status,
        error=twilio_words.failure(status, message.error_code),
    )
