"""An answer that never comes: the TCP connection is cut instead."""

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

HANG_UP = "hang_up"
"""Key in the ASGI state under which our server puts the connection's `abort`."""


class Dropped(Response):
    """Cuts the connection without a byte of answer. Needs `sandbox.server`."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["state"][HANG_UP]()
        # The server would answer 500 for us if we returned before it saw the line go dead.
        while (await receive())["type"] != "http.disconnect":
            pass
