"""A parent texts a picture: from the handset through the carrier's own API to the thread."""

import base64
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import uvicorn
from sqlalchemy import select

from messaging.inbound import routing
from messaging.models.file import File, FileState
from messaging.models.inbound import InboundMessage
from messaging.models.thread import Thread
from messaging.platform.lanes import Lane
from messaging.platform.settings import SANDBOX_ACCOUNT_SID, SANDBOX_AUTH_TOKEN, Settings
from messaging.runtime import Runtime
from sandbox.config import Config
from service.app import create_app
from service.jobs import Process
from service.ports import free_ports
from tests.sandbox.running import RunningSandbox, sandbox_running, wait_until
from tests.support.files import JPEG, PDF
from tests.support.people import Office, add_parent
from tests.support.runtimes import SECRET

MARIA = "+13125550142"


@pytest.fixture
def carrier(runtime: Runtime) -> Iterator[RunningSandbox]:
    """The sandbox, and the doors that it tells of what parents text."""
    web, _ = free_ports(2)
    public = f"http://127.0.0.1:{web}"
    config = Config(
        port=0,
        smtp_port=None,
        account_sid=SANDBOX_ACCOUNT_SID,
        auth_token=SANDBOX_AUTH_TOKEN,
        inbound_url=f"{public}/webhooks/twilio/inbound",
        pace=timedelta(milliseconds=5),
    )
    known = runtime.settings.model_copy(update={"public_url": public})
    app = create_app(replace(runtime, settings=known))
    server = uvicorn.Server(uvicorn.Config(app, port=web, log_level="warning", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_until(lambda: server.started or not thread.is_alive())
    with sandbox_running(config) as running:
        yield running
    server.should_exit = True
    thread.join(20)


@pytest.fixture
def worker(runtime: Runtime, carrier: RunningSandbox) -> Iterator[Process]:
    known = Settings.load(
        var_dir=runtime.settings.var_dir, secret_key=SECRET, twilio_api_url=carrier.url
    )
    process = Process(replace(runtime, settings=known))
    yield process
    process.close()


def test_it_comes_to_the_thread_as_it_was_taken(
    runtime: Runtime, office: Office, carrier: RunningSandbox, worker: Process
) -> None:
    with runtime.unit() as unit:
        maria = add_parent(unit, office, text_to=MARIA).thread
    sent = [("image/jpeg", JPEG), ("application/pdf", PDF)]
    answer = carrier.http.post(
        f"/sandbox/handsets/{MARIA}/messages",
        json={
            "to": "+13125550100",
            "files": [
                {"type": kind, "content": base64.b64encode(content).decode()}
                for kind, content in sent
            ],
        },
    )
    assert answer.json()["status"] == 200

    routing.drain(runtime)
    worker.answer(Lane.FILES)
    with runtime.reading() as session:
        kept = session.scalars(select(File).order_by(File.position)).all()
        assert [(file.state, file.content) for file in kept] == [
            (FileState.KEPT, JPEG),
            (FileState.KEPT, PDF),
        ]
        inbound = session.scalars(select(InboundMessage)).one()
        assert inbound.thread_id == session.get_one(Thread, maria.id).id


def test_a_carrier_that_stumbles_is_asked_again(
    runtime: Runtime, office: Office, carrier: RunningSandbox, worker: Process
) -> None:
    carrier.http.put("/sandbox/faults", json={"rate_500": 1})
    content = base64.b64encode(JPEG).decode()
    carrier.http.post(
        f"/sandbox/handsets/{MARIA}/messages",
        json={"to": "+13125550100", "files": [{"content": content}]},
    )
    worker.answer(Lane.FILES)
    with runtime.unit() as unit:
        file = unit.session.scalars(select(File)).one()
        assert (file.state, file.tries) == (FileState.WAITING, 1)
        file.next_try_at = unit.now
    carrier.http.delete("/sandbox/faults")
    worker.answer(Lane.FILES)
    with runtime.reading() as session:
        assert session.scalars(select(File.state)).one() is FileState.KEPT
