"""A report as it leaves the house, in a file or over the API: small counts withheld, people and
places by the names they are known by."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from campaigns.reports.cube import MEASURES
from campaigns.reports.report import Report
from campaigns.reports.suppression import SMALL, Shown, suppressed, whole_is_safe, withheld
from campaigns.reports.tables import By, Key

TOTAL = "total"
WITHHELD = "withheld"
"""What stands for a count that is not told; the same for the small and for those beside it."""

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
    yield from _experiments(report)


def _failures(report: Report) -> Iterator[Row]:
    counts = [one.count for one in report.failures]
    safe, hidden = whole_is_safe(counts), withheld(counts)
    for place, one in enumerate(report.failures):
        told = None if place in hidden or not safe else one.count
        yield Row("failures", one.channel.value, one.reason or one.status.value, {"count": told})
    yield Row("failures", "", TOTAL, {"count": sum(counts) if safe else None})


def _opt_outs(report: Report) -> Iterator[Row]:
    for one in report.opt_outs:
        counts = {"written_to": one.written_to, "stopped": one.stopped}
        yield Row("opt_outs", "", one.campaign, _withheld(counts))


def _experiments(report: Report) -> Iterator[Row]:
    """Who takes part; once it may be told, how many reached the goal. A difference between two
    arms is told beside both or not at all."""
    for row, now in report.experiments:
        sizes = list(now.by_arm.values())
        safe, hidden = whole_is_safe(sizes), withheld(sizes)
        for place, (arm, size) in enumerate(now.by_arm.items()):
            told = None if place in hidden or not safe else size
            yield Row("experiments", row.campaign, arm, {"taking_part": told})
        for one in now.comparisons:
            counts = (one.sample.done, one.sample.size - one.sample.done,
                      one.against.done, one.against.size - one.against.done)  # fmt: skip
            small = any(0 < count < SMALL for count in counts)
            name = one.told or "reminded"
            yield Row(
                "results",
                row.campaign,
                f"{name} against {one.control}",
                {
                    "done": None if small else one.sample.done,
                    "of": None if small else one.sample.size,
                    "control_done": None if small else one.against.done,
                    "control_of": None if small else one.against.size,
                },
            )


def _withheld(counts: Mapping[str, int]) -> Shown:
    """Counts that are not parts of one another."""
    return {name: None if 0 < count < SMALL else count for name, count in counts.items()}


def columns(rows: Sequence[Row]) -> Sequence[str]:
    """Every measure of any row, in the order of first mention."""
    return list(dict.fromkeys([*MEASURES, *(name for row in rows for name in row.counts)]))


__all__ = ["TOTAL", "WITHHELD", "Names", "Row", "columns", "leaving"]
