"""A CSV file of parents into a campaign, beside COPY of the same rows already validated."""

import csv
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import islice
from pathlib import Path

from benchmarks import copied, office, servers
from benchmarks.bench import Bench, Figures, Pair, Scale
from benchmarks.child import child
from benchmarks.enrolled import CAMPAIGN, sample_phones
from service.demo import cast, setting
from tests.support.postgres import TEMPLATE, Cluster

PREPARED = "prepared"
SIZES = {Scale.FULL: 50_000, Scale.QUICK: 200}
HEADER = (
    "case_number", "program", "branch", "external_id", "role", "first_name", "last_name",
    "language", "phone", "email", "consent_source", "consent_at", "renewal_id", "due_on",
)  # fmt: skip
TABLES = (
    "cases", "people", "parties", "threads", "contact_points", "person_contacts", "consents",
    "agency_events", "enrollments", "enrollment_steps", "events",
)  # fmt: skip
"""Where the rows of a file end, each behind those it points at."""


class NotAllTakenError(Exception):
    """A turn does not count: something is missing."""


@dataclass(frozen=True, slots=True)
class Room:
    cluster: Cluster
    folder: Path
    rows: int

    @property
    def path(self) -> Path:
        return self.folder / "parents.csv"

    def environment(self, database: str) -> dict[str, str]:
        return dict(office.environment(database, str(self.folder), REDIS_URL="redis://127.0.0.1:1"))


def write_file(path: Path, rows: int) -> None:
    """As an agency would send it: every parent has a phone, every second one an email too."""
    due = (date.today() + timedelta(days=40)).isoformat()  # noqa: DTZ011 (any day will do)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number, phone in enumerate(islice(sample_phones(), rows)):
            name = cast.FIRST_NAMES[number % len(cast.FIRST_NAMES)]
            written = f"({phone[2:5]}) {phone[5:8]}-{phone[8:]}"
            email = "" if number % 2 else f"parent{number}@example.org"
            writer.writerow(
                (f"CS-{number}", "snap", "north", f"P-{number}", "custodial", name, "Sample", "en",
                 written, email, "application", "2025-11-02", f"R-{number}", due)
            )  # fmt: skip


@contextmanager
def _against_copy(scale: Scale) -> Iterator[Pair]:
    with ExitStack() as stack:
        cluster = stack.enter_context(servers.postgres())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kinline-bench-")))
        room = Room(cluster, folder, SIZES[scale])
        write_file(room.path, room.rows)
        with office.runtime(room.environment(cluster.create(PREPARED, TEMPLATE))) as house:
            setting.prepare(house)
        yield Pair(partial(_ours, room), partial(_copy, room))


def _ours(room: Room) -> Figures:
    """A fresh copy of the database, a fresh process."""
    database = room.cluster.copy(PREPARED)
    with child("benchmarks.hand", **room.environment(database)) as hand:
        answer = hand.ask(task="csv", agency=cast.AGENCY, campaign=CAMPAIGN, path=str(room.path))
    if answer["rows"] != room.rows:
        raise NotAllTakenError(f"{answer['rows']} of {room.rows} rows started")
    copied.copy_out(database, TABLES, room.folder)
    room.cluster.drop(database)
    return {"per_second": room.rows / answer["seconds"], "peak_mb": answer["peak_mb"]}


def _copy(room: Room) -> Figures:
    database = room.cluster.copy(PREPARED)
    seconds = copied.copy_in(database, TABLES, room.folder)
    room.cluster.drop(database)
    return {"per_second": room.rows / seconds}


BENCHES = (
    Bench(
        "csv",
        0.2,
        "higher",
        "`kinline campaign run` of a file of 50,000 parents (a phone each, every second one an "
        "email too, with consent) into an empty PostgreSQL: read, checked, found or added, "
        "enrolled, five steps planned, sealed. Each becomes about 17 rows in eleven tables. The "
        "peer is COPY of those finished rows into the same empty tables, keys and indexes "
        "included, in one transaction. File rows per second.",
        _against_copy,
    ),
)
