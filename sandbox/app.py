"""The sandbox as one ASGI application; its mail server starts and stops with it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from sandbox import control, world
from sandbox.config import Config
from sandbox.pages import routes as pages

_STATIC = Path(__file__).parent / "pages" / "static"


def create_app(config: Config) -> FastAPI:
    """A sandbox of its own memory. Serve it with `sandbox.server`, which can cut connections."""
    sandbox = world.build(config)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await sandbox.start()
        try:
            yield
        finally:
            await sandbox.stop()

    # FastAPI's own documentation pages load from a CDN; a sandbox works without a network.
    app = FastAPI(
        title="Sandbox", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None
    )
    app.state.sandbox = sandbox
    app.router.routes.extend(sandbox.api.routes())
    app.include_router(control.router(sandbox))
    app.include_router(pages.router(sandbox))
    app.mount("/static", StaticFiles(directory=_STATIC))
    return app
