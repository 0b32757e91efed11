"""Reports: what campaigns brought about, and whether reminding helps; for supervisors and up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from babel.dates import format_skeleton
from babel.numbers import format_decimal
from fastapi import APIRouter
from fastapi.responses import HTMLResponse, StreamingResponse

from campaigns.loading import load_campaigns
from campaigns.reports import kept
from campaigns.reports.cube import Counts
from campaigns.reports.leaving import WITHHELD, columns, leaving
from campaigns.reports.periods import Span
from campaigns.reports.report import Report, report
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
from web.staff.sessions import RunnerDep
from web.voice import Voice
from web.wording import CHANNEL

router = APIRouter(prefix="/reports")

UNTOLD = "–"
JUST_NOW = timedelta(minutes=1)
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


@router.get("")
def show(
    runtime: RuntimeDep, person: RunnerDep, asked: AskedDep, field: str = "", anew: bool = False
) -> HTMLResponse:
    """`field`: the key of one of the agency's own to tell figures apart by. `anew`: nothing that
    was counted before will do."""
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
    figures = kept.counted(runtime, viewer, period, by.id if by else None, anew=anew)
    with runtime.reading() as session:
        names = Names.of(session, viewer.agency_id, voice)
        found = report(session, viewer, figures, voice.now)
        return html(
            "staff/reports.html",
            voice.language,
            person=person,
            counts=counts(session, viewer, person.voice.now),
            asked=span,
            months=_months(voice),
            files=_files(voice),
            plot=_plot(found.tables[By.CAMPAIGN].total, voice),
            tables=[_shown(table, names, voice) for table in found.tables.values()],
            fields=[(one.key, one.label) for one in fields.values()],
            field=by.key if by else "",
            by_field=_by_field(found.by_field, by, voice) if by and found.by_field else None,
            failures=_failures(found, voice),
            opt_outs=_opt_outs(found, voice),
            responses=found.responses,
            median=_span(found.responses.median, voice),
            slowest=_span(found.responses.slowest_tenth, voice),
            experiments=_experiments(found, names, voice),
            proposals=[one for one in load_campaigns().values() if one.experiment],
            whole_agency=not viewer.bounded,
            counted=_counted(found, voice),
            anew=_anew(span, by),
            empty=found.tables[By.CAMPAIGN].total == Counts(),
            place="reports",
        )


@router.get("/file.csv")
def file(runtime: RuntimeDep, person: RunnerDep, asked: AskedDep) -> StreamingResponse:
    """Of one period that is over. Small counts are withheld in it, and it goes on record."""
    viewer, voice = person.viewer, person.voice
    period = asked.in_files(voice.now, voice.zone).in_zone(voice.zone)
    figures = kept.counted(runtime, viewer, period)
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


def _anew(span: Span, by: Field | None) -> str:
    said = {"from": _written(span.first), "to": _written(span.last), "field": by.key if by else ""}
    return "?" + urlencode(said | {"anew": "true"})


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
    return str(format_decimal(count, locale=voice.locale))


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


def _shown(table: Table, names: Names, voice: Voice) -> ShownTable:
    lines = []
    for line in table.lines:
        *within, name = names(table.by, line.key)
        lines.append(ShownLine(" ".join(within), name, _cells(line, voice)))
    return ShownTable(
        table.by.value, voice.say(HEADINGS[table.by]), lines, _cells(Line((), table.total), voice)
    )


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


def _opt_outs(found: Report, voice: Voice) -> list[tuple[str, str, str, str, bool]]:
    known = load_campaigns()
    return [
        (
            known[one.campaign].name if one.campaign in known else one.campaign,
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
