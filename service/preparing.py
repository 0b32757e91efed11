"""Works out what pages wait for (`messaging/directory/preparing.py`), one at a time."""

import time
from collections.abc import Mapping
from types import MappingProxyType

import structlog

from campaigns.reports import kept
from messaging.directory import audit_proving, preparing
from messaging.directory.preparing import Told, Work
from messaging.models.preparation import Preparation, PreparationState, Prepared
from messaging.runtime import Runtime
from service.troubles import trouble

log = structlog.get_logger(__name__)

WORKS: Mapping[Prepared, Work] = MappingProxyType(
    {Prepared.REPORT: kept.prepare, Prepared.AUDIT_PROOF: audit_proving.prepare}
)
TOLD_EVERY_SECONDS = 1.0


def drain(runtime: Runtime, works: Mapping[Prepared, Work] = WORKS) -> int:
    """The one that waited longest. 1; 0 when none waits. One that fails is tried again behind all
    others, and given up after `preparing.MOST_TRIES`."""
    with runtime.unit() as unit:
        begun = preparing.begin(unit)
    if begun is None:
        return 0
    if begun.state is not PreparationState.WAITING:
        return 1
    as_of = runtime.clock()
    try:
        with runtime.reading() as session:
            result = works[begun.kind](session, begun, as_of, _told(runtime, begun))
    except Exception as error:  # the next one is not to wait for it
        log.error(
            "preparation.failed", preparation=str(begun.id), kind=begun.kind, **trouble(error)
        )
        return 1
    with runtime.unit() as unit:
        preparing.end(unit, begun, result, as_of)
    return 1


def _told(runtime: Runtime, begun: Preparation) -> Told:
    """Writes down how far it is, at most once a second."""
    last = time.monotonic()

    def told(done: int, of_all: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= TOLD_EVERY_SECONDS:
            last = now
            with runtime.unit() as unit:
                preparing.got_to(unit, begun, done, of_all)

    return told
