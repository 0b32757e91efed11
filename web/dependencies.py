"""What request handlers are given.

What does not wait for anything is `async`: a plain function is called on another thread."""

from typing import Annotated

from fastapi import Depends, Request

from messaging.runtime import Runtime
from web.live.hub import Hub


async def runtime_of(request: Request) -> Runtime:
    runtime = request.app.state.runtime
    assert isinstance(runtime, Runtime)  # noqa: S101 (composed wrongly: a defect of ours)
    return runtime


async def hub_of(request: Request) -> Hub:
    hub = request.app.state.live
    assert isinstance(hub, Hub)  # noqa: S101 (composed wrongly: a defect of ours)
    return hub


RuntimeDep = Annotated[Runtime, Depends(runtime_of)]
HubDep = Annotated[Hub, Depends(hub_of)]
