"""Our own style sheet and scripts, and the vendored ones, in a folder whose name changes with what
they say. A script names those it imports by their place beside it, so they share that name."""

import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from fastapi.staticfiles import StaticFiles
from starlette.responses import Response
from starlette.types import Scope

STATIC = Path(__file__).parent / "static"
MOUNT = "/static"
FOREVER = "public, max-age=31536000, immutable"
EDITION = re.compile(r"[0-9a-f]{12}")


class CachedStatic(StaticFiles):
    """Files asked for by the present edition may be kept for good. One of another edition, which a
    page asks for that is older or newer than we are, is the file as we have it."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        first, _, rest = path.partition("/")
        response = await super().get_response(rest if EDITION.fullmatch(first) else path, scope)
        if first == edition() and response.status_code == 200:
            response.headers["Cache-Control"] = FOREVER
        return response


def static_files() -> StaticFiles:
    """What to mount at `MOUNT`."""
    return CachedStatic(directory=STATIC)


@lru_cache
def address(name: str) -> str:
    """`/static/5f0c…/kinline.css`."""
    if not (STATIC / name).is_file():
        raise FileNotFoundError(name)
    return f"{MOUNT}/{edition()}/{name}"


@lru_cache
def scripts(folder: str) -> Sequence[str]:
    """The names of those in it."""
    return sorted(f"{folder}/{each.name}" for each in (STATIC / folder).glob("*.js"))


@lru_cache
def edition() -> str:
    """Of all the files together."""
    digest = hashlib.sha256()
    for each in sorted(STATIC.rglob("*")):
        if each.is_file():
            content = each.read_bytes()
            digest.update(f"{each.relative_to(STATIC).as_posix()} {len(content)}\n".encode())
            digest.update(content)
    return digest.hexdigest()[:12]
