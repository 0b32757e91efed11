"""`/healthz`, `/readyz` and `/metrics`: for load balancers and Prometheus, not for people."""

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from service import checks
from service.compose import connect_redis
from service.metrics import registry
from web.dependencies import RuntimeDep

router = APIRouter(include_in_schema=False)


@router.get("/healthz")
async def alive() -> PlainTextResponse:
    """This process answers; that is all it says."""
    return PlainTextResponse("ok\n")


@router.get("/readyz")
def ready(runtime: RuntimeDep) -> JSONResponse:
    """Whether it can do its work; 503 names the part that is wrong."""
    with connect_redis(runtime.settings) as redis:
        found = [checks.database(runtime.database), checks.redis(redis)]
    parts = {check.part: check.problem or "ok" for check in found}
    well = all(check.problem is None for check in found)
    return JSONResponse(parts, status_code=200 if well else 503)


@router.get("/metrics")
def metrics(runtime: RuntimeDep) -> Response:
    return Response(generate_latest(registry(runtime)), media_type=CONTENT_TYPE_LATEST)
