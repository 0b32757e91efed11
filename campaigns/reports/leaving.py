"""A report as it leaves the house, in a file or over the API: small counts withheld, people and
places by the names they are known by."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from campaigns.reports.cube import MEASURES
from campaigns.reports.report import Report
from campaigns.reports.suppression import (
    SMALL,
    Shown,
    is_small,
    suppressed,
    whole_is_safe,
    withheld,
)
from campaigns.reports.tables import By, Key

TOTAL = "total"
WITHHELD = "withheld"
"""What stands for a count that is not told; the same for the small and for those beside it."""

ROUND = 20
"""To the nearest of it: nobody can tell a result to within `SMALL`."""

Names = Callable[[By, Key], Key]
"""What a line is called by people."""


@dataclass(frozen=True, slots=True)
class Row:
    table: str
    within: str
    """The line of another table that it lies within, or empty."""
    line: str
    counts: Shown


def leaving(report: Report, names: Names) -> Iterator[Row]:
    for by, table in suppressed(report.tables).items():
        for line in table.lines:
            *within, name = names(by, line.key)
            yield Row(by.value, " ".join(within), name, line.counts)
        yield Row(by.value, "", TOTAL, table.total)
    yield from _failures(report)
    yield from _opt_outs(report)
    waits = report.responses
    yield Row("responses", "", TOTAL, _withheld({"answered": waits.answered,
                                                 "waiting": waits.waiting}))  # fmt: skip
    yield from _results(report)


def _failures(report: Report) -> Iterator[Row]:
    counts = [one.count for one in report.failures]
    parts = [(count,) for count in counts]
    safe, hidden = whole_is_safe(parts), withheld(parts)
    for place, one in enumerate(report.failures):
        told = None if place in hidden or not safe else one.count
        yield Row("failures", one.channel.value, one.reason or one.status.value, {"count": told})
    yield Row("failures", "", TOTAL, {"count": sum(counts) if safe else None})


def _opt_outs(report: Report) -> Iterator[Row]:
    for one in report.opt_outs:
        counts = {"written_to": one.written_to, "stopped": one.stopped}
        small = is_small((*counts.values(), one.written_to - one.stopped))
        told: Shown = dict.fromkeys(counts) if small else counts
        yield Row("opt_outs", "", one.campaign, told)


def _results(report: Report) -> Iterator[Row]:
    """Once it may be told, how many reached the goal, in round numbers: who took part over all the
    time less who did in the periods that other files tell of must not be a few. How many take part
    is told by the tables, and nowhere else."""
    for row, now in report.experiments:
        for one in now.comparisons:
            counts = {"done": one.sample.done, "of": one.sample.size,
                      "control_done": one.against.done, "control_of": one.against.size}  # fmt: skip
            small = is_small(
                (*counts.values(), one.sample.size - one.sample.done,
                 one.against.size - one.against.done)
            )  # fmt: skip
            yield Row(
                "results",
                row.campaign,
                f"{one.told or 'reminded'} against {one.control}",
                {name: None if small else _round(count) for name, count in counts.items()},
            )


def _round(count: int) -> int:
    return round(count / ROUND) * ROUND


def _withheld(counts: Mapping[str, int]) -> Shown:
    """Counts that are not parts of one another."""
    return {name: None if 0 < count < SMALL else count for name, count in counts.items()}


def columns(rows: Sequence[Row]) -> Sequence[str]:
    """Every measure of any row, in the order of first mention."""
    return list(dict.fromkeys([*MEASURES, *(name for row in rows for name in row.counts)]))
