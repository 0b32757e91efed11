"""Wording: every message of the library, its languages side by side, and drafts of other words that
a second person approves."""

from dataclasses import dataclass
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Form, HTTPException, Request, status
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session

from campaigns.approval import NotFoundError
from campaigns.wordings import acts
from campaigns.wordings.acts import WordsError
from messaging.directory.approving import OPEN, ApprovalError, Move, Stage
from messaging.models.agency import Agency
from messaging.runtime import Runtime
from templates.own_words import Findings, places, words_of
from web.catalogue import N_
from web.dependencies import RuntimeDep
from web.rendering import html
from web.staff.deeds import AskedDep
from web.staff.inbox_list import counts
from web.staff.sessions import ProposerDep, ProposingDep, SignedIn
from web.staff.wording_views import PLACE, columns, look, names_of, state_of
from web.wording import language_name

router = APIRouter()

HERE = "/staff/wording"
NONE_SUCH = N_("There is no such message.")
FIELD = {
    "sms.text": "text", "email.subject": "subject", "email.why": "why", "email.body": "body"
}  # fmt: skip
"""What each place is called in the form."""

Long = Annotated[str, Form(max_length=10_000)]


@dataclass(frozen=True, slots=True, repr=False)
class Written:
    """What stands in the form."""

    words: dict[str, str]


def written(text: Long = "", subject: Long = "", why: Long = "", body: Long = "") -> Written:
    given = {"text": text, "subject": subject, "why": why, "body": body}
    return Written({place: given[name].replace("\r\n", "\n") for place, name in FIELD.items()})


WrittenDep = Annotated[Written, Depends(written)]


@router.get("/wording")
def show_all(runtime: RuntimeDep, person: ProposerDep) -> HTMLResponse:
    voice = person.voice
    with runtime.reading() as session:
        agency = session.get_one(Agency, person.viewer.agency_id)
        library = runtime.library_of(session, agency)
        rows = acts.current(session, person.viewer)
        own = {(one.template, one.language): one for one in rows if one.stage is Stage.APPROVED}
        drafts = {(one.template, one.language): one for one in rows if one.stage in OPEN}
        lines = [
            (
                library.get(key),
                [
                    (
                        language_name(code, voice.language),
                        state_of(library.get(key), code, own.get((key, code)), voice),
                        code not in library.get(key).texts,
                    )
                    for code in sorted(library.languages)
                ],
            )
            for key in sorted(library.templates)
        ]
        return html(
            "staff/wordings.html",
            voice.language,
            person=person,
            counts=counts(session, person.viewer, voice.now),
            lines=lines,
            waiting=[
                (key, language_name(code, voice.language), one.stage.value)
                for (key, code), one in sorted(drafts.items())
            ],
            place="wording",
        )


@router.get("/wording/{template}")
def show(runtime: RuntimeDep, person: ProposerDep, template: str) -> HTMLResponse:
    return _page(runtime, person, template)


@router.get("/wording/{template}/{language}")
def edit(runtime: RuntimeDep, person: ProposerDep, template: str, language: str) -> HTMLResponse:
    return _editor(runtime, person, template, language)


@router.post("/wording/{template}/{language}")
def save(
    runtime: RuntimeDep,
    person: ProposingDep,
    template: str,
    language: str,
    given: WrittenDep,
    seen: Annotated[int, Form(ge=0)] = 0,
    then: Annotated[Literal["keep", "propose"], Form()] = "keep",
) -> Response:
    """Keep it as a draft, and have a colleague approve it if so wanted."""
    try:
        with runtime.unit() as unit:
            row = acts.save(
                unit, runtime, person.viewer, template, language, given.words, seen=seen
            )
            if then == "propose":
                acts.act(unit, runtime, person.viewer, Move.PROPOSE, row.id)
    except NotFoundError:
        raise _gone() from None
    except (WordsError, ApprovalError) as error:
        found = error.findings if isinstance(error, WordsError) else {}
        return _editor(
            runtime,
            person,
            template,
            language,
            given,
            problem=person.voice.say(str(error)),
            found=found,
            seen=seen,
        )
    return RedirectResponse(f"{HERE}/{template}", status.HTTP_303_SEE_OTHER)


