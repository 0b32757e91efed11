"""What the doors share."""

from typing import Annotated

from fastapi import Depends, Request

from messaging.runtime import Runtime


def runtime_of(request: Request) -> Runtime:
    runtime = request.app.state.runtime
    assert isinstance(runtime, Runtime)  # noqa: S101 (composed wrongly: a defect of ours)
    return runtime


RuntimeDep = Annotated[Runtime, Depends(runtime_of)]
