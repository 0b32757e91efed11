"""The caseworker's pages."""

from fastapi import APIRouter

from web.staff import (
    answers,
    api_keys,
    audit,
    events,
    experiments,
    files,
    handing_over,
    holds,
    inbox,
    live,
    login,
    overdue,
    reply,
    reports,
    saved_replies,
    sends,
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
    inbox,
    thread,
    answers,
    files,
    reply,
    saved_replies,
    sends,
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
