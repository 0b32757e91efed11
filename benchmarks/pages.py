"""Every page of the app on an agency of 200,000 parents, beside the same in one of two offices."""

import asyncio
import hashlib
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import cycle
from statistics import median
from urllib.parse import urlencode
from uuid import UUID

from fastapi import FastAPI
from sqlalchemy import select
from starlette.types import Message as Part

from benchmarks import grown, office, pattern, places, servers
from benchmarks.bench import Bench, Figures, Pair, Scale
from campaigns.loading import load_campaigns
from campaigns.models.import_job import ImportJob
from campaigns.models.send import Send, SendState
from campaigns.models.series import SendSeries, SeriesState
from campaigns.models.start import CampaignStart, StartState
from messaging.directory.access import Viewer, in_view
from messaging.inbound.routing import TriageReason
from messaging.models.case import Case, Party
from messaging.models.file import File
from messaging.models.form_request import FormRequest
from messaging.models.inbound import InboundMessage, InboundState
from messaging.models.message import Message
from messaging.models.person import Person
from messaging.models.staff import Staff, Way
from messaging.models.thread import Thread
from messaging.platform.ids import new_id
from messaging.platform.links import LinkPurpose
from messaging.runtime import Runtime
from outgoing.models import Endpoint
from service import preparing
from service.app import create_app
from service.demo import cast
from tests.web.routes import doors
from web.identity import sessions
from web.staff.choosing import Of
from web.staff.sessions import COOKIE

GROUPS: Mapping[Scale, tuple[int, int]] = {Scale.FULL: (108, 1), Scale.QUICK: (2, 1)}
"""Of two offices each: 213,840 parents with 2.0 million messages, and 1,980 with 18,700."""
CALLS = {Scale.FULL: 3, Scale.QUICK: 1}
"""Of each page in each turn; their median counts."""
ENOUGH_MS = 1_500
FAMILIES = 8
"""So many conversations are opened in turn: none is always warm."""


@dataclass(frozen=True, slots=True)
class Ask:
    method: str
    path: str
    query: str
    cookie: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Page:
    """One form of one page, as one person."""

    name: str
    asks: Sequence[Ask]
    """The same of several conversations, in turn."""


class NotShownError(Exception):
    """A page that is to be measured was not shown. The message says which, and its status."""


def unmeasured(app: FastAPI) -> set[str]:
    """Pages of the app of which `places` does not know: there must be none."""
    known = {*places.PAGES, *places.NOT_MEASURED}
    paths = {path for method, path in doors(app) if method == "GET"}
    return {path for path in paths if not path.startswith("/api/")} - known


