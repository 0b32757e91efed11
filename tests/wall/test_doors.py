"""The slow layer: generated worlds through the real doors, and every way out of them looked at."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

import pytest
from fastapi import FastAPI
from hypothesis import given
from sqlalchemy import make_url, select

from channels.values import ChannelKind
from messaging.models.contact_point import ContactPoint
from messaging.platform.events import Event
from messaging.platform.links import LinkPurpose
from messaging.runtime import Runtime
from tests.support.databases import copy_sqlite
from tests.support.fake_channel import FakeChannel
from tests.wall.doors import Played, messages_of, playing
from tests.wall.soaking import examples
from tests.wall.worlds import MARK, World, marks_of, phone_of, worlds
from tests.web.browsers import MemoryThrottle
from web import site
from webhooks.agency import router as agency_door

pytestmark = pytest.mark.timeout(3_600)


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    return copy_sqlite(sqlite_template, tmp_path)


@pytest.fixture
def app(runtime: Runtime) -> FastAPI:
    app = FastAPI(openapi_url=None)
    site.install(app, runtime, throttle=MemoryThrottle())
    app.include_router(agency_door)
    return app


class Doors:
    """Everything a world is played through. No dataclass: hypothesis would print all of it."""

    def __init__(
        self,
        runtime: Runtime,
        app: FastAPI,
        runner: asyncio.Runner,
        channels: Mapping[ChannelKind, FakeChannel],
    ) -> None:
        self.runtime, self.app, self.runner, self.channels = runtime, app, runner, channels


@pytest.fixture
def doors(
    runtime: Runtime,
    app: FastAPI,
    runner: asyncio.Runner,
    channels: dict[ChannelKind, FakeChannel],
) -> Doors:
    return Doors(runtime, app, runner, channels)


@examples(fast=12, shrink=False)
@given(worlds())
def test_nothing_of_one_party_reaches_another(doors: Doors, world: World) -> None:
    runtime, channels = doors.runtime, doors.channels
    before = {kind: len(channel.sent) for kind, channel in channels.items()}
    with playing(runtime, doors.app, doors.runner, world) as (played, logs):
        for one in played:
            _messages(runtime, one)
            _threads(runtime, one, world)
            _whole_agency(one, [other for other in played if other is not one], world)
            _facts(runtime, one)
    logged = str(logs)
    assert MARK not in logged
    assert not any(phone_of(world, number) in logged for number in range(len(world.parents)))
    _dump(runtime, world)
    for kind, channel in channels.items():
        for outgoing in channel.sent[before[kind] :]:
            _sent(outgoing.to, f"{outgoing.text} {outgoing.subject} {outgoing.html}", world)


def _dump(runtime: Runtime, world: World) -> None:
    """Who has only a copy of the database reads nothing of anybody: every mark was told as a name,
    an address or in somebody's words."""
    path = make_url(runtime.database.url).database
    dump = b"".join(
        each.read_bytes() for each in Path(path or "").parent.glob("kinline.db*")
    ).lower()
    assert len(dump) > 100_000
    assert MARK.encode() not in dump
    for number in range(len(world.parents)):
        assert phone_of(world, number).removeprefix("+1").encode() not in dump


def only(text: str, agency: str, *numbers: int) -> None:
    """No mark but these parents' own."""
    rest = text.lower()
    for number in numbers:
        rest = rest.replace(marks_of(agency, number), "")
    assert MARK not in rest


def _messages(runtime: Runtime, one: Played) -> None:
    owners = {thread.id: number for number, thread in one.threads.items()}
    for message, shared in messages_of(runtime, one.office.agency.id):
        said = f"{message.text} {message.subject} {message.html}"
        number = owners.get(message.thread_id) if message.thread_id else None
        went = message.sent_at is not None
        only(said, one.name, *([] if number is None or (shared and went) else [number]))


def _sent(to: str, said: str, world: World) -> None:
    """Who holds it reads only their own. That a phone known to be shared tells nothing at all is
    looked at message by message."""
    readers = [n for n in range(len(world.parents)) if phone_of(world, n) == to]
    marks = [marks_of(agency, n) for agency in ("o", "e") for n in readers]
    rest = said.lower()
    if "@" in to:
        marks = [to.removesuffix("mail@example.org")]
    for own in marks:
        rest = rest.replace(own, "")
    assert MARK not in rest


def _threads(runtime: Runtime, one: Played, world: World) -> None:
    """A worker's page and the API of one thread, and the parent's own pages."""
    for number, thread in one.threads.items():
        whole = one.page(f"/staff/threads/{thread.id}")
        # Beside it stands the worker's own list of conversations.
        only(whole, one.name, *one.threads)
        only(_case_pane(whole), one.name, number)
        only(one.page(f"/staff/threads/{thread.id}/messages"), one.name, number)
        only(one.api(f"/threads/{thread.id}"), one.name, number)
        only(one.api(f"/threads/{thread.id}/messages"), one.name, number)
        chat = runtime.links.sign(LinkPurpose.CHAT, thread.id, runtime.clock())
        only(one.page(f"/p/chat/{chat}"), one.name, number)
    with runtime.reading() as session:
        contacts = session.scalars(
            select(ContactPoint.id).where(ContactPoint.agency_id == one.office.agency.id)
        ).all()
    for contact_id in contacts:
        for purpose in (LinkPurpose.PREFERENCES, LinkPurpose.UNSUBSCRIBE):
            token = runtime.links.sign(purpose, contact_id, runtime.clock())
            only(one.page(f"/p/{purpose}/{token}"), one.name)
    assert world.parents


def _case_pane(page: str) -> str:
    return page[page.index('<div class="case-in">') :]


def _facts(runtime: Runtime, one: Played) -> None:
    """What agencies' own systems are told names ids, never lives."""
    with runtime.reading() as session:
        facts = session.scalars(select(Event.data).where(Event.agency_id == one.office.agency.id))
        only(str(list(facts)), one.name)


def _whole_agency(one: Played, others: list[Played], world: World) -> None:
    """Lists and searches show one agency its own, however alike the other is."""
    numbers = range(len(world.parents))
    for path in ("/staff/inbox", "/staff/tasks", "/staff/triage"):
        only(one.page(path), one.name, *numbers)
    for path in ("/threads", "/tasks"):
        only(one.api(path), one.name, *numbers)
    for other in others:
        for number, thread in other.threads.items():
            found = one.search(marks_of(other.name, number) + "last")
            assert "/staff/threads/" not in found
            found = one.search(f"CS-{world.parents[number].case}")
            assert str(thread.id) not in found
