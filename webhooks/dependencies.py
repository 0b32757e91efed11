"""What the doors share."""

from typing import Annotated

from fastapi import Depends, FastAPI, Request

from messaging.inbound.spooled import Spools
from messaging.runtime import Runtime
from webhooks.keeping import Doors


def runtime_of(request: Request) -> Runtime:
    runtime = request.app.state.runtime
    assert isinstance(runtime, Runtime)  # noqa: S101 (composed wrongly: a defect of ours)
    return runtime


RuntimeDep = Annotated[Runtime, Depends(runtime_of)]


def doors_of(app: FastAPI, runtime: Runtime) -> Doors:
    """Made at first use and kept: they remember how much room is left on the disk."""
    state = app.state
    if not hasattr(state, "doors"):
        spools = getattr(state, "spools", None) or Spools.of(runtime.settings)
        state.doors = Doors.of(runtime, spools)
    doors = state.doors
    assert isinstance(doors, Doors)  # noqa: S101 (composed wrongly: a defect of ours)
    return doors
