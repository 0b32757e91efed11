"""Every route of the app, found in the app itself."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from starlette.routing import Mount

Door = tuple[str, str]
"""Method and path, such as `GET /staff/threads/{thread_id}`."""


def doors(app: FastAPI) -> set[Door]:
    return set(_doors(app.routes, ""))


def _doors(routes: Any, prefix: str) -> Iterator[Door]:
    for route in routes:
        if hasattr(route, "effective_candidates"):
            yield from _doors(route.effective_candidates(), prefix)
        elif isinstance(route, Mount) and isinstance(route.app, FastAPI):
            yield from _doors(route.app.routes, prefix + route.path)
        else:
            yield from _methods(route, prefix)


def _methods(route: Any, prefix: str) -> Iterator[Door]:
    route = getattr(route, "starlette_route", None) or route
    methods = getattr(route, "methods", None) or {"GET"}
    for method in methods - {"HEAD"}:
        yield method, prefix + route.path
