"""The caseworker's pages."""

from fastapi import APIRouter

from web.staff import (
    account,
    answers,
    api_keys,
    audit,
    colleagues,
    events,
    experiments,
    files,
    handing_over,
    holds,
    imports,
    inbox,
    live,
    login,
    new_password,
    overdue,
    reply,
    reports,
    saved_replies,
    second_step,
    sends,
    sign_on,
    standing,
    taking_out,
    tasks,
    thread,
    triage,
    uncertain,
)

router = APIRouter(prefix="/staff", include_in_schema=False)
for part in (
    login,
    second_step,
    sign_on,
    new_password,
    account,
    colleagues,
    inbox,
    thread,
    answers,
    files,
    reply,
    saved_replies,
    sends,
    imports,
    tasks,
    overdue,
    handing_over,
    holds,
    triage,
    uncertain,
    standing,
    reports,
    experiments,
    events,
    api_keys,
    taking_out,
    audit,
    live,
):
    router.include_router(part.router)

__all__ = ["router"]
