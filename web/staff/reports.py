"""Reports: what campaigns brought about, and whether reminding helps; for supervisors and up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from babel.dates import format_skeleton
from babel.numbers import format_decimal
from fastapi import APIRouter, Response, status
from fastapi.responses import RedirectResponse, StreamingResponse
from sqlalchemy.orm import Session

from campaigns.loading import load_campaigns
from campaigns.reports import kept
from campaigns.reports.cube import Counts
from campaigns.reports.leaving import WITHHELD, columns, leaving
from campaigns.reports.periods import Span
from campaigns.reports.report import Counted, Report, report
from campaigns.reports.tables import By, Line, Table, share
from messaging.directory import own_fields
from messaging.directory.audit import note
from messaging.directory.own_fields import Field
from messaging.outbound.reasons import sentence
from web import csv_file
from web.catalogue import N_
from web.dependencies import RuntimeDep
from web.months import AskedDep, to_look_at, to_take_away
from web.own_field_words import words
from web.rendering import html
from web.report_names import NOTHING, Names
from web.staff.experiments import Card, card
from web.staff.inbox_list import counts
from web.staff.plot import Bars, bars
from web.staff.sessions import RunnerDep, SignedIn
from web.staff.under_way import PARTS, under_way
from web.voice import Voice
from web.wording import CHANNEL

router = APIRouter(prefix="/reports")

UNTOLD = "–"
JUST_NOW = timedelta(minutes=1)
MOST_LINES = 30
"""Of a table, unless all of its lines are asked for."""
HEADINGS = {
    By.CAMPAIGN: N_("By campaign"),
    By.STEP: N_("By step"),
    By.ARM: N_("By group of an experiment"),
    By.LANGUAGE: N_("By language"),
    By.CHANNEL: N_("By channel"),
    By.BRANCH: N_("By branch"),
    By.WORKER: N_("By caseworker"),
}


@dataclass(frozen=True, slots=True)
class ShownLine:
    within: str
    name: str
    counts: Sequence[str]


@dataclass(frozen=True, slots=True)
class ShownTable:
    key: str
    heading: str
    lines: Sequence[ShownLine]
    total: Sequence[str]
    left_out: int = 0
    """Lines that are shown when all of them are asked for."""


@router.get("", response_model=None)
def show(
    runtime: RuntimeDep,
    person: RunnerDep,
    asked: AskedDep,
    field: str = "",
    anew: bool = False,
    whole: By | None = None,
) -> Response:
    """`field`: the key of one of the agency's own to tell figures apart by. `anew`: nothing that
    was counted before will do. `whole`: the table of which all lines are wanted, however many."""
    viewer, voice = person.viewer, person.voice
    with runtime.reading() as session:
        fields = {
            key: one
            for key, one in own_fields.in_use(session, viewer.agency_id).items()
            if one.has_words
        }
    by = fields.get(field)
    span = asked.on_page(voice.now, voice.zone)
    period = span.in_zone(voice.zone)
    state = kept.asked(runtime, viewer, period, by.id if by else None, anew=anew)
    if anew and not isinstance(state, Counted):
        # Loaded again while it counts, the address must not ask for it once more.
        return RedirectResponse(_address(span, by), status.HTTP_303_SEE_OTHER)
    with runtime.reading() as session:
        return html(
            "staff/reports.html",
            voice.language,
            status_code=200 if isinstance(state, Counted) else status.HTTP_202_ACCEPTED,
            person=person,
            counts=counts(session, viewer, person.voice.now),
            asked=span,
            months=_months(voice),
            files=_files(voice),
            file_of=_file_of(span, voice),
            fields=[(one.key, one.label) for one in fields.values()],
            field=by.key if by else "",
            anew=_address(span, by, anew="true"),
            place="reports",
            here=_address(span, by, **({"whole": whole.value} if whole else {})),
            whole_of=_address(span, by, whole=""),
            under_way=None if isinstance(state, Counted) else under_way(state, voice, PARTS),
            **(_figures(session, person, state, by, whole) if isinstance(state, Counted) else {}),
        )


def _figures(
    session: Session, person: SignedIn, counted: Counted, by: Field | None, whole: By | None
) -> Mapping[str, Any]:
    viewer, voice = person.viewer, person.voice
    names = Names.of(session, viewer.agency_id, voice)
    found = report(session, viewer, counted, voice.now)
    return {
        "plot": _plot(found.tables[By.CAMPAIGN].total, voice),
        "tables": [_shown(table, names, voice, whole) for table in found.tables.values()],
        "by_field": _by_field(found.by_field, by, voice) if by and found.by_field else None,
        "failures": _failures(found, voice),
        "opt_outs": _opt_outs(found, names, voice),
        "responses": found.responses,
        "median": _span(found.responses.median, voice),
        "slowest": _span(found.responses.slowest_tenth, voice),
        "experiments": _experiments(found, names, voice),
        "proposals": [one for one in load_campaigns().values() if one.experiment],
        "whole_agency": not viewer.bounded,
        "counted": _counted(found, voice),
        "empty": found.tables[By.CAMPAIGN].total == Counts(),
    }


@router.get("/file.csv", response_model=None)
def file(runtime: RuntimeDep, person: RunnerDep, asked: AskedDep) -> Response:
    """Of one period that is over. Small counts are withheld in it, and it goes on record. While it
    is counted, the page of that period says how far it is."""
    viewer, voice = person.viewer, person.voice
    span = asked.in_files(voice.now, voice.zone)
    figures = kept.asked(runtime, viewer, span.in_zone(voice.zone))
    if not isinstance(figures, Counted):
        return RedirectResponse(_address(span, None), status.HTTP_303_SEE_OTHER)
    with runtime.unit() as unit:
        names = Names.of(unit.session, viewer.agency_id, voice)
        rows = list(leaving(report(unit.session, viewer, figures, voice.now), names))
        note(unit, viewer.agency_id, viewer.actor, "report.exported", "report", None)
    measures = columns(rows)
    cells = (
        [row.table, row.within, row.line, *(_cell(row.counts, each) for each in measures)]
        for row in rows
    )
    return StreamingResponse(
        csv_file.lines(["table", "within", "line", *measures], cells),
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": 'attachment; filename="report.csv"',
            "Cache-Control": "private, no-store",
        },
    )


def _counted(found: Report, voice: Voice) -> str:
    """When, unless that was just now."""
    return voice.moment(found.counted_at) if found.counted_at < voice.now - JUST_NOW else ""


def _address(span: Span, by: Field | None, **more: str) -> str:
    said = {"from": _written(span.first), "to": _written(span.last), "field": by.key if by else ""}
    return "/staff/reports?" + urlencode(said | more)


def _file_of(span: Span, voice: Voice) -> str:
    """The address of the file of just these months, if they may be taken away."""
    if span not in to_take_away(voice.now, voice.zone):
        return ""
    return "/staff/reports/file.csv?" + urlencode({"from": _written(span.first)})


def _cell(counts: object, measure: str) -> str:
    if not isinstance(counts, dict) or measure not in counts:
        return ""
    count = counts[measure]
    return WITHHELD if count is None else str(count)


def _months(voice: Voice) -> list[tuple[str, str]]:
    """Those that may be looked at, the latest first."""
    return [(_written(day), _month(day, voice)) for day in to_look_at(voice.now, voice.zone)]


def _files(voice: Voice) -> list[tuple[str, str]]:
    """The periods that may be taken away, by their first month, the latest first."""
    return [
        (_written(span.first), f"{_month(span.first, voice)} – {_month(span.last, voice)}")
        for span in to_take_away(voice.now, voice.zone)
    ]


def _written(month: date) -> str:
    return month.strftime("%Y-%m")


def _month(month: date, voice: Voice) -> str:
    return str(format_skeleton("yMMMM", month, locale=voice.locale))


def _number(count: int, voice: Voice) -> str:
    return _written_number(count, voice.locale)


@lru_cache(maxsize=10_000)
def _written_number(count: int, locale: str) -> str:
    """A table has thousands, most of them small, and each takes long to write."""
    return str(format_decimal(count, locale=locale))


def _cells(line: Line, voice: Voice) -> list[str]:
    """The figures of a line; a dash where they are not told yet."""
    counted = line.counts
    cells = {
        "enrolled": _number(counted.enrolled, voice),
        "sent": _number(counted.sent, voice),
        "delivered": _number(counted.delivered, voice),
        "answered": _number(counted.answered, voice),
        "done": _number(counted.done, voice),
        "done_of_enrolled": voice.percent(share(counted.done, counted.enrolled)),
        "segments": _number(counted.segments, voice),
    }
    untold = {*line.untold, *(("done_of_enrolled",) if "done" in line.untold else ())}
    return [UNTOLD if name in untold else cell for name, cell in cells.items()]


def _shown(table: Table, names: Names, voice: Voice, whole: By | None) -> ShownTable:
    shown = table.lines if table.by is whole else _largest(table.lines)
    lines = []
    for line in shown:
        *within, name = names(table.by, line.key)
        lines.append(ShownLine(" ".join(within), name, _cells(line, voice)))
    return ShownTable(
        table.by.value,
        voice.say(HEADINGS[table.by]),
        lines,
        _cells(Line((), table.total), voice),
        left_out=len(table.lines) - len(shown),
    )


def _largest(lines: Sequence[Line]) -> Sequence[Line]:
    if len(lines) <= MOST_LINES:
        return lines
    return sorted(lines, key=lambda line: (-line.counts.enrolled, -line.counts.sent))[:MOST_LINES]


def _by_field(table: Table, field: Field, voice: Voice) -> ShownTable:
    names = dict(words(field, voice))
    lines = [
        ShownLine("", names.get(line.key[0], voice.say(NOTHING[By.FIELD])), _cells(line, voice))
        for line in table.lines
    ]
    heading = voice.say(N_("By %(field)s"), field=field.label)
    return ShownTable("field", heading, lines, _cells(Line((), table.total), voice))


def _plot(total: Counts, voice: Voice) -> Bars:
    stages = (
        (voice.say(N_("Sent")), total.sent),
        (voice.say(N_("Delivered")), total.delivered),
        (voice.say(N_("Answered")), total.answered),
        (voice.say(N_("Done")), total.done),
    )
    return bars([(name, count, _number(count, voice)) for name, count in stages])


def _failures(found: Report, voice: Voice) -> list[tuple[str, str, str]]:
    return [
        (
            voice.say(CHANNEL[one.channel]),
            sentence(one.reason, voice.language) if one.reason else one.status.value,
            _number(one.count, voice),
        )
        for one in found.failures
    ]


def _opt_outs(found: Report, names: Names, voice: Voice) -> list[tuple[str, str, str, str, bool]]:
    return [
        (
            names.campaign(one.campaign),
            _number(one.written_to, voice),
            _number(one.stopped, voice),
            voice.percent(one.rate),
            one.alarming,
        )
        for one in found.opt_outs
    ]


def _span(span: timedelta | None, voice: Voice) -> str:
    if span is None:
        return ""
    minutes = round(span.total_seconds() / 60)
    if minutes < 60:
        return voice.say(N_("%(minutes)s min"), minutes=minutes)
    hours = round(minutes / 60)
    if hours < 48:
        return voice.say(N_("%(hours)s h"), hours=hours)
    return voice.say(N_("%(days)s days"), days=round(hours / 24))


def _experiments(found: Report, names: Names, voice: Voice) -> list[Card]:
    return [card(row, now, names, voice) for row, now in found.experiments]
