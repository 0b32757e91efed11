"""Refusals as RFC 9457 problem details."""

from collections.abc import Iterable
from http import HTTPStatus

from fastapi.responses import JSONResponse

from campaigns.incoming.reading import FieldProblem

MEDIA_TYPE = "application/problem+json"


def problem(status: HTTPStatus, detail: str, errors: Iterable[FieldProblem] = ()) -> JSONResponse:
    """`errors` point at fields of the request (RFC 9457, 3: extension members)."""
    body: dict[str, object] = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": detail,
    }
    if listed := [{"pointer": one.pointer, "detail": one.detail} for one in errors]:
        body["errors"] = listed
    return JSONResponse(body, status.value, media_type=MEDIA_TYPE)
