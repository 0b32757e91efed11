"""Twilio's doors: a parent's text, and what became of ours.

Each request is verified, stored and answered; whatever follows happens after the answer. Twilio
waits 15 seconds and then turns to its fallback, so nothing slow may stand here. It brings neither
a text nor a report again that was answered with an error, so both go to the disk while the
database is away (`messaging/inbound/spool.py`).
"""

from functools import partial
from typing import Annotated
from urllib.parse import parse_qsl
from uuid import UUID

import structlog
from fastapi import APIRouter, Depends, HTTPException, Request, Response
from starlette.datastructures import ImmutableMultiDict
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from channels import twilio_words
from channels.values import DeliveryReport, Inbound
from messaging.inbound.spooled import NoAgencyError, Text, store_text
from messaging.outbound import receipts
from messaging.platform.ids import new_id
from messaging.runtime import Runtime
from webhooks.dependencies import RuntimeDep, SpoolsDep
from webhooks.keeping import keep

log = structlog.get_logger(__name__)

router = APIRouter(prefix="/webhooks/twilio", tags=["twilio"])

EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


class SignedForm(ImmutableMultiDict[str, str]):
    """A form whose signature has been checked; `raw` is the body as it came."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        super().__init__(parse_qsl(raw, keep_blank_values=True, strict_parsing=bool(raw)))


async def signed_form(request: Request, runtime: RuntimeDep) -> SignedForm:
    """Raises 400 for a body that is no form, 403 for one that Twilio did not sign
    (https://www.twilio.com/docs/usage/webhooks/webhooks-security)."""
    try:
        form = SignedForm((await request.body()).decode())
    except ValueError:
        raise HTTPException(400, "The body is not a form.") from None
    signature = request.headers.get("X-Twilio-Signature", "")
    validator = RequestValidator(runtime.settings.twilio_token)
    if not validator.validate(_public_url(request, runtime), form, signature):
        raise HTTPException(403, "The signature is missing or wrong.")
    return form


Form = Annotated[SignedForm, Depends(signed_form)]


@router.post("/inbound")
async def inbound(form: Form, runtime: RuntimeDep, spools: SpoolsDep) -> Response:
    """Kept before the 2xx. A repeat is accepted and changes nothing."""
    # Made now: however it gets into the database, it comes before what arrives later.
    item_id = new_id()
    message = _translated(form, runtime)
    text = Text(message, (message.recipient, form.get("MessagingServiceSid", "")))
    await keep(
        partial(_store, runtime, item_id, text),
        spools.texts,
        partial(spools.keep_text, item_id, text),
    )
    return _accepted()


@router.post("/status")
async def status(
    form: Form, runtime: RuntimeDep, spools: SpoolsDep, attempt: str | None = None
) -> Response:
    """`attempt` is ours, from the callback URL we gave; the signature covers it."""
    try:
        report = twilio_words.delivery_report(form, _uuid(attempt))
    except ValueError as error:
        raise HTTPException(400, str(error)) from None
    if report is not None:
        await keep(
            partial(_apply, runtime, report),
            spools.reports,
            partial(spools.keep_report, new_id(), report),
        )
    return _accepted()


def _public_url(request: Request, runtime: Runtime) -> str:
    """Behind a proxy the address we see is not the one Twilio signed."""
    query = f"?{request.url.query}" if request.url.query else ""
    return f"{runtime.settings.public_url}{request.url.path}{query}"


def _translated(form: SignedForm, runtime: Runtime) -> Inbound:
    try:
        return twilio_words.inbound(form, runtime.clock(), form.raw)
    except ValueError as error:
        raise HTTPException(400, str(error)) from None


def _store(runtime: Runtime, item_id: UUID, text: Text) -> None:
    try:
        with runtime.unit() as unit:
            new = store_text(unit, item_id, text)
    except NoAgencyError:
        # Not ours to keep, and not to be lost: Twilio tries again and then its fallback.
        raise HTTPException(
            503, "No agency uses this sender; add one with `kinline agency`."
        ) from None
    log.info("twilio.inbound", provider_id=text.inbound.provider_id, new=new)


def _apply(runtime: Runtime, report: DeliveryReport) -> None:
    with runtime.unit() as unit:
        receipts.apply(unit, report)


def _uuid(text: str | None) -> UUID | None:
    """Ours or nothing: a broken one still leaves the provider's id to go by."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _accepted() -> Response:
    return Response(EMPTY_TWIML, media_type="text/xml")
