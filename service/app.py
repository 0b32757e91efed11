"""The HTTP app: every door of the house in one place."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from messaging.platform.settings import Settings
from messaging.runtime import Runtime
from service import health
from service.compose import compose
from service.doors import Accidents, BodyLimit
from web import assets
from web.live.hub import Hub
from web.security import SecurityHeaders
from web.staff import router as staff
from web.staff.throttle import RedisThrottle

ROUTERS = (health.router, staff)


def create_app(runtime: Runtime | None = None) -> FastAPI:
    """The app around `runtime`, or around one made from the environment.

    Raises `SettingsError` when the environment is wrong.
    """
    own = runtime or compose(Settings.load())
    # No pages about the API beside the API's own: a parent's server is not a place to explore.
    app = FastAPI(title="Kinline", lifespan=_lifespan, openapi_url=None)
    app.state.runtime = own
    app.state.live = Hub(lambda: own.settings.redis)
    app.state.throttle = RedisThrottle(lambda: own.settings.redis)
    for router in ROUTERS:
        app.include_router(router)
    app.mount(assets.MOUNT, assets.static_files())
    # The last one added is the first a request meets.
    app.add_middleware(BodyLimit)
    app.add_middleware(Accidents)
    app.add_middleware(SecurityHeaders, public_url=own.settings.public_url)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    yield
    await app.state.live.aclose()
    app.state.runtime.database.dispose()
