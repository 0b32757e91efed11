"""Serving the sandbox: uvicorn, with a line that can be cut and an end that is quick and clean."""

import asyncio
import sys
from types import FrameType

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from sandbox.app import create_app
from sandbox.carrier.drop import HANG_UP
from sandbox.config import Config
from sandbox.world import World

_SECONDS_TO_FINISH = 1


class _LineThatCanBeCut(H11Protocol):
    """Hands every request, in its ASGI state, the means to abort its connection."""

    def connection_made(
        self,
        transport: asyncio.Transport,  # type: ignore[override] # as uvicorn's own
    ) -> None:
        super().connection_made(transport)
        self.app_state = {**self.app_state, HANG_UP: transport.abort}


class Server(uvicorn.Server):
    """One sandbox, HTTP and SMTP, on one event loop. Call `run()`; SIGTERM and SIGINT end it."""

    def __init__(self, config: Config, *, announce: bool = False) -> None:
        app = create_app(config)
        self.sandbox: World = app.state.sandbox
        self._announce = announce
        super().__init__(
            uvicorn.Config(
                app,
                host=config.host,
                port=config.port,
                http=_LineThatCanBeCut,
                ws="none",
                lifespan="on",
                log_level="warning",
                access_log=False,
                proxy_headers=False,
                timeout_graceful_shutdown=_SECONDS_TO_FINISH,
            )
        )

    @property
    def http_port(self) -> int:
        """The port listened on, also where any free one was asked for."""
        return int(self.servers[0].sockets[0].getsockname()[1])

    @property
    def smtp_port(self) -> int | None:
        return self.sandbox.listener.port if self.sandbox.listener else None

    async def main_loop(self) -> None:
        if self._announce:
            sys.stdout.write(self._greeting())
            sys.stdout.flush()
        await super().main_loop()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        # uvicorn would raise the signal anew after its shutdown; being asked to end is no failure.
        self.should_exit = True

    def _greeting(self) -> str:
        host = self.config.host
        mail = f", smtp://{host}:{self.smtp_port}" if self.smtp_port else ""
        return f"sandbox ready: http://{host}:{self.http_port}{mail}\n"
