"""All of Kinline in one process, met only through its doors: an agency's signed events, a carrier's
signed calls, signed mails, a parent's chat page, a caseworker's browser."""

import asyncio
import base64
import hashlib
import hmac
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from itertools import count
from typing import Any
from urllib.parse import urlencode

from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import select
from standardwebhooks import Webhook
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from casework.models.task import Task
from channels.values import ChannelKind, Outgoing
from messaging.directory.agencies import agency_by_slug
from messaging.models.agency import Agency, Branch
from messaging.models.secret import WebhookSecret
from messaging.models.staff import StaffRole
from messaging.platform.lanes import Lane
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from service.app import create_app
from service.jobs import DRAINS
from tests.support.clock import MovableClock
from tests.support.fake_channel import FakeChannel
from tests.web.browsers import MemoryThrottle, add_worker, log_in

TOKEN = "12345"
PUBLIC = "https://messages.oakco.example"
OURS = "+15555550100"
MARIA, DAVID = "+13125550142", "+13125550143"
MARIAS_MAIL, DAVIDS_MAIL = "maria@example.org", "david@example.org"
SECRET = "whsec_c2FtcGxlIHNlY3JldCBvZiBhIHNhbXBsZSBhZ2VuY3k="
WORDING: Mapping[str, Mapping[str, str | int]] = {
    "email_name": {"en": "Oak County"},
    "office_hours": {"en": "Mon-Fri 8-5", "es": "lunes a viernes 8-5"},
    "agency_site": {"en": "oakco.example/cs", "es": "oakco.example/es"},
    "signin_link": {"en": "oakco.example/in"},
    "renewal_link": {"en": "oakco.example/renew"},
    "payment_link": {"en": "oakco.example/pay"},
    "monthly_count": {"en": 4},
}
LANES = tuple(lane for lane in DRAINS if lane not in (Lane.FILES, Lane.OUTGOING))
_number = count(1)
CHAT_LINK = re.compile(r" Chat: https://\S+/p/chat/\S+")


