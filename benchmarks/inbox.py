"""What caseworkers open all day, with a hundred times the history: it must not take longer."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial

from benchmarks import archive, office, servers
from benchmarks.bench import Bench, Figures, Pair, Scale
from messaging.directory.access import Viewer
from messaging.models.staff import StaffRole
from messaging.platform.clock import utc_now
from messaging.runtime import Runtime
from web.api.keys import Caller
from web.api.messages import list_messages
from web.api.tasks import list_tasks
from web.api.threads import list_threads
from web.staff import desk, inbox_list, strays, todos
from web.staff.inbox_list import PAGE, counts, listing
from web.staff.sessions import SignedIn
from web.staff.sieve import Filter, Sieve
from web.voice import Voice

MESSAGES = {Scale.FULL: (5_000_000, 50_000), Scale.QUICK: (20_000, 2_000)}
ROUNDS = {Scale.FULL: 20, Scale.QUICK: 2}
Read = Callable[[Runtime, SignedIn], object]


@dataclass(frozen=True, slots=True)
class Desk:
    """A database, and those who look at it."""

    house: Runtime
    people: Sequence[SignedIn]

    @classmethod
    def of(cls, house: Runtime, made: archive.Archive) -> "Desk":
        voice = Voice.of("en", "America/Chicago", utc_now())
        agency, worker, role = made.agency_id, made.caseworker_id, StaffRole
        viewers = (
            Viewer(agency, worker, made.branch_id, role.CASEWORKER),
            Viewer(agency, worker, made.branch_id, role.SUPERVISOR),
            Viewer(agency, made.supervisor_id, None, role.SUPERVISOR),
        )
        people = [SignedIn(viewer, "Worker", "Agency", voice, "") for viewer in viewers]
        return cls(house, people)


def _inbox(chosen: Filter, limit: int) -> Read:
    def read(house: Runtime, person: SignedIn) -> object:
        with house.reading() as session:
            return (
                counts(session, person.viewer, person.voice.now),
                listing(session, person.viewer, person.voice, Sieve(chosen), limit),
            )

    return read


def _thread(place: int) -> Read:
    def read(house: Runtime, person: SignedIn) -> object:
        with house.reading() as session:
            lines = listing(session, person.viewer, person.voice, Sieve()).lines
            line = lines[place % len(lines)]
            rows = desk.opened(session, person.viewer, line.thread_id)
            return (
                lines,
                counts(session, person.viewer, person.voice.now),
                desk.desk(session, rows, person),
            )

    return read


def _triage(house: Runtime, person: SignedIn) -> object:
    with house.reading() as session:
        return counts(session, person.viewer, person.voice.now), strays.strays(session, person)


def _tasks(mine: bool) -> Read:
    def read(house: Runtime, person: SignedIn) -> object:
        viewer = person.viewer
        with house.reading() as session:
            found = todos.of_viewer(session, viewer, person.voice, mine=mine, limit=51)
            threads = {todo.thread_id for todo in found if todo.thread_id}
            return (
                inbox_list.of_threads(session, viewer, person.voice, threads),
                counts(session, viewer, person.voice.now),
                [
                    todos.count_open(session, viewer, person.voice.now, mine=each)
                    for each in (True, False)
                ],
            )

    return read


def _api(house: Runtime, person: SignedIn) -> object:
    """Two pages of threads, one of those unread, the messages of one, and the tasks."""
    caller = Caller(person.viewer.staff_id, person.viewer.staff_id, person.viewer, "en")
    first = list_threads(house, caller)
    second = list_threads(house, caller, cursor=first.next)
    messages = list_messages(house, caller, first.items[0].id)
    return second, list_threads(house, caller, unread=True), messages, list_tasks(house, caller)


PAGES: Mapping[str, Sequence[Read]] = {
    "inbox": [_inbox(chosen, limit) for chosen in Filter for limit in (PAGE, 2 * PAGE)],
    "thread": [_thread(place) for place in (0, 7, 39)],
    "triage": [_triage],
    "tasks": [_tasks(mine) for mine in (True, False)],
    "api": [_api],
}


def turn(here: Desk, rounds: int) -> Figures:
    """Every page, for everybody, again and again: by kind of page the time that 95 of a hundred
    do not exceed."""
    took: dict[str, list[float]] = {kind: [] for kind in PAGES}
    for _ in range(rounds):
        for kind, pages in PAGES.items():
            took[kind] += [_timed(here, read, person) for read in pages for person in here.people]
    return {f"{kind}_p95_ms": _p95(times) * 1000 for kind, times in took.items()}


def _timed(here: Desk, read: Read, person: SignedIn) -> float:
    began = time.perf_counter()
    read(here.house, person)
    return time.perf_counter() - began


def _p95(times: Sequence[float]) -> float:
    return sorted(times)[len(times) * 95 // 100]


@contextmanager
def _long_and_short(scale: Scale) -> Iterator[Pair]:
    with ExitStack() as stack:
        cluster = stack.enter_context(servers.postgres())
        desks = []
        for messages in MESSAGES[scale]:
            url = cluster.copy()
            house = stack.enter_context(office.runtime(office.environment(url, "/nowhere")))
            desks.append(Desk.of(house, archive.fill(url, messages)))
            turn(desks[-1], 1)  # not counted: statements are compiled, caches filled
        long, short = (partial(turn, each, ROUNDS[scale]) for each in desks)
        yield Pair(long, short)


_HOW = (
    "The page functions themselves, on PostgreSQL with 5,000,000 messages in 100,000 "
    "conversations, beside the same with 50,000 in 1,000: five agencies, the largest with six of "
    "ten conversations and a branch for each 2,500; read by one of its caseworkers, by a "
    "supervisor of one branch and by one of all branches. "
)
_WHAT = {
    "inbox": "The list with its counts, mine and all, one page and two.",
    "thread": "An opened conversation beside the list: messages, case pane, ways to reply.",
    "triage": "The fifty strays that have waited longest, and the counts.",
    "tasks": "Open tasks and their counts, mine and all.",
    "api": "Two pages of threads, the unread ones, messages of a thread, tasks.",
}
BENCHES = tuple(
    Bench(
        kind if kind == "inbox" else f"inbox-{kind}",
        2.0,
        "lower",
        f"{_WHAT[kind]} {_HOW if kind == 'inbox' else 'In the same turns as inbox.'}".strip(),
        _long_and_short,
        f"{kind}_p95_ms",
    )
    for kind in PAGES
)
