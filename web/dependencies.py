"""What request handlers are given.

What does not wait for anything is `async`: a plain function is called on another thread."""

from typing import Annotated

from fastapi import Depends, Request

from messaging.directory.api_keys import PREFIX
from messaging.models.secret import KeyKind
from messaging.runtime import Runtime
from web.live.hub import Hub

READS = frozenset({"GET", "HEAD", "OPTIONS"})


async def runtime_of(request: Request) -> Runtime:
    """The house's own; one that only rehearses for a post with a test key, whatever it is for."""
    runtime = lasting_runtime_of(request)
    return runtime.rehearsing() if rehearses(request) else runtime


def lasting_runtime_of(request: Request) -> Runtime:
    """For what is to be kept of a rehearsal too, such as that there was one."""
    runtime = request.app.state.runtime
    assert isinstance(runtime, Runtime)  # noqa: S101 (composed wrongly: a defect of ours)
    return runtime


def rehearses(request: Request) -> bool:
    """Whether a request says of itself that it is made with a test key, and could change something.
    Who asks for a key (`web/api/keys.py`) holds the key itself against this."""
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    says_so = scheme.lower() == "bearer" and key.strip().startswith(PREFIX[KeyKind.TEST])
    return says_so and request.method not in READS


async def hub_of(request: Request) -> Hub:
    hub = request.app.state.live
    assert isinstance(hub, Hub)  # noqa: S101 (composed wrongly: a defect of ours)
    return hub


RuntimeDep = Annotated[Runtime, Depends(runtime_of)]
HubDep = Annotated[Hub, Depends(hub_of)]
