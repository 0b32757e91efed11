"""A generated world played through the real doors: agencies' signed events, parents' texts and
mails, every lane drained, and what came out of it gathered for looking at."""

import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import select
from standardwebhooks import Webhook
from structlog.testing import capture_logs

from channels.values import ChannelKind
from messaging.directory import contact_points
from messaging.models.case import Case, Party
from messaging.models.contact_point import ContactPoint
from messaging.models.message import Direction, Message
from messaging.models.person import Person
from messaging.models.secret import WebhookSecret
from messaging.models.staff import StaffRole
from messaging.models.thread import Thread
from messaging.platform.ids import new_id
from messaging.platform.lanes import Lane
from messaging.runtime import Runtime
from service.accounts import add_key
from service.jobs import DRAINS
from tests.messaging.inbound.hearing import store, text_from
from tests.support.people import Office, add_office, add_staff
from tests.wall.worlds import World, event, mark, phone_of
from tests.web.browsers import Desk, browser, log_in, password_hash
from web.api.keys import Scope

SECRET = "whsec_c2FtcGxlIHNlY3JldCBvZiBhIHNhbXBsZSBhZ2VuY3k="
LANES = [lane for lane in DRAINS if lane is not Lane.OUTGOING]
ROUNDS = 6


@dataclass(slots=True)
class Played:
    """One agency of one world after everything was told."""

    name: str
    office: Office
    threads: dict[int, Thread] = field(default_factory=dict)
    """By the parent's place in the world."""
    client: TestClient | None = None
    key: str = ""

    def page(self, path: str) -> str:
        assert self.client is not None
        answer = self.client.get(path)
        assert answer.status_code == 200, path
        return answer.text

    def post(self, path: str, form: Mapping[str, str]) -> Response:
        assert self.client is not None
        return Desk(self.client).post(path, form)

    def search(self, words: str) -> str:
        answer = self.post("/staff/search", {"words": words})
        assert answer.status_code == 200
        return answer.text

    def api(self, path: str) -> str:
        assert self.client is not None
        headers = {"Authorization": f"Bearer {self.key}"}
        answer = self.client.get(f"/api/v1{path}", headers=headers)
        assert answer.status_code == 200, path
        return answer.text


@contextmanager
def playing(
    runtime: Runtime, app: FastAPI, runner: asyncio.Runner, world: World
) -> Iterator[tuple[list[Played], Sequence[Mapping[str, Any]]]]:
    """Both agencies after the world's events and messages, and every line that was logged."""
    with capture_logs() as logs:
        played = [opened(runtime, app, name) for name in ("o", "e")]
        for one in played:
            # Everyone is known first: who is not, has no phone that others could share.
            known = [(number, "party.updated") for number in range(len(world.parents))]
            for turn, (number, type_name) in enumerate([*known, *world.events]):
                tell(runtime, one, event(world, one.name, number, type_name, turn), turn)
        _drain(runtime, runner)
        for one in played:
            for number, words in world.writes:
                said = words.format(mark=mark(one.name, number, "word"))
                store(runtime, one.office.agency, text_from(runtime, phone_of(world, number), said))
        _drain(runtime, runner)
        for one in played:
            find_threads(runtime, one)
        yield played, logs


def opened(runtime: Runtime, app: FastAPI, name: str) -> Played:
    with runtime.unit() as unit:
        office = add_office(unit, f"{name}{new_id().hex[-12:]}")
        # Twins: whoever looks at names alone could not tell them apart.
        office.agency.name, office.agency.neutral_name = "Oak Co Child Support", "Oak Co"
        row = WebhookSecret(agency_id=office.agency.id, created_at=unit.now)
        row.secret = SECRET
        unit.session.add(row)
        staff = add_staff(
            unit, office.agency, role=StaffRole.SUPERVISOR, password_hash=password_hash()
        )
        key = add_key(
            unit, office.agency, "wall", scopes=[scope.value for scope in Scope], acts_for=staff
        )
        email = staff.email
    client = browser(app)
    log_in(client, email)
    return Played(name, office, client=client, key=key)


def tell(runtime: Runtime, one: Played, document: Mapping[str, Any], turn: int) -> None:
    assert one.client is not None
    raw, now, event_id = json.dumps(document), runtime.clock(), f"evt_{turn}"
    answer = one.client.post(
        f"/webhooks/agency/{one.office.agency.slug}",
        content=raw,
        headers={
            "webhook-id": event_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": Webhook(SECRET).sign(event_id, now, raw),
        },
    )
    assert answer.status_code == 202, answer.text


def _never() -> bool:
    return False


def _drain(runtime: Runtime, runner: asyncio.Runner) -> None:
    for _ in range(ROUNDS):
        if not sum(DRAINS[lane](runtime, runner, _never) for lane in LANES):
            return


def find_threads(runtime: Runtime, one: Played) -> None:
    with runtime.reading() as session:
        rows = session.execute(
            select(Thread, Person.external_id)
            .join(Party, Party.id == Thread.party_id)
            .join(Person, Person.id == Party.person_id)
            .join(Case, Case.id == Party.case_id)
            .where(Thread.agency_id == one.office.agency.id)
        ).all()
    one.threads = {int(external_id.removeprefix("P-")): thread for thread, external_id in rows}


def messages_of(runtime: Runtime, agency_id: UUID) -> list[tuple[Message, bool]]:
    """What we wrote for this agency, and whether several people use the address."""
    with runtime.reading() as session:
        rows = session.scalars(
            select(Message).where(
                Message.agency_id == agency_id, Message.direction == Direction.OUT
            )
        ).all()
        contacts = {
            contact.id: len(contact_points.people_of(session, contact)) > 1
            for contact in session.scalars(
                select(ContactPoint).where(
                    ContactPoint.agency_id == agency_id, ContactPoint.kind == ChannelKind.SMS
                )
            )
        }
    return [(row, contacts.get(row.contact_point_id or row.id, False)) for row in rows]
