"""Years of conversations, made inside PostgreSQL: a database as it is after long use.

Five agencies of very different sizes (the first has six of ten conversations), branches of about
2,500 conversations, ten caseworkers in each. Messages are spread over two years in the order of
time, so those of one conversation lie far apart, and a few conversations have thousands.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.sql.schema import (
    CallableColumnDefault,
    DefaultGenerator,
    ScalarElementColumnDefault,
)

import casework.models.task  # noqa: F401 (its table belongs to what is filled)
from messaging.models.contact_point import ContactPoint
from messaging.models.inbound import InboundMessage
from messaging.models.message import Message
from messaging.models.person import Person
from messaging.platform.columns import Sealed
from messaging.platform.database import Base

AGENCIES = 5
A_THREAD = 50
"""Messages in a conversation, on average."""
A_BRANCH = 2_500
A_TEAM = 10
WAITING = 200
"""In triage, in each agency: what people have not come to yet does not grow with the years."""
TEXTS: Mapping[str, tuple[Sealed, str]] = {
    "said": (Message.text, "Can we meet on Friday? I have the papers with me, both of them."),
    "first": (Person.first_name, "Maria"),
    "last": (Person.last_name, "Sample"),
    "address": (ContactPoint.address, "+13125550142"),
    "sender": (InboundMessage.sender, "+13125550143"),
    "recipient": (InboundMessage.recipient, "+13125550100"),
    "heard": (InboundMessage.text, "Who is this?"),
    "raw": (InboundMessage.raw, "Body=Who+is+this%3F"),
}


@dataclass(frozen=True, slots=True)
class Archive:
    """Whom to be: a caseworker of the largest agency, and somebody who sees all of it."""

    agency_id: UUID
    branch_id: UUID
    caseworker_id: UUID
    supervisor_id: UUID


def fill(url: str, messages: int) -> Archive:
    """Into the empty tables at `url`. The more messages, the more conversations, branches and
    people; what each of them has before them stays the same."""
    engine = create_engine(url)
    with engine.begin() as connection:
        # What is made here is right by its making; checking each row would take an hour.
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text("SELECT setseed(0.5)"))
        indexes = _without_indexes(connection)
        for statement in _statements(messages, messages // A_THREAD):
            connection.execute(text(statement))
        _seal(connection)
        for statement in _rows(messages):
            connection.execute(text(statement))
        connection.exec_driver_sql("SET LOCAL maintenance_work_mem = '512MB'")
        for definition in indexes:
            connection.exec_driver_sql(definition)
        found = connection.exec_driver_sql(
            f"SELECT {_id('branch', 'b')}, {_id('staff', 'w')} FROM seats "
            "WHERE a = 0 GROUP BY b, w ORDER BY count(*) DESC LIMIT 1"
        ).one()
    with engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("VACUUM ANALYZE")
    engine.dispose()
    return Archive(_uuid("agency", 0), found[0], found[1], _uuid("staff", 1))


def _without_indexes(connection: Connection) -> list[str]:
    """Drops those that hold no rule, which would be kept up row by row; how to make them again."""
    found = connection.execute(
        text(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND NOT EXISTS "
            "(SELECT 1 FROM pg_constraint WHERE conname = indexname) "
            "AND tablename IN ('messages', 'threads', 'inbound_messages')"
        )
    ).all()
    for name, _ in found:
        connection.exec_driver_sql(f"DROP INDEX {name}")
    return [definition for _, definition in found]


_KINDS = ("agency", "branch", "staff", "case", "person", "contact", "thread", "message", "other")


def _id(kind: str, number: str) -> str:
    """In the order of their numbers, as real ids are in the order of their making."""
    head = f"{_KINDS.index(kind) + 1:08x}-0000-7000-8000-"
    return f"('{head}' || lpad(to_hex(({number})::bigint), 12, '0'))::uuid"


def _uuid(kind: str, number: int) -> UUID:
    return UUID(f"{_KINDS.index(kind) + 1:08x}-0000-7000-8000-{number:012x}")


def _statements(messages: int, threads: int) -> Iterator[str]:
    """Who sits where. Chance decides, the same chance every time."""
    yield (
        "CREATE TEMP TABLE seats ON COMMIT DROP AS "
        "SELECT n, a, a * 1000 + floor(branches * random())::int AS b, 0 AS w, "
        "random() AS r FROM (SELECT n, a, "
        f"ceil({threads} * CASE a WHEN 0 THEN 0.6 ELSE 0.1 END / {A_BRANCH}) AS branches "
        "FROM (SELECT n, greatest(0, n % 10 - 5) AS a "
        f"FROM generate_series(0, {threads - 1}) AS n) AS owners) AS sizes"
    )
    yield f"UPDATE seats SET w = (b + 1) * 100 + floor({A_TEAM} * random())::int"
    yield (
        "CREATE TEMP TABLE talk ON COMMIT DROP AS "
        f"SELECT i, floor({threads} * power(random(), 1.5))::int AS n, random() AS who, "
        f"random() AS fate, now() - interval '2 years' * (1 - i::float / {messages}) AS at "
        f"FROM generate_series(0, {messages - 1}) AS i"
    )


def _seal(connection: Connection) -> None:
    columns = ", ".join(f"{name} bytea" for name in TEXTS)
    connection.exec_driver_sql(f"CREATE TEMP TABLE sealed (a int, {columns}) ON COMMIT DROP")
    names = ", ".join(f":{name}" for name in TEXTS)
    connection.execute(
        text(f"INSERT INTO sealed VALUES (:a, {names})"),
        [
            {"a": a}
            | {
                name: column.seal(_uuid("agency", a), words)
                for name, (column, words) in TEXTS.items()
            }
            for a in range(AGENCIES)
        ],
    )


def _rows(messages: int) -> Iterator[str]:
    agency = _id("agency", "a")
    yield _insert(
        "agencies",
        "generate_series(0, 4) AS a",
        id=agency, slug="'agency' || a", name="'Agency ' || a", neutral_name="'Agency ' || a",
        phone="'(312) 555-0100'", wording="'{}'", time_zone="'America/Chicago'", state="'IL'",
        text_sender="'+1312555010' || a",
    )  # fmt: skip
    yield _insert(
        "branches",
        "(SELECT DISTINCT a, b FROM seats) AS places",
        id=_id("branch", "b"), agency_id=agency, code="'b' || b", name="'Branch ' || b",
    )  # fmt: skip
    yield _insert(
        "staff",
        "(SELECT a, b, w, 'caseworker' AS role FROM seats GROUP BY a, b, w "
        "UNION ALL SELECT a, NULL, a + 1, 'supervisor' FROM generate_series(0, 4) AS a) AS people",
        id=_id("staff", "w"), agency_id=agency, branch_id=_id("branch", "b"), role="role",
        email="'w' || w || '@oak.example'", name="'Worker ' || w", password_hash="'!'",
    )  # fmt: skip
    yield _insert(
        "cases",
        "seats",
        id=_id("case", "n"), agency_id=agency, branch_id=_id("branch", "b"),
        caseworker_id=_id("staff", "w"), number="'CS-' || n", sought_as="'' || n",
        program="'child_support'",
    )  # fmt: skip
    yield _insert(
        "people",
        "seats JOIN sealed USING (a)",
        id=_id("person", "n"), agency_id=agency, external_id="'P-' || n",
        first_name_sealed="first", last_name_sealed="last", time_zone="'America/Chicago'",
    )  # fmt: skip
    yield _insert(
        "parties",
        "seats",
        id=_id("other", "n"), agency_id=agency, branch_id=_id("branch", "b"),
        case_id=_id("case", "n"), person_id=_id("person", "n"), role="'custodial'",
    )  # fmt: skip
    yield _insert(
        "contact_points",
        "seats JOIN sealed USING (a)",
        id=_id("contact", "n"), agency_id=agency, kind="'sms'", address_sealed="address",
        address_index="decode(lpad(to_hex(n), 32, '0'), 'hex')", reachability="'reachable'",
    )  # fmt: skip
    yield _insert(
        "person_contacts",
        "seats",
        id=_id("other", "n"), agency_id=agency, person_id=_id("person", "n"),
        contact_point_id=_id("contact", "n"), since="now() - interval '2 years'",
    )  # fmt: skip
    yield _insert(
        "consents",
        "seats",
        id=_id("other", "n"), agency_id=agency, contact_point_id=_id("contact", "n"),
        topic="'all'", change="'grant'", source="'agency'", detail="'application'",
        at="now() - interval '2 years'", recorded_at="now() - interval '2 years'",
    )  # fmt: skip
    yield _insert(
        "threads",
        "seats LEFT JOIN (SELECT n, max(at) AS last, max(at) FILTER (WHERE who < 0.15) AS heard "
        "FROM talk GROUP BY n) AS times USING (n)",
        id=_id("thread", "n"), agency_id=agency, branch_id=_id("branch", "b"),
        party_id=_id("other", "n"),
        unread="CASE WHEN heard IS NOT NULL AND r < 0.02 THEN 1 + n % 3 ELSE 0 END",
        last_message_at="last", last_inbound_at="heard",
    )  # fmt: skip
    yield _insert(
        "messages",
        "talk JOIN seats USING (n) JOIN sealed USING (a)",
        id=_id("message", "i"), agency_id=agency, thread_id=_id("thread", "n"),
        contact_point_id=_id("contact", "n"),
        direction="CASE WHEN who < 0.15 THEN 'in' ELSE 'out' END", channel="'sms'",
        origin="'archive:' || i", lane="'reminders'",
        purpose="CASE WHEN who < 0.15 THEN NULL ELSE 'reminder' END",
        status="CASE WHEN who < 0.15 THEN 'received' WHEN fate < 0.93 THEN 'delivered' "
        "WHEN fate < 0.95 THEN 'sent' WHEN fate < 0.97 THEN 'failed' ELSE 'cancelled' END",
        text_sealed="said", segments="1", created_at="at", due_at="at",
        sent_at="CASE WHEN who < 0.15 THEN NULL ELSE at END", settled_at="at",
    )  # fmt: skip
    yield _insert(
        "inbound_messages",
        "talk JOIN seats USING (n) JOIN sealed USING (a) WHERE who < 0.15",
        id=_id("message", "i"), agency_id=agency, channel="'sms'", provider="'twilio'",
        provider_id="'SM' || i", sender_sealed="sender",
        sender_index="decode(lpad(to_hex(n), 32, '0'), 'hex')", recipient_sealed="recipient",
        text_sealed="heard", raw_sealed="raw", state="'threaded'", received_at="at",
        contact_point_id=_id("contact", "n"), thread_id=_id("thread", "n"), routed_at="at",
    )  # fmt: skip
    yield _insert(
        "inbound_messages",
        f"generate_series(1, {WAITING}) AS i, sealed",
        id=_id("other", "i * 10 + a"), agency_id=agency, channel="'sms'", provider="'twilio'",
        provider_id="'SMX' || i", sender_sealed="sender", sender_index="'\\x00'",
        recipient_sealed="recipient", text_sealed="heard", raw_sealed="raw", state="'triage'",
        triage_reason="'unknown_sender'", received_at="now() - interval '1 hour' * i",
        routed_at="now()",
    )  # fmt: skip
    yield _insert(
        "tasks",
        f"talk JOIN seats USING (n) WHERE i % 100 = 0 OR (i > {messages} * 0.95 AND i % 100 < 5)",
        id=_id("message", "i"), agency_id=agency, branch_id=_id("branch", "b"),
        thread_id=_id("thread", "n"),
        assignee_id=_id("staff", "w"), kind="'call_back'", urgent="fate < 0.1",
        origin="'archive:' || i", opened_at="at", due_at="at + interval '3 days'",
        state=f"CASE WHEN i > {messages} * 0.98 AND fate < 0.5 THEN 'open' ELSE 'done' END",
    )  # fmt: skip


def _insert(table: str, source: str, /, **columns: str) -> str:
    """What is not named gets the same value that Kinline would give it."""
    for column in Base.metadata.tables[table].columns:
        default = column.default
        if not column.nullable and column.name not in columns and default is not None:
            columns[column.name] = _literal(_made(default))
    names = ", ".join(columns)
    return f"INSERT INTO {table} ({names}) SELECT {', '.join(columns.values())} FROM {source}"


def _made(default: DefaultGenerator) -> object:
    if isinstance(default, CallableColumnDefault):
        return json.dumps(default.arg(None))  # type: ignore[arg-type]  # ours look at no context
    assert isinstance(default, ScalarElementColumnDefault), default
    return default.arg


def _literal(value: object) -> str:
    words = str(getattr(value, "value", value)).replace("'", "''")
    return f"'{words}'"
