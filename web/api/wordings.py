"""Wording: what every message says, and drafts of other words. Approval takes somebody who has
logged in (see `campaigns.py`)."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from uuid import UUID

from fastapi import APIRouter, HTTPException, Response, status
from pydantic import BaseModel, Field

from campaigns.approval import NotFoundError
from campaigns.wordings import acts
from campaigns.wordings.acts import WordsError
from messaging.directory.approving import ApprovalError, Move
from messaging.models.agency import Agency
from messaging.models.own_wording import OwnWording
from templates.library import Template
from templates.own_words import words_of
from web.api import drafts
from web.api.keys import WordingDep
from web.api.messages import IdempotencyKey
from web.api.own_versions import OwnVersionView
from web.dependencies import RuntimeDep

router = APIRouter(tags=["wording"])

NOT_THERE = "There is no such message, language or version."


class Spoken(BaseModel):
    """What goes out now in one language."""

    own_version: int | None = Field(description="of the agency's own words; null: as shipped")
    words: dict[str, str] = Field(description="by place, such as `sms.text`, with {{ fields }}")


class WordingView(BaseModel):
    template: str
    purpose: str
    channels: list[str]
    languages: dict[str, Spoken | None] = Field(
        description="by code; null: it has no words and goes out in English"
    )


class VersionView(OwnVersionView):
    """One version of the agency's own words."""

    id: UUID
    template: str
    language: str
    words: dict[str, str] = Field(validation_alias="texts")


class OneWording(WordingView):
    versions: list[VersionView] = Field(description="the agency's own, the newest first")


class NewWords(BaseModel):
    """Other words, all of a message in one language."""

    model_config = {"extra": "forbid"}

    words: dict[str, str] = Field(max_length=8, description="by place")
    revision: int | None = Field(
        None, ge=0, le=2**31 - 1, description="of the draft they take the place of; 0: of none"
    )
    propose: bool = Field(False, description="a colleague is to approve them")


@router.get("/wordings")
def show_all(runtime: RuntimeDep, caller: WordingDep) -> list[WordingView]:
    with runtime.reading() as session:
        library = runtime.library_of(session, session.get_one(Agency, caller.viewer.agency_id))
        codes = sorted(library.languages)
        return [
            WordingView.model_validate(_said(library.get(key), codes))
            for key in sorted(library.templates)
        ]


@router.get("/wordings/{template}")
def show(runtime: RuntimeDep, caller: WordingDep, template: str) -> OneWording:
    with runtime.reading() as session:
        library = runtime.library_of(session, session.get_one(Agency, caller.viewer.agency_id))
        if template not in library.templates:
            raise HTTPException(status.HTTP_404_NOT_FOUND, NOT_THERE)
        rows = acts.versions(session, caller.viewer, template)
        said = _said(library.get(template), sorted(library.languages))
        return OneWording.model_validate(
            {**said, "versions": [VersionView.model_validate(row) for row in rows]}
        )


@router.post(
    "/wordings/{template}/{language}",
    status_code=status.HTTP_201_CREATED,
    responses={200: {"model": VersionView, "description": "This key was used before: its draft."}},
)
def save(
    runtime: RuntimeDep,
    caller: WordingDep,
    template: str,
    language: str,
    new: NewWords,
    idempotency_key: IdempotencyKey,
    response: Response,
) -> VersionView:
    """Keep them as the open draft, or begin one."""
    saved_as = drafts.name_of(caller, idempotency_key, f"{template} {language}", new)
    with _told(), runtime.unit() as unit:
        before = drafts.saved_before(unit, caller, OwnWording, saved_as)
        if before is not None:
            response.status_code = status.HTTP_200_OK
            return VersionView.model_validate(before)
        row = acts.save(
            unit, runtime, caller.viewer, template, language, new.words,
            seen=new.revision, actor=caller.actor, saved_as=saved_as,
        )  # fmt: skip
        if new.propose:
            acts.act(unit, runtime, caller.viewer, Move.PROPOSE, row.id, actor=caller.actor)
        return VersionView.model_validate(row)


def _said(template: Template, codes: Sequence[str]) -> dict[str, object]:
    languages: Mapping[str, Spoken | None] = {
        code: Spoken(own_version=texts.own, words=words_of(template, code))
        if (texts := template.texts.get(code))
        else None
        for code in codes
    }
    return {
        "template": template.key,
        "purpose": template.purpose,
        "channels": sorted(template.channels),
        "languages": languages,
    }


@contextmanager
def _told() -> Iterator[None]:
    """Refusals as answers."""
    try:
        yield
    except NotFoundError:
        raise HTTPException(status.HTTP_404_NOT_FOUND, NOT_THERE) from None
    except ApprovalError as error:
        raise HTTPException(status.HTTP_409_CONFLICT, str(error)) from None
    except WordsError as error:
        wrong = [
            f"{place}: {one.what}; {one.mend}."
            for place, found in error.findings.items()
            for one in found
            if one.severity == "error"
        ]
        said = " ".join([str(error), *wrong])
        raise HTTPException(status.HTTP_422_UNPROCESSABLE_CONTENT, said) from None
