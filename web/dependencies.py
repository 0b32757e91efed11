"""What request handlers are given."""

from typing import Annotated

from fastapi import Depends, Request

from messaging.runtime import Runtime
from web.live.hub import Hub


def runtime_of(request: Request) -> Runtime:
    runtime = request.app.state.runtime
    assert isinstance(runtime, Runtime)  # noqa: S101 (composed wrongly: a defect of ours)
    return runtime


def hub_of(request: Request) -> Hub:
    hub = request.app.state.live
    assert isinstance(hub, Hub)  # noqa: S101 (composed wrongly: a defect of ours)
    return hub


RuntimeDep = Annotated[Runtime, Depends(runtime_of)]
HubDep = Annotated[Hub, Depends(hub_of)]