class Site:
    """The app on one database, and everybody who looks at its pages."""

    def __init__(self, house: Runtime, groups: int) -> None:
        self.app = create_app(house)
        if left := unmeasured(self.app):
            raise NotShownError(f"no measurement, and no reason why not: {sorted(left)}")
        self._house = house
        # In the middle: neither the first rows of every table nor the last.
        prefix = f"{groups // 2}." if groups > 1 else ""
        emails = (f"{prefix}nora@oak.example", f"{prefix}sup-north@oak.example", "ada@oak.example")
        self._cookies = dict(zip(places.ALL, map(self._log_in, emails), strict=True))
        self._known = {who: self._things(who, email) for who, email in
                       zip(places.ALL, emails, strict=True)}  # fmt: skip
        self._known[places.NOBODY] = self._links(self._known[places.WORKER])
        self.pages: Sequence[Page] = list(self._pages())
        self._calls = {page.name: cycle(page.asks) for page in self.pages}

    async def times(self, calls: int) -> Figures:
        """Of each page, the median of so many calls, in milliseconds. One that takes long is asked
        for less often."""
        return {page.name: median(await self._several(page, calls)) for page in self.pages}

    async def _several(self, page: Page, calls: int) -> list[float]:
        took: list[float] = []
        while len(took) < calls and sum(took) < ENOUGH_MS:
            took.append(await self._took(page))
        return took

    async def _took(self, page: Page) -> float:
        ask = next(self._calls[page.name])
        took = await self._once(page, ask)
        if not preparing.drain(self._house):
            return took
        # What it only asked a worker for is there now, and shown.
        took = await self._once(page, ask)
        if preparing.drain(self._house):
            raise NotShownError(f"{page.name}: it asks again for what was prepared")
        return took

    async def _once(self, page: Page, ask: Ask) -> float:
        began = time.perf_counter()
        status = await _answered(self.app, ask)
        took = time.perf_counter() - began
        if status >= 400 and ask.cookie:
            raise NotShownError(f"{page.name}: {status}")
        return took * 1000

    def _log_in(self, email: str) -> str:
        with self._house.unit() as unit:
            account = sessions.account(unit.session, email)
            assert account is not None, email
            return sessions.begin(unit, account, Way.PASSWORD)

    def _things(self, who: str, email: str) -> Mapping[str, Sequence[object]]:
        """What stands in the addresses of the pages they open."""
        with self._house.reading() as session:
            staff = session.scalars(select(Staff).where(Staff.email == email)).one()
            viewer = Viewer.of(staff)
            ours = in_view(Thread, viewer)
            found = session.execute(
                select(Thread.id, Case.number, Person.external_id, Case.id, Person.id)
                .join(Party, Party.id == Thread.party_id)
                .join(Case, Case.id == Party.case_id)
                .join(Person, Person.id == Party.person_id)
                .where(ours)
                .order_by(Thread.last_message_at.desc())
                .limit(FAMILIES)
            ).all()
            files = select(File.id).join(InboundMessage).join(Thread).where(ours).limit(1)
            strays = select(InboundMessage.id).where(
                InboundMessage.state == InboundState.TRIAGE,
                InboundMessage.triage_reason == TriageReason.UNKNOWN_SENDER,
            )
            lists = select(Send.id).where(Send.state == SendState.READY)
            repeats = select(SendSeries.id).where(SendSeries.state == SeriesState.DRAFT)
            starts = select(CampaignStart.id).where(CampaignStart.state == StartState.READY)
            if viewer.branch_id:
                lists = lists.where(Send.branch_id == viewer.branch_id)
                repeats = repeats.where(SendSeries.branch_id == viewer.branch_id)
                starts = starts.where(CampaignStart.branch_id == viewer.branch_id)
            day = self._house.clock().date()
            before = day.replace(day=1) - timedelta(days=1)
            return {
                "thread_id": [row[0] for row in found],
                "case_number": [row[1] for row in found],
                "person_number": [row[2] for row in found],
                "case_id": [row[3] for row in found],
                "person_id": [row[4] for row in found],
                # Of another case.
                "other_id": [
                    next(other[4] for other in found if other[3] != row[3]) for row in found
                ],
                "of": [Of.COLLEAGUES],
                "file_id": session.scalars(files).all(),
                "inbound_id": session.scalars(strays.limit(1)).all(),
                "send_id": session.scalars(lists.limit(1)).all(),
                "series_id": session.scalars(repeats.limit(1)).all(),
                "start_id": session.scalars(starts.limit(1)).all(),
                "endpoint_id": session.scalars(select(Endpoint.id).limit(1)).all(),
                "job_id": session.scalars(select(ImportJob.id).limit(1)).all(),
                "staff_id": [staff.id],
                "campaign": [next(iter(load_campaigns()))],
                "experiment": ["renewal"],
                "template": ["appointment_reminder"],
                "language": ["en"],
                "slug": [cast.AGENCY],
                "day": [day - timedelta(days=30)],
                "month": [f"{before:%Y-%m}"],
                "year": [f"{_months_before(day, 11):%Y-%m}"],
            }

    def _links(self, known: Mapping[str, Sequence[object]]) -> Mapping[str, Sequence[object]]:
        now = self._house.clock()
        with self._house.reading() as session:
            contacts = session.scalars(
                select(Message.contact_point_id).where(
                    Message.thread_id.in_(known["thread_id"]),
                    Message.contact_point_id.is_not(None),
                )
            ).all()
            asked = session.scalars(
                select(FormRequest.id).where(FormRequest.filled_in_at.is_(None)).limit(FAMILIES)
            ).all()
        sign = self._house.links.sign
        purposes: Mapping[str, tuple[LinkPurpose, Sequence[object]]] = {
            "preferences": (LinkPurpose.PREFERENCES, contacts),
            "unsubscribe": (LinkPurpose.UNSUBSCRIBE, contacts),
            "chat": (LinkPurpose.CHAT, known["thread_id"]),
            "form": (LinkPurpose.FORM, asked),
            "start": (LinkPurpose.GUEST, [new_id()]),
        }
        return {
            "slug": known["slug"],
            **{
                f"token of {part}": [sign(purpose, UUID(str(each)), now) for each in subjects]
                for part, (purpose, subjects) in purposes.items()
            },
        }

    def _pages(self) -> Iterator[Page]:
        for path, (people, queries) in places.PAGES.items():
            for who in people:
                for query in queries:
                    yield Page(f"{path}{query} {who}", self._asks("GET", who, path + query, None))
        for path, (people, posted) in places.POSTED.items():
            for who in people:
                for form in posted:
                    name = " ".join([path, *form.values(), who])
                    yield Page(name, self._asks("POST", who, path, form))

    def _asks(
        self, method: str, who: str, template: str, form: Mapping[str, str] | None
    ) -> Sequence[Ask]:
        token = self._cookies.get(who, "")
        asks = []
        for place in range(FAMILIES):
            filled = partial(self._filled, who, template, place)
            path, _, query = filled(template).partition("?")
            sent = {name: filled(value) for name, value in (form or {}).items()}
            csrf = hashlib.sha256(b"csrf " + token.encode()).hexdigest()
            body = urlencode({"csrf": csrf, **sent}).encode() if form is not None else b""
            asks.append(Ask(method, path, query, token, body))
        return asks

    def _filled(self, who: str, template: str, place: int, words: str) -> str:
        known = self._known[who]

        def value(found: re.Match[str]) -> str:
            name = found[1]
            if name == "token":
                name = f"token of {template.split('/')[2]}"
            values = known.get(name) or ["sample"]
            return str(values[place % len(values)])

        return re.sub(r"\{(\w+)\}", value, words)


