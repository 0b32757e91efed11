"""What the doors share."""

from typing import Annotated

from fastapi import Depends, Request

from messaging.inbound.spooled import Spools
from messaging.runtime import Runtime


def runtime_of(request: Request) -> Runtime:
    runtime = request.app.state.runtime
    assert isinstance(runtime, Runtime)  # noqa: S101 (composed wrongly: a defect of ours)
    return runtime


RuntimeDep = Annotated[Runtime, Depends(runtime_of)]


def spools_of(request: Request, runtime: RuntimeDep) -> Spools:
    """Made at first use and kept: they remember how much room is left."""
    state = request.app.state
    if not hasattr(state, "spools"):
        state.spools = Spools.of(runtime.settings)
    spools = state.spools
    assert isinstance(spools, Spools)  # noqa: S101 (composed wrongly: a defect of ours)
    return spools


SpoolsDep = Annotated[Spools, Depends(spools_of)]
