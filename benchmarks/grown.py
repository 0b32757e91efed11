"""An agency of any size, made inside PostgreSQL of the pattern that the demo gives.

The pattern's families come again and again, each time as other people on other cases at another
time of the last two years; its two offices and their staff come again for every 33 of them. So an
office has about 990 parents and a caseworker about 500, whatever the size of the agency, as in
life; so does what waits for them: tasks, unread words, strays. What is older has been seen to. Ids
are in the order of time, as real ones are.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, DateTime, Table, Uuid, create_engine, select, text
from sqlalchemy.orm import Session

import campaigns.models
import casework.models
import messaging.models
import outgoing.models
from messaging.directory import audit_chain
from messaging.models.agency import Agency
from messaging.models.audit import Audit
from messaging.platform.columns import UtcDateTime
from messaging.platform.database import Base
from messaging.platform.sealing import keyring

TABLES = (campaigns.models, casework.models, messaging.models, outgoing.models)
"""Whose tables are filled."""
A_GROUP = 33
"""Times that the pattern comes in two offices."""
ROUNDS = 2
"""Times that a family lives through it, a year apart."""
BUSY = 17
"""Of a group's families, the latest: those with whom something is open."""
UNCLEAR = 2
"""Of a group's families, the latest: those of whose last text nobody knows whether it went."""
A_BATCH = 2_000
YEAR_MS = 365 * 86_400_000

OF_AN_OFFICE = (
    "branches",
    "staff",
    "saved_filters",
    "absences",
    "import_jobs",
    "import_bad",
    "saved_audiences",
)
OF_A_FAMILY = (
    "people", "name_marks", "cases", "contact_points", "person_contacts", "parties", "threads",
    "consents", "referrals", "form_requests",
)  # fmt: skip
OF_A_ROUND = (
    "agency_events", "enrollments", "enrollment_steps", "inbound_messages", "messages", "attempts",
    "receipts", "gate_decisions", "questions", "tasks", "files", "events", "event_deliveries",
    "outcomes", "slot_bookings", "alerts", "send_series", "sends", "send_recipients",
    "campaign_starts", "campaign_start_people", "audits",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Level:
    """How rows of a table come again."""

    mark: str
    """The column of `clones` that says by how many milliseconds they are moved."""
    tables: Sequence[str]
    which: str


LEVELS = (
    Level("b", OF_AN_OFFICE, "j = 0 AND h = 0 AND g > 0"),
    Level("f", OF_A_FAMILY, "h = 0 AND n > 0"),
    Level("x", OF_A_ROUND, "n > 0"),
)
MARKS: Mapping[str, str] = {name: level.mark for level in LEVELS for name in level.tables}
NUMBERED: Mapping[str, Mapping[str, str]] = {
    "branches": {"code": "p.code || '-' || c.g", "name": "p.name || ' ' || c.g"},
    "staff": {"email": "c.g || '.' || p.email", "name": "p.name || ' ' || c.g"},
    "saved_audiences": {"name": "p.name || ' ' || c.g"},
    "import_jobs": {"made_by": "p.made_by || c.g"},
    "people": {"external_id": "p.external_id || '-' || c.n"},
    "cases": {"number": "p.number || '-' || c.n", "sought_as": "p.sought_as || '-' || c.n"},
    "contact_points": {"address_index": "int8send(c.n) || substr(p.address_index, 9)"},
    "agency_events": {
        "event_id": "p.event_id || '-' || c.n",
        "subject": "p.subject || '-' || c.n",
    },
    "enrollments": {"subject": "p.subject || '-' || c.n"},
    "inbound_messages": {
        "provider_id": "p.provider_id || '-' || c.n",
        "sender_index": "int8send(c.n) || substr(p.sender_index, 9)",
        "state": "CASE WHEN p.state = 'triage' AND c.h > 0 THEN 'dismissed' ELSE p.state END",
        "disposition": "CASE WHEN p.disposition IS NULL AND (c.h > 0 OR (p.state <> 'triage' AND "
        f"c.j >= {BUSY})) THEN 'answered' ELSE p.disposition END",
    },
    "threads": {"unread": f"CASE WHEN c.j < {BUSY} THEN p.unread ELSE 0 END"},
    "tasks": {
        "state": f"CASE WHEN c.h > 0 OR c.j >= {BUSY} THEN 'done' ELSE p.state END",
        "closed_at": f"CASE WHEN c.h > 0 OR c.j >= {BUSY} THEN p.due_at - c.xi END",
        "alert_at": f"CASE WHEN c.h = 0 AND c.j < {BUSY} THEN p.alert_at - c.xi END",
    },
    "attempts": {
        "outcome": f"CASE WHEN p.outcome = 'unclear' AND (c.h > 0 OR c.j >= {UNCLEAR}) "
        "THEN 'absent' ELSE p.outcome END"
    },
    "messages": {
        "status": f"CASE WHEN p.status = 'uncertain' AND (c.h > 0 OR c.j >= {UNCLEAR}) "
        "THEN 'delivered' ELSE p.status END"
    },
    "sends": {
        "made_by": "p.made_by || '-' || c.n",
        "state": "CASE WHEN mod(c.n, 33) > 0 THEN 'done' ELSE p.state END",
    },
    "send_series": {
        "made_by": "p.made_by || '-' || c.n",
        "state": "CASE WHEN mod(c.n, 33) > 0 THEN 'ended' ELSE p.state END",
    },
    "campaign_starts": {
        "made_by": "p.made_by || '-' || c.n",
        "state": "CASE WHEN mod(c.n, 33) > 0 THEN 'done' ELSE p.state END",
    },
    "event_deliveries": {
        "state": "CASE WHEN c.h + c.j > 0 THEN 'delivered' ELSE p.state END",
        "settled_at": "CASE WHEN c.h + c.j > 0 THEN p.created_at - c.xi END",
    },
}
"""What must differ, or has been seen to."""
_UUID = "[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}"
NAMING: Mapping[str, Sequence[str]] = {
    "messages": ("origin", "campaign"), "questions": ("origin",), "tasks": ("origin",),
    "sends": ("campaign",), "attempts": ("provider_id",), "receipts": ("provider_id",),
    "audits": ("actor",),
}  # fmt: skip
"""Words that hold the id of another row."""


def grow(url: str, groups: int) -> None:
    """Make `groups` times two offices of the pattern at `url`."""
    engine = create_engine(url)
    with engine.begin() as connection:
        # What is made here is right by its making; checking each row would take an hour.
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text("SET LOCAL work_mem = '128MB'"))
        connection.execute(text("SET LOCAL maintenance_work_mem = '256MB'"))
        for statement in _clones(groups):
            connection.execute(text(statement))
        indexes = _without_indexes(connection)
        for level in LEVELS:
            for name in level.tables:
                for statement in _again(Base.metadata.tables[name], level):
                    connection.exec_driver_sql(statement)
        for definition in indexes:
            connection.exec_driver_sql(definition)
        _chain(connection)
    with engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("VACUUM ANALYZE")
    engine.dispose()


