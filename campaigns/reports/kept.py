"""What took long to count is kept for some hours, and told with the time at which it was counted.

At a large agency the figures of a year take half a minute; at most, nothing is ever kept.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, replace
from datetime import datetime, timedelta
from hashlib import sha256
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from campaigns.models.kept_report import KeptReport
from campaigns.reports.cube import Cell, Counts, Period, total
from campaigns.reports.failures import Failure
from campaigns.reports.opting_out import OptOuts
from campaigns.reports.report import Counted, count
from campaigns.reports.responding import Responses
from campaigns.reports.tables import By
from channels.values import ChannelKind
from messaging.directory.access import Viewer
from messaging.models.message import MessageStatus
from messaging.models.staff import StaffRole
from messaging.platform.database import insert_or_ignore
from messaging.platform.ids import new_id
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime

LONG_SECONDS = 0.5
"""What is counted sooner is counted anew each time."""
KEPT = timedelta(hours=12)

TOLD_APART: Mapping[By, Sequence[str]] = MappingProxyType(
    {
        By.CAMPAIGN: (),
        By.STEP: ("step",),
        By.ARM: (),
        By.LANGUAGE: ("language",),
        By.CHANNEL: ("channel",),
        By.BRANCH: ("branch_id",),
        By.WORKER: ("branch_id", "worker_id"),
        By.FIELD: ("own",),
    }
)
"""By which cells of a table differ, beside campaign and arm, on which hangs what may be told."""


def counted(
    runtime: Runtime,
    viewer: Viewer,
    period: Period,
    field_id: UUID | None = None,
    *,
    anew: bool = False,
    long_seconds: float = LONG_SECONDS,
) -> Counted:
    """As far as `viewer` may see: what is kept, or counted now (`anew`: in any case)."""
    asked = _asked(viewer, period, field_id)
    now = runtime.clock()
    with runtime.reading() as session:
        found = None if anew else _found(session, viewer.agency_id, asked, now)
        if found is not None:
            return found
        began = time.monotonic()
        fresh = count(session, viewer, period, now, field_id)
        took = time.monotonic() - began
    if took >= long_seconds:
        with runtime.unit() as unit:
            _keep(unit, viewer.agency_id, asked, fresh)
    return fresh


def _asked(viewer: Viewer, period: Period, field_id: UUID | None) -> str:
    """The same for all who see the same. What partners see hangs on each of them."""
    whose = viewer.staff_id if viewer.role is StaffRole.PARTNER else None
    view = (whose, viewer.branch_id, *sorted(viewer.programs))
    said = repr([str(each) for each in (period.start, period.end, field_id, *view)])
    return sha256(said.encode()).hexdigest()


def _found(session: Session, agency_id: UUID, asked: str, now: datetime) -> Counted | None:
    row = session.scalar(
        select(KeptReport).where(
            KeptReport.agency_id == agency_id,
            KeptReport.asked == asked,
            KeptReport.counted_at > now - KEPT,
            KeptReport.counted_at <= now,
        )
    )
    return _read(row.figures, row.counted_at) if row else None


def _keep(unit: Unit, agency_id: UUID, asked: str, fresh: Counted) -> None:
    unit.session.execute(
        delete(KeptReport).where(
            KeptReport.agency_id == agency_id,
            or_(KeptReport.asked == asked, KeptReport.counted_at <= unit.now - KEPT),
        )
    )
    insert_or_ignore(
        unit.session, KeptReport, id=new_id(), agency_id=agency_id, asked=asked,
        counted_at=fresh.at, figures=_written(fresh),
    )  # fmt: skip


def merged(cells: Iterable[Cell], by: By) -> list[Cell]:
    """One cell for all that the table does not tell apart."""
    groups: dict[tuple[Any, ...], list[Cell]] = {}
    for cell in cells:
        apart = tuple(getattr(cell, name) for name in TOLD_APART[by])
        groups.setdefault((cell.campaign, cell.arm, *apart), []).append(cell)
    return [
        replace(NOTHING, campaign=campaign, arm=arm, counts=total(group),
                **dict(zip(TOLD_APART[by], apart, strict=True)))
        for (campaign, arm, *apart), group in groups.items()
    ]  # fmt: skip


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
