"""The API as an app of its own: its errors and its description are its own."""

from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from messaging.directory.access import ForbiddenError
from web.api import (
    absences,
    campaigns,
    endpoints,
    handing_over,
    holds,
    messages,
    office,
    open_answers,
    overdue,
    problems,
    rehearsed,
    reports,
    sends,
    several,
    snoozing,
    tasks,
    threads,
    triage_holds,
    uncertain,
    wordings,
)

PREFIX = "/api/v1"

DESCRIPTION = """Read conversations and tasks, answer parents, and see what your systems were told.

Every call carries `Authorization: Bearer <key>`. A key acts for one staff member: it sees what
they see, within its scopes. Lists come in pages: pass `next` of one answer as `cursor` of the
following request. Every POST carries an `Idempotency-Key`; sent again with the same key, it does
nothing twice and answers as the first time.

What a test key (`kin_test_…`) posts is rehearsed: it is checked and answered as ever, with the
header `Kinline-Rehearsed: true`, nothing of it is kept, and it reaches nobody. What it would have
sent stands at `/rehearsed-messages`. Reading with it is reading, and goes on record.

Errors are problem details (RFC 9457).
"""

RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {"model": problems.Problem, "description": words}
    for status, words in (
        (400, "The request cannot be read: malformed JSON, or a header is missing."),
        (401, "No key, or one that is not (or no longer) valid."),
        (403, "The key lacks the scope, or whom it acts for may not do this."),
        (404, "Not there, or not for this key to see."),
        (422, "Something in the request is wrong; each problem has a pointer."),
    )
}


def application() -> FastAPI:
    """Its routes find the runtime in `app.state.runtime`."""
    app = FastAPI(
        title="Kinline",
        version="1",
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        servers=[{"url": PREFIX}],
        root_path_in_servers=False,
        responses=RESPONSES,
    )
    for part in (
        threads,
        messages,
        handing_over,
        snoozing,
        several,
        holds,
        triage_holds,
        open_answers,
        tasks,
        absences,
        office,
        overdue,
        uncertain,
        endpoints,
        sends,
        reports,
        rehearsed,
        wordings,
        campaigns,
    ):
        app.include_router(part.router)
    app.add_exception_handler(HTTPException, problems.http)
    app.add_exception_handler(ForbiddenError, problems.forbidden)
    app.add_exception_handler(RequestValidationError, problems.invalid)
    return app