def _clones(groups: int) -> Iterator[str]:
    """Each coming again: `n` its number (0 is the pattern itself), `g` its group, `j` its place in
    that, `h` its round; `b`, `f` and `x` by how many milliseconds things of the office, the family
    and the round lie before the pattern's."""
    yield (
        "CREATE TEMP TABLE clones ON COMMIT DROP AS "
        "SELECT *, x * interval '1 millisecond' AS xi, f * interval '1 millisecond' AS fi, "
        "b * interval '1 millisecond' AS bi FROM (SELECT *, "
        f"f + h * {YEAR_MS}::bigint AS x FROM (SELECT h, g, j, g::bigint * 60000 AS b, "
        f"(h * {groups} + g) * {A_GROUP} + j AS n, "
        f"j * ({YEAR_MS}::bigint / {A_GROUP}) + g * 977000::bigint AS f "
        f"FROM generate_series(0, {ROUNDS - 1}) AS h, generate_series(0, {groups - 1}) AS g, "
        f"generate_series(0, {A_GROUP - 1}) AS j) AS a) AS a ORDER BY x DESC"
    )
    rows = " UNION ALL ".join(
        f"SELECT id, '{mark}' AS mark FROM {name}"
        + (" WHERE branch_id IS NOT NULL" if name == "staff" else "")
        for name, mark in MARKS.items()
        if "id" in Base.metadata.tables[name].c
    )
    yield f"CREATE TEMP TABLE known ON COMMIT DROP AS {rows}"
    yield "CREATE INDEX ON known (id)"
    yield "ANALYZE known"
    for name in MARKS:
        wanted = (
            " WHERE branch_id IS NOT NULL" if name == "staff"
            else " WHERE subject_id IN (SELECT id FROM known)" if name == "audits" else ""
        )  # fmt: skip
        yield (
            f"CREATE TEMP TABLE {name}_p ON COMMIT DROP AS "
            f"SELECT t.*{_parts(Base.metadata.tables[name])} FROM {name} AS t{wanted}"
        )


