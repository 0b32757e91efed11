"""An agency's door: its events come in signed, are checked, stored and followed, once."""

from collections.abc import Sequence
from http import HTTPStatus

import structlog
from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from campaigns.incoming.kinds import AgencyEventIn
from campaigns.incoming.reading import (
    EventRefusedError,
    FieldProblem,
    MalformedEventError,
    read_event,
)
from campaigns.intake import Accepted, accept
from campaigns.retrying import retrying
from messaging.directory.agencies import agency_by_slug
from messaging.directory.register import UnfitError
from messaging.models.agency import Agency
from messaging.runtime import Runtime
from webhooks.dependencies import RuntimeDep
from webhooks.problems import MEDIA_TYPE, problem
from webhooks.signatures import BadSignatureError, secrets_of, verify

log = structlog.get_logger(__name__)

router = APIRouter(prefix="/webhooks/agency", tags=["agency events"])

LARGEST = 64 * 1024
"""Bytes. An event about one party with ten contacts takes two thousand."""

REFUSALS = {
    400: "The body is not JSON.",
    401: "The signature is missing, wrong or too old.",
    404: "There is no such agency.",
    413: "The body is too large.",
    422: "A field cannot be taken; `errors` points at each. Nothing was stored.",
}


@router.post(
    "/{agency}",
    status_code=HTTPStatus.ACCEPTED,
    responses={
        code: {"description": words, "content": {MEDIA_TYPE: {}}}
        for code, words in REFUSALS.items()
    },
)
async def receive(agency: str, request: Request, runtime: RuntimeDep) -> JSONResponse:
    """Signed as the Standard Webhooks specification says; `webhook-id` is the event's identity, so
    a repeat answers as the first did."""
    body = await _body(request)
    if body is None:
        return problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"More than {LARGEST} bytes.")
    return await run_in_threadpool(_answer, runtime, agency, body, request)


async def _body(request: Request) -> bytes | None:
    """None as soon as it is more than we take, whatever its header promised."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LARGEST:
            return None
    return bytes(body)


def _answer(runtime: Runtime, slug: str, body: bytes, request: Request) -> JSONResponse:
    with runtime.reading() as session:
        agency = agency_by_slug(session, slug)
        if agency is None:
            return problem(HTTPStatus.NOT_FOUND, REFUSALS[404])
        secrets = secrets_of(session, agency, runtime.clock())
    try:
        event_id = verify(body, request.headers, secrets, runtime.clock())
    except BadSignatureError:
        return problem(HTTPStatus.UNAUTHORIZED, REFUSALS[401])
    try:
        text = body.decode()
        event = read_event(text)
        accepted = retrying(lambda: _accept(runtime, agency, event, event_id, text))
    except UnicodeDecodeError:
        return problem(HTTPStatus.BAD_REQUEST, "The body is not JSON: it is not UTF-8.")
    except MalformedEventError as error:
        return problem(HTTPStatus.BAD_REQUEST, f"The body is not JSON: {error}.")
    except EventRefusedError as error:
        return _unprocessable(error.problems)
    except UnfitError as error:
        return _unprocessable([FieldProblem(at, words) for at, words in error.problems.items()])
    log.info("agency.event", stored=accepted.answer["event"], repeated=accepted.repeated)
    return JSONResponse(accepted.answer, HTTPStatus.ACCEPTED)


def _accept(
    runtime: Runtime, agency: Agency, event: AgencyEventIn, event_id: str, text: str
) -> Accepted:
    with runtime.unit() as unit:
        return accept(unit, agency, event, event_id, text)


def _unprocessable(problems: Sequence[FieldProblem]) -> JSONResponse:
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, REFUSALS[422], problems)
