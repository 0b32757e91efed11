"""A form behind a link: filled in once, read by staff alone. Works without script.

Before and after, the page says nothing about anybody: not what is known, not what was filled in.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import select
from sqlalchemy.orm import Session

from messaging.inbound import forms
from messaging.models.agency import Agency
from messaging.models.case import Party
from messaging.models.form_request import FormRequest
from messaging.models.person import Person
from messaging.models.thread import Thread
from web.dependencies import RuntimeDep
from web.forms import FORMS, MARKED, NOTHING, Form
from web.parents.frame import Chosen, closed, language_for, page
from web.parents.uploads import ACCEPT, Posted, PostedDep, problem_of

router = APIRouter(prefix="/form")


@router.get("/{token}")
def show(request: Request, runtime: RuntimeDep, token: str, chosen: Chosen = None) -> HTMLResponse:
    with runtime.unit() as unit:
        row = forms.asked(unit.session, runtime, token)
        if row is None or row.form not in FORMS:
            return closed(request, chosen)
        return _page(unit.session, request, row, chosen)


@router.post("/{token}")
def fill_in(
    request: Request, runtime: RuntimeDep, token: str, posted: PostedDep, chosen: Chosen = None
) -> HTMLResponse:
    """Pressed twice, it comes in once. What cannot be taken stays on the page, to be mended."""
    with runtime.unit() as unit:
        row = forms.asked(unit.session, runtime, token)
        form = FORMS.get(row.form) if row else None
        if row is None or form is None:
            return closed(request, chosen)
        if row.filled_in_at is None:
            said = form.read(posted.fields)
            files = posted.files if form.files else ()
            problems = form.problems(said)
            problem = MARKED if problems else _problem(form, said, replace(posted, files=files))
            if problems or problem:
                return _page(
                    unit.session, request, row, chosen,
                    said=said, problems=problems, problem=problem, status_code=422,
                )  # fmt: skip
            raw = {"form": row.form, "fields": {f.key: said.get(f.key, "") for f in form.fields}}
            forms.fill_in(unit, row, form.written(said), json.dumps(raw), files)
        return _page(unit.session, request, row, chosen)


def _problem(form: Form, said: Mapping[str, str], posted: Posted) -> str:
    """What is wrong with the whole, or with its files; empty where nothing is."""
    if not form.written_in(said) and not posted.files:
        return NOTHING
    return problem_of(posted) if posted.files else ""


def _page(
    session: Session, request: Request, row: FormRequest, chosen: str | None, **more: Any
) -> HTMLResponse:
    agency, person = session.execute(
        select(Agency, Person)
        .select_from(Thread)
        .join(Agency, Agency.id == Thread.agency_id)
        .join(Party, Party.id == Thread.party_id)
        .join(Person, Person.id == Party.person_id)
        .where(Thread.agency_id == row.agency_id, Thread.id == row.thread_id)
    ).one()
    values: dict[str, Any] = {"said": {}, "problems": {}, "problem": "", **more}
    return page(
        "form.html",
        request,
        language_for(request, chosen, person.language),
        agency=agency.neutral_name,
        phone=agency.phone,
        form=FORMS[row.form],
        done=row.filled_in_at is not None,
        accept=ACCEPT,
        **values,
    )