def _parts(table: Table) -> str:
    """Of every id in a row: its time, the rest, and how it moves."""
    found: list[str] = []
    for column in table.columns:
        if isinstance(column.type, Uuid) and column.name != "agency_id":
            found += _cut(column.name, f"t.{column.name}::text")
    for name in NAMING.get(table.name, ()):
        held = f"substring(t.{name} from '{_UUID}')"
        found += _cut(name, f"({held})::uuid::text")
        found += [
            f"left(t.{name}, strpos(t.{name}, {held}) - 1) AS {name}__head",
            f"substr(t.{name}, strpos(t.{name}, {held}) + length({held})) AS {name}__tail",
            f"{held} !~ '-' AS {name}__plain",
        ]
    return "".join(f", {part}" for part in found)


def _cut(name: str, written: str) -> Iterator[str]:
    hexadecimal = f"replace({written}, '-', '')"
    yield f"('x' || left({hexadecimal}, 12))::bit(48)::bigint AS {name}__ms"
    yield f"substr({hexadecimal}, 13) AS {name}__rest"
    yield f"(SELECT mark FROM known WHERE id = ({written})::uuid) AS {name}__mark"


def _again(table: Table, level: Level) -> Iterator[str]:
    """A row for each coming again, and the pattern's own."""
    differing = NUMBERED.get(table.name, {})
    made = {
        column.name: differing.get(column.name) or _moved(table, column.name, column.type, level)
        for column in table.columns
    }
    columns = ", ".join(map(_quoted, made))
    yield (
        f"INSERT INTO {table.name} ({columns}) SELECT {', '.join(made.values())} "
        f"FROM clones AS c, {table.name}_p AS p WHERE {level.which}"
    )


def _moved(table: Table, name: str, kind: object, level: Level) -> str:
    if name in NAMING.get(table.name, ()):
        return _renamed(name)
    if isinstance(kind, Uuid) and name != "agency_id":
        return f"CASE WHEN p.{name}__mark IS NULL THEN p.{name} ELSE {_id(name)} END"
    if isinstance(kind, DateTime | UtcDateTime):
        return f"p.{name} - c.{level.mark}i"
    return f"p.{_quoted(name)}"


def _quoted(name: str) -> str:
    """A column may be called by a word of the language."""
    return f'"{name}"'


def _renamed(name: str) -> str:
    moved, once = _id(name), f"CASE WHEN p.{name}__mark = 'x' THEN '' ELSE '-' || c.n END"
    written = (
        f"p.{name}__head || CASE WHEN p.{name}__plain THEN replace({moved}::text, '-', '') "
        f"ELSE {moved}::text END || p.{name}__tail"
    )
    if name == "origin":
        return f"coalesce({written} || {once}, p.{name} || '-' || c.n)"
    return f"coalesce({written}, p.{name})"


def _id(name: str) -> str:
    by = f"CASE p.{name}__mark WHEN 'x' THEN c.x WHEN 'f' THEN c.f ELSE c.b END"
    return f"('0' || to_hex(p.{name}__ms - {by}) || p.{name}__rest)::uuid"


def _chain(connection: Connection) -> None:
    """Signs every row of the audit and gives it its place, as the writer and the clock do."""
    with Session(connection) as session:
        agency_id = session.scalars(select(Agency.id)).one()
        link, chained = audit_chain.START, []
        rows = session.scalars(select(Audit).order_by(Audit.at, Audit.id))
        for position, row in enumerate(rows.yield_per(A_BATCH), 1):
            row.mac = keyring().mac(agency_id, audit_chain.content_of(row))
            link = audit_chain.link_of(link, position, row)
            chained.append((row.id, position, row.mac, link))
            session.expunge(row)
    head = {"a": agency_id, "position": len(chained), "link": link}
    head["mac"] = keyring().mac(agency_id, audit_chain.end_of(len(chained), link))
    connection.exec_driver_sql(
        "CREATE TEMP TABLE chained (i uuid, p int, m bytea, l bytea) ON COMMIT DROP"
    )
    connection.exec_driver_sql("INSERT INTO chained VALUES (%s, %s, %s, %s)", chained)
    connection.exec_driver_sql(
        "UPDATE audits SET position = p, mac = m, link = l FROM chained WHERE id = i"
    )
    connection.exec_driver_sql("DELETE FROM audit_heads")
    connection.execute(
        text(
            "INSERT INTO audit_heads (agency_id, position, link, mac) "
            "VALUES (:a, :position, :link, :mac)"
        ),
        head,
    )


def _without_indexes(connection: Connection) -> list[str]:
    """Drops those that hold no rule, which would be kept up row by row; how to make them again."""
    found = connection.execute(
        text(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND NOT EXISTS "
            "(SELECT 1 FROM pg_constraint WHERE conname = indexname) AND tablename = ANY(:tables)"
        ),
        {"tables": list(MARKS)},
    ).all()
    for name, _ in found:
        connection.exec_driver_sql(f"DROP INDEX {name}")
    return [definition for _, definition in found]
