"""The HTTP app: every door of the house in one place."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from messaging.inbound.spooled import Spools
from messaging.platform.settings import Settings
from messaging.runtime import Runtime
from service import health
from service.compose import compose, door_meter
from service.doors import Accidents, BodyLimit
from service.flushing import Flushing
from service.rates import RateLimit
from web import site
from webhooks import agency, email, twilio
from webhooks.dependencies import doors_of

ROUTERS = (health.router, twilio.router, agency.router, email.router)


def create_app(runtime: Runtime | None = None) -> FastAPI:
    """The app around `runtime`, or around one made from the environment.

    Raises `SettingsError` when the environment is wrong.
    """
    made = runtime or compose(Settings.load())
    # Undescribed: the API describes itself, and the other doors are nobody's to explore.
    app = FastAPI(title="Kinline", lifespan=_lifespan, openapi_url=None)
    for router in ROUTERS:
        app.include_router(router)
    # The last one added is the first a request meets.
    app.add_middleware(BodyLimit)
    meter = door_meter(made.settings) if runtime is None else made.meter
    app.add_middleware(RateLimit, meter=meter, settings=made.settings)
    app.add_middleware(Accidents)
    site.install(app, made)
    app.state.spools = Spools.of(made.settings)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    with Flushing(app.state.runtime, app.state.spools):
        yield
        await app.state.live.aclose()
        await doors_of(app, app.state.runtime).aclose()
    app.state.runtime.database.dispose()
