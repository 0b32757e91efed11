"""Lists that are kept under a name: kept, renamed, deleted. Opened, one fills the form."""

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, status
from fastapi.responses import RedirectResponse, Response

from campaigns.sends import saved
from campaigns.sends.making import SendError
from campaigns.sends.saved import SavedAudienceError
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from web.dependencies import RuntimeDep
from web.staff.acting import acted
from web.staff.sends.asked import Asked, audience, given_of
from web.staff.sends.form import form, kept
from web.staff.sends.words import GONE
from web.staff.sessions import SignedIn, WriterDep

router = APIRouter(prefix="/sends/audiences")

Name = Annotated[str, Form(max_length=saved.LONGEST_NAME * 2)]


@router.post("")
def keep(runtime: RuntimeDep, person: WriterDep, asked: Asked, name: Name = "") -> Response:
    """The form's list; what else stands in the form is not kept."""
    try:
        with runtime.unit() as unit:
            row = saved.keep(unit, person.viewer, name, audience(asked))
    except (SavedAudienceError, SendError) as error:
        return form(runtime, person, asked, problem=person.voice.say(str(error)))
    return RedirectResponse(f"/staff/sends?saved={row.id}", status.HTTP_303_SEE_OTHER)


@router.post("/{audience_id}/rename")
def rename(runtime: RuntimeDep, person: WriterDep, audience_id: UUID, name: Name = "") -> Response:
    return _done(
        runtime, person, audience_id, f"?saved={audience_id}",
        lambda unit: saved.rename(unit, person.viewer, audience_id, name),
    )  # fmt: skip


@router.post("/{audience_id}/delete")
def delete(runtime: RuntimeDep, person: WriterDep, audience_id: UUID) -> Response:
    return _done(
        runtime, person, audience_id, "",
        lambda unit: saved.delete(unit, person.viewer, audience_id),
    )  # fmt: skip


def _done(
    runtime: Runtime,
    person: SignedIn,
    audience_id: UUID,
    query: str,
    act: Callable[[Unit], None],
) -> Response:
    def page(problem: str) -> Response:
        with runtime.reading() as session:
            row = kept(session, person, audience_id)
        return form(runtime, person, given_of(saved.asked(row)), problem=problem, opened=row)

    return acted(runtime, person, act, page=page, then=f"/staff/sends{query}", gone=GONE)
