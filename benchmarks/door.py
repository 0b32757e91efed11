"""A web process with Twilio's door in it: ours, or the least that can be called one.

`python -m benchmarks.door ours|bare`, with the environment of a Kinline process; prints its port.
"""

import argparse
import socket
from collections.abc import Callable, Mapping
from uuid import UUID

import uvicorn
from fastapi import FastAPI, HTTPException, Request, Response
from sqlalchemy import insert, select
from starlette.concurrency import run_in_threadpool

from benchmarks.child import say
from messaging.models.agency import Agency
from messaging.models.inbound import InboundMessage, InboundState
from messaging.platform.clock import utc_now
from messaging.platform.database import Database
from messaging.platform.ids import new_id
from messaging.platform.logs import configure_logging
from messaging.platform.settings import Settings
from service.app import create_app
from webhooks.twilio_signature import genuine

PATH = "/webhooks/twilio/inbound"


def bare(settings: Settings) -> FastAPI:
    """Checks the signature, inserts one row, answers."""
    app = FastAPI()
    database = Database(settings.database)
    url = settings.public_url + PATH
    with database.reading() as session:
        agency_id = session.scalars(select(Agency.id)).one()
    statement = insert(InboundMessage.__table__)  # type: ignore[arg-type]  # a Table, typed as FromClause

    def store(form: Mapping[str, str], raw: bytes) -> None:
        with database.engine.begin() as connection:
            connection.execute(statement, _row(agency_id, form, raw))

    @app.post(PATH)
    async def inbound(request: Request) -> Response:
        raw = await request.body()
        fields = [(name, str(value)) for name, value in (await request.form()).multi_items()]
        signature = request.headers.get("X-Twilio-Signature", "")
        if not genuine(settings.twilio_token, url, fields, signature):
            raise HTTPException(403)
        await run_in_threadpool(store, dict(fields), raw)
        return Response("<Response/>", media_type="text/xml")

    return app


def _row(agency_id: UUID, form: Mapping[str, str], raw: bytes) -> dict[str, object]:
    return {
        "id": new_id(),
        "agency_id": agency_id,
        "channel": "sms",
        "provider": "twilio",
        "provider_id": form["MessageSid"],
        "sender_sealed": form["From"].encode(),
        "sender_index": form["From"].encode(),
        "recipient_sealed": form["To"].encode(),
        "text_sealed": form["Body"].encode(),
        "raw_sealed": raw,
        "state": InboundState.RECEIVED,
        "received_at": utc_now(),
    }


def ours(settings: Settings) -> FastAPI:
    configure_logging(settings)
    return create_app()


APPS: Mapping[str, Callable[[Settings], FastAPI]] = {"ours": ours, "bare": bare}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("which", choices=APPS)
    app = APPS[parser.parse_args().which](Settings.load())
    # As `kinline web` does.
    config = uvicorn.Config(
        app, access_log=False, log_level="warning", server_header=False, proxy_headers=True
    )
    listening = socket.create_server(("127.0.0.1", 0), backlog=2048)
    say(port=listening.getsockname()[1])
    uvicorn.Server(config).run([listening])


if __name__ == "__main__":
    main()
