"""Gives audit rows their places in their agency's chain (`messaging/directory/audit_chain.py`)."""

import asyncio
from uuid import UUID

import structlog

from messaging.directory import audit_chain
from messaging.runtime import Runtime
from service.troubles import trouble

log = structlog.get_logger(__name__)


def sweep(runtime: Runtime, _runner: asyncio.Runner) -> int:
    """Chain some of what waits, of every agency; how many rows were chained. What is wrong with one
    agency's rows holds up no other's."""
    with runtime.reading() as session:
        waiting, outdated = audit_chain.waiting(session), audit_chain.outdated(session)
    for agency_id in outdated:
        with runtime.unit() as unit:
            audit_chain.sign_anew(unit, agency_id)
    return sum(_chain(runtime, agency_id) for agency_id in waiting)


def _chain(runtime: Runtime, agency_id: UUID) -> int:
    try:
        with runtime.unit() as unit:
            return audit_chain.chain(unit, agency_id)
    except Exception as error:  # it outlives whatever one agency's rows met
        log.warning("audit.not_chained", agency=str(agency_id), **trouble(error))
        return 0
