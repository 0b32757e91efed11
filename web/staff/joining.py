"""Joining two records of one human: who may be meant, what would join, and taking apart again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, HTTPException, status
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session

from campaigns import joining as campaigns
from campaigns.retrying import retrying
from messaging.directory import join_plan, joining
from messaging.directory.access import Viewer
from messaging.directory.finding import people_with_number
from messaging.directory.join_plan import JoinError, NotFoundError
from messaging.models.person import JoinReason, Person
from messaging.runtime import Runtime
from web.catalogue import N_
from web.dependencies import RuntimeDep
from web.rendering import html
from web.staff.case_views import NOBODY, PersonView, person_view
from web.staff.inbox_list import counts
from web.staff.join_words import holds
from web.staff.likely import same_name
from web.staff.sessions import JoinerDep, JoiningDep, SignedIn
from web.voice import Voice
from web.wording import JOIN_REASON

router = APIRouter(prefix="/cases/people/{person_id}")

NO_NUMBER = N_("There is nobody of that number on a case you work with.")


@dataclass(frozen=True, slots=True, repr=False)
class JoinView:
    kept: PersonView
    gone: PersonView
    holds: Sequence[str]
    """What will hold then, in sentences."""
    refusal: str


@router.get("/alike")
def alike(runtime: RuntimeDep, person: JoinerDep, person_id: UUID) -> HTMLResponse:
    """Whom they may be twice. Names are sealed, so this opens many, and only when asked."""
    return _alike(runtime, person, person_id)


@router.post("/alike")
def numbered(
    runtime: RuntimeDep,
    person: JoiningDep,
    person_id: UUID,
    number: Annotated[str, Form(max_length=80)] = "",
) -> Response:
    """The agency's number of the other record, by hand."""
    with runtime.reading() as session:
        found = people_with_number(session, person.viewer, number) - {person_id}
    if not found:
        return _alike(runtime, person, person_id, NO_NUMBER)
    (other_id,) = found
    return RedirectResponse(
        f"/staff/cases/people/{person_id}/join/{other_id}", status.HTTP_303_SEE_OTHER
    )


@router.get("/join/{other_id}")
def preview(
    runtime: RuntimeDep, person: JoinerDep, person_id: UUID, other_id: UUID
) -> HTMLResponse:
    """What would join, exactly. `person_id` stays, `other_id` is gone."""
    return _preview(runtime, person, person_id, other_id)


@router.post("/join/{other_id}")
def join(
    runtime: RuntimeDep,
    person: JoiningDep,
    person_id: UUID,
    other_id: UUID,
    reason: Annotated[JoinReason, Form()],
) -> Response:
    viewer = person.viewer

    def whole() -> None:
        with runtime.unit() as unit:
            campaigns.join(unit, viewer, viewer.actor, person_id, other_id, reason)

    try:
        retrying(whole)
    except NotFoundError:
        raise HTTPException(status.HTTP_404_NOT_FOUND, NOBODY) from None
    except JoinError:
        return _preview(runtime, person, person_id, other_id)
    return _back(person_id, "joined")


@router.post("/apart/{other_id}")
def apart(runtime: RuntimeDep, person: JoiningDep, person_id: UUID, other_id: UUID) -> Response:
    viewer = person.viewer

    def whole() -> None:
        with runtime.unit() as unit:
            joining.take_apart(unit, viewer, viewer.actor, person_id, other_id)

    try:
        retrying(whole)
    except NotFoundError:
        raise HTTPException(status.HTTP_404_NOT_FOUND, NOBODY) from None
    except JoinError as error:
        raise HTTPException(status.HTTP_409_CONFLICT, str(error)) from None
    return _back(person_id, "apart")


def _back(person_id: UUID, told: str) -> Response:
    return RedirectResponse(
        f"/staff/cases/people/{person_id}?told={told}", status.HTTP_303_SEE_OTHER
    )


def _alike(runtime: Runtime, person: SignedIn, person_id: UUID, problem: str = "") -> HTMLResponse:
    viewer, voice = person.viewer, person.voice
    with runtime.reading() as session:
        shown = person_view(session, viewer, voice, person_id)
        return html(
            "staff/alike.html",
            voice.language,
            person=person,
            counts=counts(session, viewer, voice.now),
            them=shown,
            likely=same_name(session, viewer, voice, session.get_one(Person, person_id)),
            problem=voice.say(problem) if problem else "",
            place="cases",
        )


def _preview(runtime: Runtime, person: SignedIn, kept_id: UUID, gone_id: UUID) -> HTMLResponse:
    viewer, voice = person.viewer, person.voice
    with runtime.reading() as session:
        try:
            view = _view(session, viewer, voice, kept_id, gone_id)
        except NotFoundError:
            raise HTTPException(status.HTTP_404_NOT_FOUND, NOBODY) from None
        return html(
            "staff/join.html",
            voice.language,
            status_code=409 if view.refusal else 200,
            person=person,
            counts=counts(session, viewer, voice.now),
            view=view,
            reasons={reason: voice.say(words) for reason, words in JOIN_REASON.items()},
            place="cases",
        )


def _view(session: Session, viewer: Viewer, voice: Voice, kept_id: UUID, gone_id: UUID) -> JoinView:
    made = join_plan.plan(session, viewer, kept_id, gone_id, voice.now)
    return JoinView(
        kept=person_view(session, viewer, voice, kept_id),
        gone=person_view(session, viewer, voice, gone_id),
        holds=holds(made, voice),
        refusal=voice.say(made.refusal) if made.refusal else "",
    )
