"""Twilio's REST API for messages.

Plain Starlette routes: creating a message is the path load tests lean on, and reading a form of
five fields needs no dependency machinery.
"""

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable
from hmac import compare_digest
from typing import Any
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sandbox.carrier import errors, listing, outgoing, resources
from sandbox.carrier.drop import Dropped
from sandbox.carrier.errors import RefusedError
from sandbox.carrier.lifecycle import Lifecycle
from sandbox.carrier.resources import API_VERSION
from sandbox.config import Config
from sandbox.faults import Mischief
from sandbox.records import now
from sandbox.store import Store

_ROOT = f"/{API_VERSION}/Accounts/{{account}}"
_Handler = Callable[[Request], Awaitable[Response]]


class Api:
    """The routes, and what guards them all: faults, then credentials."""

    def __init__(
        self, config: Config, store: Store, lifecycle: Lifecycle, mischief: Mischief
    ) -> None:
        self._config = config
        self._store = store
        self._lifecycle = lifecycle
        self._mischief = mischief
        self._started = now()
        pair = f"{config.account_sid}:{config.auth_token}".encode()
        self._credentials = b"Basic " + base64.b64encode(pair)

    def routes(self) -> list[Route]:
        return [
            Route(f"{_ROOT}/Messages.json", self._guarded(self._create), methods=["POST"]),
            Route(f"{_ROOT}/Messages.json", self._guarded(self._list), methods=["GET"]),
            Route(f"{_ROOT}/Messages/{{sid}}.json", self._guarded(self._fetch), methods=["GET"]),
            Route(f"{_ROOT}/Messages/{{text}}/Media/{{sid}}", self._guarded(self._media)),
            Route("/media/{ticket}", self._stored),
            Route(f"{_ROOT}.json", self._guarded(self._account), methods=["GET"]),
            Route(f"/{API_VERSION}/{{rest:path}}", self._guarded(self._nothing)),
        ]

    def _guarded(self, handle: _Handler) -> _Handler:
        async def guarded(request: Request) -> Response:
            faults, strikes = self._mischief.faults, self._mischief.strikes
            if faults.latency_ms:
                await asyncio.sleep(faults.latency_ms / 1000)
            if strikes(faults.drop_before_accept):
                return Dropped()
            try:
                self._check(request)
                return await handle(request)
            except RefusedError as refusal:
                return errors.response(refusal, self._extra_headers(refusal))

        return guarded

    def _check(self, request: Request) -> None:
        given = request.headers.get("authorization", "").encode()
        if not compare_digest(given, self._credentials):
            raise RefusedError(20003)
        if request.path_params.get("account", self._config.account_sid) != self._config.account_sid:
            raise RefusedError(20003)
        if self._mischief.strikes(self._mischief.faults.rate_429):
            raise RefusedError(20429)
        if self._mischief.strikes(self._mischief.faults.rate_500):
            raise RefusedError(20500)

    def _extra_headers(self, refusal: RefusedError) -> dict[str, str]:
        wait = self._mischief.faults.retry_after
        return {"Retry-After": str(wait)} if refusal.code == 20429 and wait is not None else {}

    async def _create(self, request: Request) -> Response:
        form = parse_qs((await request.body()).decode(errors="replace"), keep_blank_values=True)
        faults, strikes = self._mischief.faults, self._mischief.strikes
        text = outgoing.text_from(form, self._store, self._config.service_numbers)
        if text.sender in faults.refuse_senders:
            raise RefusedError(21606, text.sender)
        self._lifecycle.begin(text)
        if faults.answer_ms:
            await asyncio.sleep(faults.answer_ms / 1000)
        if strikes(faults.drop_after_accept):
            return Dropped()
        if strikes(faults.rate_500_after_accept):
            raise RefusedError(20500)
        return _json(resources.message(text, self._config.account_sid), 201)

    async def _fetch(self, request: Request) -> Response:
        text = self._store.text(request.path_params["sid"])
        if text is None:
            raise RefusedError(20404, request.url.path)
        return _json(resources.message(text, self._config.account_sid))

    async def _media(self, request: Request) -> Response:
        """Where the bytes are for a short while; without credentials, as at Twilio's store."""
        media = self._store.media(request.path_params["text"], request.path_params["sid"])
        if media is None:
            raise RefusedError(20404, request.url.path)
        return RedirectResponse(f"/media/{media.ticket}", 307)

    async def _stored(self, request: Request) -> Response:
        if "authorization" in request.headers:
            # As Amazon's S3 does: only one way to prove oneself is allowed, the address itself.
            return Response("InvalidArgument", 400)
        media = self._store.media_of_ticket(request.path_params["ticket"])
        if media is None:
            return Response("NoSuchKey", 404)
        return Response(media.content, media_type=media.kind)

    async def _list(self, request: Request) -> Response:
        try:
            page = listing.page(self._store, request.query_params, self._config.account_sid)
        except ValueError:
            raise RefusedError(20001) from None
        return _json(page)

    async def _account(self, request: Request) -> Response:
        return _json(resources.account(self._config.account_sid, self._started))

    async def _nothing(self, request: Request) -> Response:
        raise RefusedError(20404, request.url.path)


def _json(body: dict[str, Any], status: int = 200) -> Response:
    return Response(json.dumps(body), status, media_type="application/json")