def _months_before(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)


async def _answered(app: FastAPI, ask: Ask) -> int:
    """The status, once the whole answer has been given."""
    origin = app.state.runtime.settings.public_url.encode()
    headers = [
        (b"host", b"127.0.0.1"),
        (b"origin", origin),
        (b"cookie", f"{COOKIE}={ask.cookie}".encode()),
        (b"content-type", b"application/x-www-form-urlencoded"),
        (b"content-length", str(len(ask.body)).encode()),
    ]
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": ask.method,
        "scheme": "http",
        "path": ask.path,
        "raw_path": ask.path.encode(),
        "root_path": "",
        "query_string": ask.query.encode(),
        "headers": headers,
        # This machine itself is not limited.
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8000),
        "state": {},
    }
    status, asked, over = 0, False, asyncio.Event()

    async def receive() -> Part:
        nonlocal asked
        if asked:
            await over.wait()
            return {"type": "http.disconnect"}
        asked = True
        return {"type": "http.request", "body": ask.body, "more_body": False}

    async def send(part: Part) -> None:
        nonlocal status
        status = part.get("status", status)
        if part["type"] == "http.response.body" and not part.get("more_body"):
            over.set()

    await app(scope, receive, send)
    return status


@contextmanager
def _large_and_small(scale: Scale) -> Iterator[Pair]:
    with ExitStack() as stack:
        cluster = stack.enter_context(servers.postgres())
        first = cluster.copy()
        pattern.play(first)
        runner = stack.enter_context(asyncio.Runner())
        sites = []
        for groups in GROUPS[scale]:
            url = cluster.copy_of(first)
            grown.grow(url, groups)
            house = stack.enter_context(office.runtime(office.environment(url, "/nowhere")))
            sites.append(Site(house, groups))

        def turn(site: Site, calls: int) -> Figures:
            return runner.run(site.times(calls))

        large, small = sites
        for site in sites:
            turn(site, 1)  # not counted: statements are compiled, caches filled
        yield Pair(partial(turn, large, CALLS[scale]), partial(turn, small, CALLS[scale]))


_WHAT = (
    "Every page that the app's own routes know, but for those that benchmarks/places.py names with "
    "the reason, by who uses it and by the administrator; and what is asked for by a form: "
    "searches, records, the audit as a file. The whole app in process, from the request to the "
    "last byte of the answer, on PostgreSQL: the sample agency as the demo plays it, grown to "
    "213,840 parents with 2.0 million messages in 216 offices, beside two of its offices with "
    "1,980 parents and 18,700 messages. An office has about 990 parents and a caseworker 495 in "
    "both, and as much open. What is left to a worker is worked out first, and the page timed "
    "once it shows it. The median of three calls of each in each turn (fewer "
    "of what takes over a second), eight conversations in turn. Time beside the peer's time."
)


def _names() -> Iterator[str]:
    for path, (people, queries) in places.PAGES.items():
        yield from (f"{path}{query} {who}" for who in people for query in queries)
    for path, (people, posted) in places.POSTED.items():
        yield from (" ".join([path, *form.values(), who]) for who in people for form in posted)


BENCHES = tuple(
    Bench(f"pages {name}", 2.0, "lower", _WHAT, _large_and_small, name, among="pages")
    for name in _names()
)