class Town:
    def __init__(
        self,
        runtime: Runtime,
        client: TestClient,
        clock: MovableClock,
        channels: Mapping[ChannelKind, FakeChannel],
    ) -> None:
        self.runtime, self.client, self.clock = runtime, client, clock
        self._channels = channels
        self._heard = dict.fromkeys(channels, 0)
        self._together = False
        with runtime.unit() as unit:
            self._found(unit)

    def _found(self, unit: Unit) -> None:
        agency = Agency(
            slug="oak",
            name="Oak Co Child Support",
            neutral_name="Oak Co",
            phone="555-555-0100",
            wording={field: dict(texts) for field, texts in WORDING.items()},
            time_zone="America/Chicago",
            state="IL",
        )
        unit.session.add(agency)
        unit.session.flush()
        unit.session.add(Branch(agency_id=agency.id, code="north", name="North office"))
        secret = WebhookSecret(agency_id=agency.id, created_at=unit.now)
        secret.secret = SECRET
        unit.session.add(secret)
        self.worker = add_worker(unit, agency, None, role=StaffRole.SUPERVISOR)

    def calls_itself(self, name: str, neutral: str, **in_spanish: str) -> None:
        with self.runtime.unit() as unit:
            agency = agency_by_slug(unit.session, "oak")
            assert agency is not None
            agency.name, agency.neutral_name = name, neutral
            names: dict[str, dict[str, str | int]] = {
                field: {"es": said} for field, said in in_spanish.items()
            }
            agency.wording = {**agency.wording, **names}

    # What comes in

    def event(
        self, type_name: str, *, case: str = "CS-10482", event_id: str | None = None,
        party: Mapping[str, Any] | None = None, **thing: Any,
    ) -> Response:  # fmt: skip
        """The agency's system tells of something about Maria, unless `party` says otherwise."""
        data: dict[str, Any] = {
            "case": {"number": case, "program": "child_support", "branch": "north"},
            "party": {**maria(), **(party or {})},
            **thing,
        }
        stamp = self.clock()
        body = json.dumps({"type": type_name, "timestamp": stamp.isoformat(), "data": data})
        event_id = event_id or f"evt_{next(_number)}"
        headers = {
            "webhook-id": event_id,
            "webhook-timestamp": str(int(stamp.timestamp())),
            "webhook-signature": Webhook(SECRET).sign(event_id, stamp, body),
        }
        answer = self.client.post("/webhooks/agency/oak", content=body, headers=headers)
        assert answer.status_code == 202, answer.text
        self.settle()
        return answer

    def texts(
        self, words: str, sender: str = MARIA, *, sid: str | None = None, **more: str
    ) -> None:
        """A parent's text, as the carrier hands it over."""
        form = {
            "MessageSid": sid or f"SM{next(_number):032}", "From": sender, "To": OURS,
            "Body": words, "NumMedia": "0", "AccountSid": "AC" + "a" * 32, **more,
        }  # fmt: skip
        self._carrier("/webhooks/twilio/inbound", form)

    def reports(self, sent: Outgoing, status: str, code: str = "") -> None:
        """What became of a text of ours."""
        form = {
            "MessageSid": f"twilio-{sent.attempt_id}", "MessageStatus": status, "To": sent.to,
            "From": OURS, "AccountSid": "AC" + "a" * 32, **({"ErrorCode": code} if code else {}),
        }  # fmt: skip
        self._carrier(f"/webhooks/twilio/status?attempt={sent.attempt_id}", form)

    def _carrier(self, path: str, form: Mapping[str, str]) -> None:
        signature = RequestValidator(TOKEN).compute_signature(f"{PUBLIC}{path}", form)
        answer = self.client.post(
            path,
            content=urlencode(form),
            headers={
                "Content-Type": "application/x-www-form-urlencoded",
                "X-Twilio-Signature": signature,
            },
        )
        assert answer.is_success, answer.text
        self.settle()

    def mails(self, raw: bytes) -> None:
        """A mail, as the mail service hands it over."""
        stamp = str(int(self.clock().timestamp()))
        key = base64.b64decode(SECRET.removeprefix("whsec_"))
        signed = hmac.digest(key, b"msg_1." + stamp.encode() + b"." + raw, hashlib.sha256)
        headers = {
            "webhook-id": "msg_1",
            "webhook-timestamp": stamp,
            "webhook-signature": f"v1,{base64.b64encode(signed).decode()}",
            "content-type": "message/rfc822",
        }
        answer = self.client.post("/webhooks/email/inbound", content=raw, headers=headers)
        assert answer.is_success, answer.text
        self.settle()

    def works(self, path: str, form: Mapping[str, str]) -> Response:
        """The caseworker posts from a page of theirs."""
        if "kinline_staff" not in self.client.cookies:
            log_in(self.client, self.worker)
        page = self.client.get("/staff/inbox").text
        found = re.search(r'name="csrf" value="(\w+)"', page)
        assert found is not None
        answer = self.client.post(path, data={"csrf": found[1], **form})
        self.settle()
        return answer

    # What follows

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """All that comes in meanwhile comes at the same moment: what follows is done after it."""
        self._together = True
        yield
        self._together = False
        self.settle()

    def settle(self) -> None:
        """Every lane is drained, until nothing is left to do."""
        if self._together:
            return
        with asyncio.Runner() as runner:
            while sum(DRAINS[lane](self.runtime, runner, lambda: False) for lane in LANES):
                pass

    def at(self, moment: datetime) -> None:
        self.clock.set(moment)
        self.settle()

    def said(self, channel: ChannelKind = ChannelKind.SMS) -> list[Outgoing]:
        """What was sent since this was last asked."""
        sent = self._channels[channel].sent
        new = sent[self._heard[channel] :]
        self._heard[channel] = len(sent)
        return new

    def words(self) -> list[str]:
        """The texts among it, but for the parent's own link to the chat, which is another each
        time and which the promised texts do not show."""
        return [CHAT_LINK.sub("", sent.text) for sent in self.said()]

    def tasks(self) -> list[Task]:
        with self.runtime.reading() as session:
            return list(session.scalars(select(Task).order_by(Task.id)))


def maria(**otherwise: Any) -> dict[str, Any]:
    return _party("P-1", "custodial", "Maria", MARIA, MARIAS_MAIL) | otherwise


def david(**otherwise: Any) -> dict[str, Any]:
    return _party("P-2", "noncustodial", "David", DAVID, DAVIDS_MAIL) | otherwise


def _party(key: str, role: str, name: str, phone: str, mail: str) -> dict[str, Any]:
    return {
        "external_id": key, "role": role, "first_name": name, "last_name": "Sample",
        "language": "en", "time_zone": "America/Chicago",
        "contacts": [contact("sms", phone), contact("email", mail)],
    }  # fmt: skip


def contact(kind: str, address: str) -> dict[str, Any]:
    consent = {"source": "application", "at": "2023-11-02T00:00:00Z"}
    return {"kind": kind, "address": address, "consent": consent}


@contextmanager
def town(
    runtime: Runtime, clock: MovableClock, channels: Mapping[ChannelKind, FakeChannel]
) -> Iterator[Town]:
    app = create_app(runtime)
    app.state.throttle = MemoryThrottle()
    with TestClient(
        app, base_url=PUBLIC, headers={"Origin": PUBLIC}, follow_redirects=False
    ) as client:
        yield Town(runtime, client, clock, channels)
