"""Sending to many: the form and the lists so far, kept lists, what repeats, one list on its way."""

from fastapi import APIRouter

from web.staff.sends import audiences, form, one, series

router = APIRouter()
for part in (form, audiences, series, one):
    router.include_router(part.router)

__all__ = ["router"]
