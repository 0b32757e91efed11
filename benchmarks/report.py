"""What was measured: a table for people, `results.json` for machines."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.harness import Result

BEGIN = "<!-- results -->"
END = "<!-- end of results -->"
HEAD = ("name", "ratio", "goal", "met", "spread", "ours", "peer", "figure", "runs", "measured")
Row = Mapping[str, Any]


def row(result: Result) -> Row:
    bench = result.bench
    return {
        "name": bench.name,
        "ratio": _short(result.ratio),
        "goal": bench.goal,
        "better": bench.better,
        "met": result.met,
        "runs": len(result.ratios),
        "ratios": [_short(ratio) for ratio in result.ratios],
        "figure": bench.figure,
        "ours": _short(median(result.ours)),
        "peer": _short(median(result.peer)),
        "limit": bench.limit,
        "method": bench.method,
        "among": bench.among,
        "measured": datetime.now(UTC).date().isoformat(),
    }


def merge(path: Path, rows: Iterable[Row], machine: Row, order: Sequence[str]) -> list[Row]:
    """Put `rows` into the file, in place of older ones of the same name; all that stands there
    now. Rows of another machine, or of a benchmark that is no more, are dropped."""
    merged = {each["name"]: each for each in [*_kept(path, machine), *rows]}
    results = [merged[name] for name in order if name in merged]
    path.write_text(json.dumps({"machine": machine, "results": results}, indent=1) + "\n")
    return results


def _kept(path: Path, machine: Row) -> list[Row]:
    if not path.exists():
        return []
    before = json.loads(path.read_text())
    same = _but_date(before["machine"]) == _but_date(machine)
    return list(before["results"]) if same else []


def _but_date(machine: Row) -> Row:
    return {name: value for name, value in machine.items() if name != "date"}


def table(rows: Iterable[Row]) -> list[list[str]]:
    """Cells, the heading first."""
    return [list(HEAD), *(_cells(row) for row in rows)]


def worst(rows: Iterable[Row]) -> list[Row]:
    """Of those that are one of many, only the worst, in the place of the first of them."""
    shown: dict[str, Row] = {}
    for row in rows:
        many = row.get("among")
        before = shown.get(many or row["name"])
        if many and (before is None or row["ratio"] > before["ratio"]):
            shown[many] = {**row, "figure": f"{row['figure']} (the worst)", "name": many}
        elif not many:
            shown[row["name"]] = row
    return list(shown.values())


def _cells(row: Row) -> list[str]:
    sign = "≥" if row["better"] == "higher" else "≤"
    peer = f"{row['peer']:g}"
    return [
        row["name"],
        f"{row['ratio']:.3g}",
        f"{sign} {row['goal']:g}",
        "yes" if row["met"] else "NO",
        f"{min(row['ratios']):.3g} … {max(row['ratios']):.3g}",
        f"{row['ours']:g}",
        peer if row["limit"] is None else f"{peer} (limit {row['limit']:g})",
        row["figure"],
        str(row["runs"]),
        row["measured"],
    ]


def plain(rows: Iterable[Row]) -> str:
    """For a terminal."""
    cells = table(rows)
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = (
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        for line in cells
    )
    return "\n".join(line.rstrip() for line in lines)


def write_page(path: Path, rows: Sequence[Row], machine: Row) -> None:
    """Set machine, table and methods between the two markers. Raises ValueError without them."""
    before, _, rest = path.read_text().partition(BEGIN)
    _, found, after = rest.partition(END)
    if not found:
        raise ValueError(f"{path.name} has no place for the results: {BEGIN} … {END}")
    path.write_text(f"{before}{BEGIN}\n{_page(rows, machine)}\n{END}{after}")


def _page(rows: Sequence[Row], machine: Row) -> str:
    shown = worst(rows)
    head, *body = table(shown)
    return "\n".join(
        [
            "Machine: " + ", ".join(f"{name} {value}" for name, value in machine.items()) + ".",
            "",
            *(_line(cells) for cells in (head, ["---"] * len(head), *body)),
            "",
            *(f"- **{row['name']}**: {row['method']}" for row in shown),
            *_listings(rows),
        ]
    )


def _listings(rows: Sequence[Row]) -> list[str]:
    """All of the many, those that miss their goal first, then the dearest."""
    lines: list[str] = []
    for many in dict.fromkeys(row["among"] for row in rows if row.get("among")):
        those = [row for row in rows if row.get("among") == many]
        missed = sum(not row["met"] for row in those)
        lines += [
            "",
            f"All {len(those)} of {many}, {missed} of them over their goal. Milliseconds.",
            "",
            "| | ratio | spread | ours | peer |",
            "| --- | --- | --- | --- | --- |",
            *(
                _line([row["name"].removeprefix(f"{many} "), *_cells(row)[1:2], *_cells(row)[4:7]])
                for row in sorted(those, key=lambda row: -row["ratio"])
            ),
        ]
    return lines


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _short(number: float) -> float:
    return float(f"{number:.4g}")
