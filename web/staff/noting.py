"""Noting beside a conversation what is known of this parent in fields of the agency's own."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from fastapi import APIRouter, HTTPException, Request, status
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from messaging.directory import own_values
from messaging.directory.own_values import NotFoundError, UnfitNotesError
from messaging.runtime import Runtime
from web.dependencies import RuntimeDep
from web.staff.desk import NO_SUCH_THREAD, desk, opened
from web.staff.frame import desk_page, thread_again
from web.staff.sessions import SignedIn, WriterDep

router = APIRouter()

BEGINS = "field-"
"""The name of an input, before the key of its field."""


@router.post("/threads/{thread_id}/fields")
async def note(
    request: Request, runtime: RuntimeDep, person: WriterDep, thread_id: UUID
) -> Response:
    """The form has an input for each field; what is not in it stays as it is."""
    given = await request.form()
    told = {
        name.removeprefix(BEGINS): value
        for name, value in given.items()
        if name.startswith(BEGINS) and isinstance(value, str)
    }
    return await run_in_threadpool(_note, request, runtime, person, thread_id, told)


def _note(
    request: Request, runtime: Runtime, person: SignedIn, thread_id: UUID, told: dict[str, str]
) -> Response:
    viewer = person.viewer
    try:
        with runtime.unit() as unit:
            rows = opened(unit.session, viewer, thread_id)
            own_values.note(unit, viewer, viewer.actor, thread_id, told)
            return thread_again(request, unit.session, rows, person)
    except NotFoundError:
        raise HTTPException(status.HTTP_404_NOT_FOUND, NO_SUCH_THREAD) from None
    except UnfitNotesError as error:
        return _refused(runtime, person, thread_id, told, error.problems)


def _refused(
    runtime: Runtime,
    person: SignedIn,
    thread_id: UUID,
    told: Mapping[str, str],
    problems: Mapping[str, str],
) -> Response:
    """Nothing was noted; what was typed stays in the form, with why beside it."""
    with runtime.reading() as session:
        shown = desk(session, opened(session, person.viewer, thread_id), person)
        own = [
            each.typed(told[each.key], problems.get(each.key, ""), person.voice)
            if each.key in told
            else each
            for each in shown.case.own
        ]
        return desk_page(
            session,
            person,
            replace(shown, case=replace(shown.case, own=own)),
            status_code=status.HTTP_422_UNPROCESSABLE_CONTENT,
        )
