"""The one line by which an agency's own site opens the chat."""

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import Response

import web

router = APIRouter()

SCRIPT = Path(web.__file__).with_name("static") / "embed.js"
HEADERS = {
    # Everything else of ours is for our own pages; this is made to stand on others.
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "public, max-age=3600",
}


@router.get("/embed.js")
def embed() -> Response:
    return Response(SCRIPT.read_bytes(), media_type="text/javascript", headers=HEADERS)
