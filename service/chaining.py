"""Gives audit rows their places in their agency's chain (`messaging/directory/audit_chain.py`)."""

import asyncio

from messaging.directory import audit_chain
from messaging.runtime import Runtime


def sweep(runtime: Runtime, _runner: asyncio.Runner) -> int:
    """Chain some of what waits, of every agency; how many rows were chained."""
    with runtime.reading() as session:
        waiting = audit_chain.waiting(session)
    chained = 0
    for agency_id in waiting:
        with runtime.unit() as unit:
            chained += audit_chain.chain(unit, agency_id)
    return chained