@router.post("/wording/{template}/{language}/preview")
def preview(
    request: Request,
    runtime: RuntimeDep,
    person: ProposingDep,
    template: str,
    language: str,
    given: WrittenDep,
    seen: Annotated[int, Form(ge=0)] = 0,
) -> Response:
    """As a parent would see the words that stand in the form. Nothing is kept."""
    if "hx-request" not in request.headers:
        return _editor(runtime, person, template, language, given, seen=seen)
    with runtime.reading() as session:
        found = _found(session, runtime, person, template, language, given)
    seen_so = look(runtime, language, given.words, found, person.voice)
    return html("staff/wording_look.html", person.voice.language, look=seen_so, code=language)


@router.post("/wording-versions/{wording_id}/{move}")
def act(runtime: RuntimeDep, person: ProposingDep, wording_id: UUID, asked: AskedDep) -> Response:
    """What is done to one version."""
    template = ""
    try:
        with runtime.unit() as unit:
            template = acts.find(unit.session, person.viewer, wording_id).template
            acts.act(
                unit, runtime, person.viewer, asked.move, wording_id,
                seen=asked.seen, said=asked.said,
            )  # fmt: skip
    except NotFoundError:
        raise _gone() from None
    except WordsError as error:
        mends = [one for found in error.findings.values() for one in found]
        said = " ".join(f"{one.what}: {one.mend}." for one in mends if one.severity == "error")
        problem = f"{person.voice.say(str(error))} {said}".strip()
        return _page(runtime, person, template, problem=problem)
    except ApprovalError as error:
        return _page(runtime, person, template, problem=person.voice.say(str(error)))
    return RedirectResponse(f"{HERE}/{template}", status.HTTP_303_SEE_OTHER)


def _page(runtime: Runtime, person: SignedIn, template: str, *, problem: str = "") -> HTMLResponse:
    voice = person.voice
    with runtime.reading() as session:
        agency = session.get_one(Agency, person.viewer.agency_id)
        library = runtime.library_of(session, agency)
        if template not in library.templates:
            raise _gone()
        one = library.get(template)
        rows = acts.versions(session, person.viewer, template)
        words = {code: words_of(one, code) for code in one.texts}
        names = names_of(session, rows)
        return html(
            "staff/wording.html",
            voice.language,
            status_code=status.HTTP_409_CONFLICT if problem else status.HTTP_200_OK,
            person=person,
            counts=counts(session, person.viewer, voice.now),
            template=one,
            columns=columns(runtime, person, one, words, rows, names),
            problem=problem,
            place="wording",
        )


def _editor(
    runtime: Runtime,
    person: SignedIn,
    template: str,
    language: str,
    given: Written | None = None,
    *,
    problem: str = "",
    found: Findings | None = None,
    seen: int | None = None,
) -> HTMLResponse:
    """`given`: what stands in the form already. Else the open draft, or what goes out now."""
    voice = person.voice
    with runtime.reading() as session:
        _known(runtime, template, language)
        agency = session.get_one(Agency, person.viewer.agency_id)
        now = runtime.library_of(session, agency).get(template)
        rows = acts.versions(session, person.viewer, template, language)
        draft = next((row for row in rows if row.stage in OPEN), None)
        words = given.words if given else dict(draft.texts if draft else words_of(now, language))
        findings = found or _found(session, runtime, person, template, language, Written(words))
        others = [code for code in sorted(now.texts) if code != language]
        return html(
            "staff/wording_edit.html",
            voice.language,
            status_code=status.HTTP_409_CONFLICT if problem else status.HTTP_200_OK,
            person=person,
            counts=counts(session, person.viewer, voice.now),
            template=now,
            code=language,
            tongue=language_name(language, voice.language),
            parts=[
                (FIELD[place], voice.say(PLACE[place]), words.get(place, "").strip("\n"), place)
                for place in places(now)
            ],
            beside=[
                (language_name(code, voice.language), code, words_of(now, code)) for code in others
            ],
            fields=sorted({name for use in now.uses.values() for name in use.all}),
            seen=seen if seen is not None else (draft.revision if draft else 0),
            look=look(runtime, language, words, findings, voice),
            problem=problem,
            place="wording",
        )


def _found(
    session: Session,
    runtime: Runtime,
    person: SignedIn,
    template: str,
    language: str,
    given: Written,
) -> Findings:
    _known(runtime, template, language)
    agency = session.get_one(Agency, person.viewer.agency_id)
    return acts.look(session, runtime, agency, template, language, given.words)[1]


def _known(runtime: Runtime, template: str, language: str) -> None:
    try:
        acts.known(runtime, template, language)
    except NotFoundError:
        raise _gone() from None


def _gone() -> HTTPException:
    return HTTPException(status.HTTP_404_NOT_FOUND, NONE_SUCH)
