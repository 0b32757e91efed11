"""What takes long to count is counted by a worker, kept for some hours, and told with its time.

At a large agency the figures of a year take half a minute; at most agencies nothing is ever kept.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, replace
from datetime import datetime, timedelta
from hashlib import sha256
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaigns.reports.cube import Cell, Counts, Period, total
from campaigns.reports.failures import Failure
from campaigns.reports.opting_out import OptOuts
from campaigns.reports.report import Counted, count
from campaigns.reports.responding import Responses
from campaigns.reports.tables import UNTOLD, By
from channels.values import ChannelKind
from messaging.directory import preparing
from messaging.directory.access import Viewer
from messaging.directory.preparing import Failed, Ready, Told, Waiting, Wanted
from messaging.models.message import MessageStatus
from messaging.models.preparation import Preparation, Prepared
from messaging.models.staff import Staff, StaffRole
from messaging.models.thread import Thread
from messaging.runtime import Runtime

FEW = 2_000
"""With no more conversations than that in its agency, a report is counted where it is asked for: in
less than a quarter of a second."""
PARTS = 4

TOLD_APART: Mapping[By, Sequence[str]] = MappingProxyType(
    {
        By.CAMPAIGN: ("campaign",),
        By.STEP: ("campaign", "step"),
        By.ARM: ("campaign",),
        By.LANGUAGE: ("language",),
        By.CHANNEL: ("channel",),
        By.BRANCH: ("branch_id",),
        By.WORKER: ("branch_id", "worker_id"),
        By.FIELD: ("own",),
    }
)
"""By which cells of a table differ, beside what `_apart` adds."""


def _apart(by: By) -> Sequence[str]:
    """Where something may not be told yet, that hangs on the arm of a campaign."""
    return (*TOLD_APART[by], *(name for name in ("campaign", "arm") if by in UNTOLD))


def counted(
    runtime: Runtime, viewer: Viewer, period: Period, field_id: UUID | None = None
) -> Counted:
    """As far as `viewer` may see: what is kept, or counted now, however long that takes."""
    state = look(runtime, viewer, period, field_id)
    if isinstance(state, Counted):
        return state
    now = runtime.clock()
    with runtime.reading() as session:
        fresh = count(session, viewer, period, now, field_id)
    with runtime.unit() as unit:
        preparing.keep(unit, _wanted(viewer, period, field_id), _written(fresh), now)
    return fresh


def asked(
    runtime: Runtime,
    viewer: Viewer,
    period: Period,
    field_id: UUID | None = None,
    *,
    anew: bool = False,
) -> Counted | Waiting | Failed:
    """As `counted`, but what takes long is left to a worker. `anew`: nothing that is kept will
    do, and what failed is tried again."""
    state = None if anew else look(runtime, viewer, period, field_id)
    if state is not None:
        return state
    with runtime.unit() as unit:
        return preparing.ask(unit, _wanted(viewer, period, field_id))


def look(
    runtime: Runtime, viewer: Viewer, period: Period, field_id: UUID | None = None
) -> Counted | Waiting | Failed | None:
    """Counted, where little is to be counted; else how the worker's count stands. None: nobody has
    asked for it lately."""
    now = runtime.clock()
    with runtime.reading() as session:
        if _is_short(session, viewer.agency_id):
            return count(session, viewer, period, now, field_id)
        state = preparing.found(session, _wanted(viewer, period, field_id), now)
    return _read(state.result, state.as_of) if isinstance(state, Ready) else state


def prepare(
    session: Session, row: Preparation, as_of: datetime, told: Told
) -> Mapping[str, Any] | None:
    """The worker's part, within the view that whoever asked has by now: None where it is another
    than when they asked."""
    staff = session.get(Staff, UUID(row.given["staff"]))
    if staff is None or not staff.active or staff.agency_id != row.agency_id:
        return None
    period = Period(*(datetime.fromisoformat(row.given[name]) for name in ("start", "end")))
    field_id = UUID(row.given["field"]) if row.given["field"] else None
    viewer = Viewer.of(staff)
    if _wanted(viewer, period, field_id).key != row.key:
        return None
    parts = iter(range(1, PARTS + 1))
    counted = count(session, viewer, period, as_of, field_id, told=lambda: told(next(parts), PARTS))
    return _written(counted)


def _is_short(session: Session, agency_id: UUID) -> bool:
    some = select(Thread.id).where(Thread.agency_id == agency_id).limit(FEW + 1).subquery()
    return (session.scalar(select(func.count()).select_from(some)) or 0) <= FEW


def _wanted(viewer: Viewer, period: Period, field_id: UUID | None) -> Wanted:
    """The same for all who see the same. What partners see hangs on each of them."""
    given = {
        "start": period.start.isoformat(),
        "end": period.end.isoformat(),
        "field": str(field_id or ""),
    }
    whose = viewer.staff_id if viewer.role is StaffRole.PARTNER else None
    view = [str(each) for each in (whose, viewer.branch_id, *sorted(viewer.programs))]
    key = sha256(repr([*given.values(), *view]).encode()).hexdigest()
    staff = {"staff": str(viewer.staff_id)}
    return Wanted(viewer.agency_id, Prepared.REPORT, key, given | staff)


def merged(cells: Iterable[Cell], by: By) -> list[Cell]:
    """One cell for all that the table does not tell apart."""
    names, groups = _apart(by), dict[tuple[Any, ...], list[Cell]]()
    for cell in cells:
        groups.setdefault(tuple(getattr(cell, name) for name in names), []).append(cell)
    return [
        replace(NOTHING, counts=total(group), **dict(zip(names, apart, strict=True)))
        for apart, group in groups.items()
    ]


NOTHING = Cell(None, None, None, "", None, None, None, Counts())


def _written(counted: Counted) -> dict[str, Any]:
    waits = counted.responses
    return {
        "cells": {by: [*map(_line, merged(cells, by))] for by, cells in counted.cells.items()},
        "failures": [astuple(one) for one in counted.failures],
        "opt_outs": [astuple(one) for one in counted.opt_outs],
        "responses": [waits.answered, waits.waiting, _seconds(waits.median),
                      _seconds(waits.slowest_tenth)],
    }  # fmt: skip


def _line(cell: Cell) -> list[Any]:
    branch, worker = (str(each) if each else None for each in (cell.branch_id, cell.worker_id))
    return [cell.campaign, cell.step, cell.arm, cell.language, cell.channel, branch, worker,
            cell.own, *astuple(cell.counts)]  # fmt: skip


def _seconds(span: timedelta | None) -> float | None:
    return None if span is None else span.total_seconds()


def _read(figures: Mapping[str, Any], at: datetime) -> Counted:
    answered, waiting, *spans = figures["responses"]
    median, tenth = (None if each is None else timedelta(seconds=each) for each in spans)
    return Counted(
        {By(by): [_cell(*line) for line in lines] for by, lines in figures["cells"].items()},
        [
            Failure(ChannelKind(channel), MessageStatus(status), why, number)
            for channel, status, why, number in figures["failures"]
        ],
        [OptOuts(*one) for one in figures["opt_outs"]],
        Responses(answered, waiting, median, tenth),
        at,
    )


def _cell(
    campaign: str | None,
    step: str | None,
    arm: str | None,
    language: str,
    channel: str | None,
    branch: str | None,
    worker: str | None,
    own: str | None,
    *counts: int,
) -> Cell:
    return Cell(
        campaign, step, arm, language,
        ChannelKind(channel) if channel else None,
        UUID(branch) if branch else None,
        UUID(worker) if worker else None,
        Counts(*counts),
        own,
    )  # fmt: skip
