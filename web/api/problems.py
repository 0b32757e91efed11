"""Errors as problem details (RFC 9457)."""

from collections.abc import Mapping
from http import HTTPStatus

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from messaging.directory.access import ForbiddenError

UNREADABLE = frozenset({"json_invalid"})


class Fault(BaseModel):
    pointer: str = Field(description="where: a JSON pointer into the body, or a parameter's name")
    detail: str


class Problem(BaseModel):
    """RFC 9457 problem details."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str | None = None
    errors: list[Fault] = []


def answer(problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    return JSONResponse(
        problem.model_dump(exclude_none=True),
        status_code=problem.status,
        headers=dict(headers or {}),
        media_type="application/problem+json",
    )


async def http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 (registered for nothing else)
    title = HTTPStatus(error.status_code).phrase
    detail = None if error.detail == title else str(error.detail)
    return answer(Problem(title=title, status=error.status_code, detail=detail), error.headers)


async def forbidden(request: Request, error: Exception) -> Response:
    assert isinstance(error, ForbiddenError)  # noqa: S101 (registered for nothing else)
    words = f"Whom this key acts for may not do this: {error.act.value}."
    status = HTTPStatus.FORBIDDEN
    return answer(Problem(title=status.phrase, status=status, detail=words))


async def invalid(request: Request, error: Exception) -> Response:
    """400 for what cannot be read, or lacks a header; 422 with a pointer for each wrong field."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 (registered for nothing else)
    found = error.errors()
    unreadable = any(each["type"] in UNREADABLE or each["loc"][0] == "header" for each in found)
    status = HTTPStatus.BAD_REQUEST if unreadable else HTTPStatus.UNPROCESSABLE_ENTITY
    faults = [Fault(pointer=_pointer(each["loc"]), detail=each["msg"]) for each in found]
    return answer(Problem(title=status.phrase, status=status, errors=faults))


def _pointer(place: tuple[str | int, ...]) -> str:
    where, *path = place
    if where == "body":
        return "/" + "/".join(str(step) for step in path)
    return f"{where} {'.'.join(str(step) for step in path)}".strip()
