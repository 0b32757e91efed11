"""The caseworker's pages."""

from fastapi import APIRouter

from web.staff import inbox, live, login, reply, tasks, thread, triage

router = APIRouter(prefix="/staff", include_in_schema=False)
for part in (login, inbox, thread, reply, tasks, triage, live):
    router.include_router(part.router)

__all__ = ["router"]
