"""Pages for parents: no account, one signed link, nothing about anyone else."""

from fastapi import APIRouter

from web.parents import chat, embed, forms, guest, preferences, unsubscribe

router = APIRouter(prefix="/p", include_in_schema=False)
for part in (embed, guest, chat, forms, preferences, unsubscribe):
    router.include_router(part.router)

__all__ = ["router"]
