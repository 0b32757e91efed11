"""Laying a conversation aside until a time, and bringing it back before."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, HTTPException, status
from fastapi.responses import RedirectResponse

from messaging.directory import closing, snoozing
from web.catalogue import N_
from web.dependencies import RuntimeDep
from web.staff.desk import NO_SUCH_THREAD
from web.staff.frame import to_thread
from web.staff.sessions import WriterDep
from web.staff.snooze_times import When, until

router = APIRouter(prefix="/threads/{thread_id}")

NO_TIME = N_("Choose a time within the next 90 days, such as tomorrow at 8:00.")
UNREAD = N_("The parent wrote something that nobody has read yet. Open it first.")


@router.post("/snooze")
def snooze(
    runtime: RuntimeDep,
    person: WriterDep,
    thread_id: UUID,
    when: Annotated[When, Form()] = When.AT,
    at: Annotated[str, Form(max_length=40)] = "",
) -> RedirectResponse:
    """`at`: a time of the reader's own clock, for `When.AT`."""
    viewer = person.viewer
    try:
        with runtime.unit() as unit:
            time = until(when, person.voice, at)
            snoozing.snooze(unit, viewer, viewer.actor, thread_id, time)
    except closing.NotFoundError:
        raise HTTPException(status.HTTP_404_NOT_FOUND, NO_SUCH_THREAD) from None
    except (ValueError, snoozing.NoTimeError):
        raise HTTPException(status.HTTP_422_UNPROCESSABLE_CONTENT, NO_TIME) from None
    except snoozing.UnreadError:
        raise HTTPException(status.HTTP_409_CONFLICT, UNREAD) from None
    return to_thread(thread_id)


@router.post("/bring-back")
def bring_back(runtime: RuntimeDep, person: WriterDep, thread_id: UUID) -> RedirectResponse:
    viewer = person.viewer
    try:
        with runtime.unit() as unit:
            snoozing.bring_back(unit, viewer, viewer.actor, thread_id)
    except closing.NotFoundError:
        raise HTTPException(status.HTTP_404_NOT_FOUND, NO_SUCH_THREAD) from None
    return to_thread(thread_id)
