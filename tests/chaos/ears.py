"""The agencies' own systems, which hear of what happens: real, and no better than real ones."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from time import sleep

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

REFUSES, HANGS_UP, TAKES_AND_HANGS_UP, SLOW = 0.04, 0.02, 0.04, 0.04
"""Shares of requests while it storms. After a third failure in a row an event waits two minutes,
after a fourth ten: few may come to that."""
SLOW_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Heard:
    """One request, in the order of their coming."""

    agency: str
    event_id: str
    words: str
    accepted: bool
    signed: bool


@dataclass(slots=True)
class Ears:
    """What both agencies heard. Each listens at the path of its name."""

    random: Random
    heard: list[Heard] = field(default_factory=list)
    secrets: dict[str, str] = field(default_factory=dict)
    """By agency; what their events are signed with."""
    port: int = 0
    storms: bool = True
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def url(self, agency: str) -> str:
        return f"http://127.0.0.1:{self.port}/{agency}"

    def lot(self) -> float:
        with self._lock:
            return self.random.random() if self.storms else 1.0

    def hear(self, agency: str, headers: dict[str, str], body: bytes, *, accepted: bool) -> None:
        event_id = headers.get("webhook-id", "")
        signed = _is_signed(self.secrets[agency], headers, body)
        with self._lock:
            self.heard.append(Heard(agency, event_id, body.decode(), accepted, signed))


@contextmanager
def listening(random: Random) -> Iterator[Ears]:
    ears = Ears(random)

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("content-length", 0))
            body = self.rfile.read(length)
            if len(body) < length:
                self.close_connection = True  # its sender was killed in mid-word
                return
            headers = {name.lower(): value for name, value in self.headers.items()}
            agency, lot = self.path.strip("/"), ears.lot()
            if lot < REFUSES:
                ears.hear(agency, headers, body, accepted=False)
                self._answer(503)
            elif lot < REFUSES + HANGS_UP:
                self.close_connection = True
            elif lot < REFUSES + HANGS_UP + TAKES_AND_HANGS_UP:
                ears.hear(agency, headers, body, accepted=True)
                self.close_connection = True
            else:
                if lot < REFUSES + HANGS_UP + TAKES_AND_HANGS_UP + SLOW:
                    sleep(SLOW_SECONDS)
                ears.hear(agency, headers, body, accepted=True)
                self._answer(204)

        def _answer(self, status: int) -> None:
            self.send_response(status)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 (its name)
            """What it hears is kept, not printed."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        ears.port = int(server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, name="ears", daemon=True)
        thread.start()
        try:
            yield ears
        finally:
            server.shutdown()
            thread.join()


def _is_signed(secret: str, headers: dict[str, str], body: bytes) -> bool:
    try:
        Webhook(secret).verify(body, headers)
    except WebhookVerificationError:
        return False
    return True
