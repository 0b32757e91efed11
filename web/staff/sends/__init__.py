"""Sending to many: the form and the lists so far, and one list on its way."""

from fastapi import APIRouter

from web.staff.sends import audiences, form, one

router = APIRouter()
for part in (form, audiences, one):
    router.include_router(part.router)

__all__ = ["router"]
