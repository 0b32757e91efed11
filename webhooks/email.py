"""A door for raw mail, for installations whose mail provider posts what it takes in.

The same as the SMTP listener of `kinline mail` behind it; the signature is the agency's own.
"""

from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from channels.inbound_mail import Envelope, read
from messaging.runtime import Runtime
from webhooks.dependencies import RuntimeDep
from webhooks.mail_intake import NoAgencyError, UnknownAgencyError, agency_of, deliver
from webhooks.problems import MEDIA_TYPE, problem
from webhooks.signatures import BadSignatureError, secrets_of, verify

router = APIRouter(prefix="/webhooks/email", tags=["email"])

AGENCY_HEADER = "kinline-agency"
RAW_MAIL = "message/rfc822"

REFUSALS = {
    400: "The body is empty. Send one raw mail.",
    401: "The signature is missing, wrong or too old.",
    404: "There is no such agency.",
    415: f"Send one raw mail, with the content type {RAW_MAIL}.",
    422: f"Whose mail it is cannot be told: name the agency in the header {AGENCY_HEADER}.",
}


@router.post(
    "/inbound",
    responses={
        code: {"description": words, "content": {MEDIA_TYPE: {}}}
        for code, words in REFUSALS.items()
    },
)
async def inbound(request: Request, runtime: RuntimeDep) -> Response:
    """Stored before the 200, `{"new": false}` when it was kept before. Signed as the Standard
    Webhooks specification says, by the agency that the mail is for."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != RAW_MAIL:
        return _refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    body = await request.body()
    if not body.strip():
        return _refusal(HTTPStatus.BAD_REQUEST)
    return await run_in_threadpool(_answer, runtime, request, body)


def _answer(runtime: Runtime, request: Request, body: bytes) -> Response:
    mail = read(body, Envelope(), runtime.clock())
    try:
        with runtime.reading() as session:
            agency = agency_of(session, runtime, mail, request.headers.get(AGENCY_HEADER))
            secrets = secrets_of(session, agency, runtime.clock())
        verify(body, request.headers, secrets, runtime.clock())
    except UnknownAgencyError:
        return _refusal(HTTPStatus.NOT_FOUND)
    except NoAgencyError:
        return _refusal(HTTPStatus.UNPROCESSABLE_ENTITY)
    except BadSignatureError:
        return _refusal(HTTPStatus.UNAUTHORIZED)
    with runtime.unit() as unit:
        new = deliver(unit, runtime, mail, agency)
    return JSONResponse({"new": new})


def _refusal(status: HTTPStatus) -> JSONResponse:
    return problem(status, REFUSALS[status.value])
