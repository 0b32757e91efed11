"""Our own style sheet and scripts, and the vendored ones, under names that change with content."""

import hashlib
from functools import lru_cache
from pathlib import Path

from fastapi.staticfiles import StaticFiles
from starlette.responses import Response
from starlette.types import Scope

STATIC = Path(__file__).parent / "static"
MOUNT = "/static"
FOREVER = "public, max-age=31536000, immutable"


class CachedStatic(StaticFiles):
    """Files asked for by the version in their address may be kept for good."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if b"v=" in scope["query_string"] and response.status_code == 200:
            response.headers["Cache-Control"] = FOREVER
        return response


def static_files() -> StaticFiles:
    """What to mount at `MOUNT`."""
    return CachedStatic(directory=STATIC)


@lru_cache
def address(name: str) -> str:
    """`/static/kinline.css?v=…`."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"{MOUNT}/{name}?v={digest}"
