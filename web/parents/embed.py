"""The one line by which an agency's own site opens the chat, in every language we have."""

import json
from functools import lru_cache
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import Response

import web
from web.catalogue import N_, languages, translations

router = APIRouter()

SCRIPT = Path(web.__file__).with_name("static") / "embed.js"
HEADERS = {
    # Everything else of ours is for our own pages; this is made to stand on others.
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "public, max-age=3600",
}


CALL = N_("Write to us")
EMPTY = "const words = {};"


@router.get("/embed.js")
def embed() -> Response:
    return Response(_script(), media_type="text/javascript", headers=HEADERS)


@lru_cache
def _script() -> str:
    words = {code: translations(code).gettext(CALL) for code in languages()}
    written = SCRIPT.read_text(encoding="utf-8")
    return written.replace(EMPTY, f"const words = {json.dumps(words, ensure_ascii=False)};", 1)
