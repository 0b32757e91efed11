"""Twilio's doors: a parent's text, and what became of ours.

Each request is verified, stored and answered; whatever follows happens after the answer. Twilio
waits 15 seconds and then turns to its fallback, so nothing slow may stand here. It brings neither
a text nor a report again that was answered with an error, so both go to the disk while the
database is away (`messaging/inbound/spool.py`).
"""

from urllib.parse import parse_qsl
from uuid import UUID

import structlog
from fastapi import APIRouter, HTTPException, Request, Response
from starlette.datastructures import ImmutableMultiDict

from channels import twilio_words
from channels.values import Inbound
from messaging.inbound.spooled import Stored, Text
from messaging.platform.ids import new_id
from messaging.runtime import Runtime
from webhooks.dependencies import doors_of, runtime_of
from webhooks.twilio_signature import genuine

log = structlog.get_logger(__name__)

router = APIRouter()

EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


class SignedForm(ImmutableMultiDict[str, str]):
    """A form whose signature has been checked; `raw` is the body as it came."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        super().__init__(parse_qsl(raw, keep_blank_values=True, strict_parsing=bool(raw)))


async def signed_form(request: Request, runtime: Runtime) -> SignedForm:
    """Raises 400 for a body that is no form, 403 for one that Twilio did not sign."""
    try:
        form = SignedForm((await request.body()).decode())
        url = _public_url(request, runtime)
    except ValueError:
        raise HTTPException(400, "The body is not a form.") from None
    signature = request.headers.get("X-Twilio-Signature", "")
    if not genuine(runtime.settings.twilio_token, url, form.multi_items(), signature):
        raise HTTPException(403, "The signature is missing or wrong.")
    return form


async def inbound(request: Request) -> Response:
    """Kept before the 2xx. A repeat is accepted and changes nothing."""
    runtime = runtime_of(request)
    form = await signed_form(request, runtime)
    message = _translated(form, runtime)
    text = Text(message, (message.recipient, form.get("MessagingServiceSid", "")))
    # Its id is made now: however it gets into the database, it comes before what arrives later.
    stored = await doors_of(request.app, runtime).texts.keep((new_id(), text))
    if stored is Stored.NOBODYS:
        # Not ours to keep, and not to be lost: Twilio tries again and then its fallback.
        raise HTTPException(503, "No agency uses this sender; add one with `kinline agency`.")
    if stored is not None:
        new = stored is Stored.NEW
        log.info("twilio.inbound", provider_id=message.provider_id, new=new)
    return _accepted()


async def status(request: Request) -> Response:
    """`attempt` is ours, from the callback URL we gave; the signature covers it."""
    runtime = runtime_of(request)
    form = await signed_form(request, runtime)
    try:
        report = twilio_words.delivery_report(form, _uuid(request.query_params.get("attempt")))
    except ValueError as error:
        raise HTTPException(400, str(error)) from None
    if report is not None:
        await doors_of(request.app, runtime).reports.keep(report)
    return _accepted()


# Plain routes: there is nothing for FastAPI to read from these requests that we do not verify
# first, and its reading costs as much as our storing.
router.add_route("/webhooks/twilio/inbound", inbound, ["POST"])
router.add_route("/webhooks/twilio/status", status, ["POST"])


def _public_url(request: Request, runtime: Runtime) -> str:
    """Behind a proxy the address we see is not the one Twilio signed."""
    query = request.scope["query_string"].decode()
    return f"{runtime.settings.public_url}{request.scope['path']}{f'?{query}' if query else ''}"


def _translated(form: SignedForm, runtime: Runtime) -> Inbound:
    try:
        return twilio_words.inbound(form, runtime.clock(), form.raw)
    except ValueError as error:
        raise HTTPException(400, str(error)) from None


def _uuid(text: str | None) -> UUID | None:
    """Ours or nothing: a broken one still leaves the provider's id to go by."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _accepted() -> Response:
    return Response(EMPTY_TWIML, media_type="text/xml")
