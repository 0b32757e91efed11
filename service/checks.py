"""What can be wrong with a running installation, each with how to mend it."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from channels.protocol import ChannelAdapter
from messaging.directory import audit_chain
from messaging.directory.audit_proof import LATE
from messaging.inbound.spool import Spool
from messaging.models.attempt import AttemptOutcome
from messaging.outbound import senders
from messaging.platform.database import Database
from messaging.runtime import Runtime
from outgoing.endpoints import count_silent
from service import schema
from service.clock import ALIVE_KEY
from service.due import (
    count_open_attempts,
    count_parked,
    count_paused_campaigns,
    count_set_aside,
)

OLDEST_REDIS = (6, 2)
"""BLMOVE, with which a worker takes a bell without losing it, came with 6.2."""
SPOOL_PATIENCE_SECONDS = 60.0
"""A web process moves what waits on disk within seconds, once the database answers."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. Without a problem it is as it should be."""

    part: str
    problem: str | None = None
    mend: str = ""


def database(database: Database) -> Check:
    """Reachable, and its schema the one this version needs."""
    try:
        with database.engine.connect() as connection:
            connection.execute(text("SELECT 1"))
        present = schema.current(database)
    except SQLAlchemyError as error:
        return Check(
            "database",
            f"it cannot be reached ({type(error).__name__})",
            "start it, or correct DATABASE_URL",
        )
    if present != schema.head():
        return Check(
            "database",
            f"its schema is at {present or 'nothing yet'}, this version needs {schema.head()}",
            "run: kinline migrate",
        )
    return Check("database")


def redis(client: Redis) -> Check:
    """Reachable, and new enough."""
    try:
        info = client.info("server")
    except RedisError as error:
        return Check(
            "redis",
            f"it cannot be reached ({type(error).__name__})",
            "start it with `kinline up`, or correct REDIS_URL",
        )
    version = str(info["redis_version"])
    if tuple(int(part) for part in version.split(".")[:2]) < OLDEST_REDIS:
        return Check("redis", f"version {version} is too old", "install Redis or Valkey 6.2+")
    return Check("redis")


def clock(client: Redis) -> Check:
    """Ticking: it says so every second."""
    try:
        alive = client.exists(ALIVE_KEY)
    except RedisError:
        return Check("clock", "nobody knows while Redis is away", "mend Redis first")
    if not alive:
        return Check(
            "clock",
            "no clock is running, so nothing goes out at its time",
            "start one: kinline clock (or kinline up)",
        )
    return Check("clock")


def backlog(runtime: Runtime) -> Iterator[Check]:
    """What waits for a person to look at it."""
    with runtime.reading() as session:
        set_aside = count_set_aside(session)
        uncertain = count_open_attempts(session, AttemptOutcome.UNKNOWN)
    yield Check(
        "facts",
        f"{set_aside} set aside after failing again and again" if set_aside else None,
        "look for fact.set_aside in the log, mend the cause and set their tries to 0",
    )
    yield Check(
        "attempts",
        f"{uncertain} of unknown outcome" if uncertain else None,
        "they are being looked into; if the number stays, check the provider's console",
    )


def audit(runtime: Runtime) -> Check:
    """Each row has its place in its agency's chain within seconds of its writing."""
    with runtime.reading() as session:
        late = audit_chain.count_unchained(session, runtime.clock() - LATE)
    return Check(
        "audit",
        f"{late} rows wait for their place in the chain for over ten minutes" if late else None,
        "start a clock: kinline clock (or kinline up); if one runs, look for audit.not_chained in "
        "its log, and ask: kinline audit verify",
    )


def pauses(runtime: Runtime) -> Iterator[Check]:
    """What rests, and why; and what waits for a person's word."""
    with runtime.reading() as session:
        resting = [
            row for row in senders.every(session, runtime.settings) if row.paused_at is not None
        ]
        campaigns = count_paused_campaigns(session)
        parked = count_parked(session)
    for row in resting:
        yield Check(
            f"sender {row.channel.value} {row.address}",
            f"it is paused: {row.paused_reason} ({row.paused_code})",
            f"mend that with the provider, then: kinline sender resume {row.channel.value} "
            f"'{row.address}' (it is also tried again by itself, unless a person paused it)",
        )
    yield Check(
        "campaigns",
        f"{campaigns} paused" if campaigns else None,
        "see kinline campaign status, then: kinline campaign resume",
    )
    yield Check(
        "parked messages",
        f"{parked} wait for a person to say whether they went" if parked else None,
        "decide on the page Did it arrive? (/staff/uncertain)",
    )


def endpoints(runtime: Runtime) -> Check:
    """Systems of agencies that do not hear of what happens, though nobody wished that."""
    with runtime.reading() as session:
        silent = count_silent(session)
    return Check(
        "endpoints",
        f"{silent} of agencies' systems stopped taking events" if silent else None,
        "kinline endpoint list says which; mend it there, then: kinline endpoint resume",
    )


def spool(spool: Spool) -> Iterator[Check]:
    """What waits on this host's disk, and what nobody could read or place."""
    waiting = spool.waiting()
    aside = len(spool.set_aside())
    yield Check(
        f"waiting {spool.folder.name}",
        f"{len(waiting)} wait on disk, the oldest for over a minute" if _late(waiting) else None,
        "mend the database; then a running `kinline web` on this host stores them by itself",
    )
    yield Check(
        f"set aside {spool.folder.name}",
        f"{aside} could not be read or placed" if aside else None,
        "look for spool.set_aside in the log; add the missing key to OLD_SECRET_KEYS, or the "
        f"agency that uses the sender, and move the files from {spool.aside} to {spool.folder}",
    )


def _late(waiting: list[Path]) -> bool:
    try:
        return bool(waiting) and time.time() - waiting[0].stat().st_mtime > SPOOL_PATIENCE_SECONDS
    except FileNotFoundError:
        return False  # stored in this moment


async def channels(adapters: list[ChannelAdapter]) -> list[Check]:
    """Each provider reached with our credentials."""
    answers = await asyncio.gather(*(adapter.check() for adapter in adapters))
    await asyncio.gather(*(adapter.aclose() for adapter in adapters))
    return [
        Check(f"channel {adapter.name}", answer, "check the provider's settings in .env")
        for adapter, answer in zip(adapters, answers, strict=True)
    ]
