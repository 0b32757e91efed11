"""`kinline web`: the HTTP app under uvicorn."""

from types import FrameType

import uvicorn
from fastapi import FastAPI

from messaging.platform.logs import configure_logging
from messaging.platform.settings import Settings
from service.app import create_app

GRACE_SECONDS = 15


class Server(uvicorn.Server):
    """uvicorn, which waits for open answers when told to end: live pages never would."""

    def __init__(self, config: uvicorn.Config, app: FastAPI) -> None:
        super().__init__(config)
        self._house = app

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._house.state.live.close()
        # Not uvicorn's own way, which raises the signal anew afterwards: to be asked to end is no
        # failure.
        self.force_exit = self.should_exit
        self.should_exit = True


def main() -> None:
    """The process: serve until told to end. Raises `SettingsError`."""
    settings = Settings.load()
    configure_logging(settings)
    app = create_app()
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        # Paths carry tokens of parents' links, so none is logged.
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=True,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    Server(config, app).run()
