"""`python -m benchmarks [names…] [--runs 5] [--quick]`: measure, print, write down."""

import argparse
import sys
from pathlib import Path

from benchmarks import catalogue, report
from benchmarks.bench import Scale
from benchmarks.harness import measure
from benchmarks.machine import machine

HERE = Path(__file__).parent


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("names", nargs="*", help="all whose names begin so; without any: all")
    parser.add_argument("--runs", type=int, default=5, help="turns of each, at least 5 to be kept")
    parser.add_argument("--quick", action="store_true", help="tiny, to see that they run")
    given = parser.parse_args()
    try:
        benches = catalogue.chosen(given.names)
    except ValueError as error:
        parser.error(str(error))
    scale = Scale.QUICK if given.quick else Scale.FULL
    order = [bench.name for bench in catalogue.ALL]
    rows: list[report.Row] = []
    for result in measure(benches, given.runs, scale, say):
        rows.append(report.row(result))
        if scale is Scale.FULL and given.runs >= 5:
            # After each: an hour's figures must not be lost to the last benchmark's failure.
            kept = report.merge(HERE / "results.json", rows, machine(), order)
            report.write_page(HERE / "README.md", kept, machine())
    print(report.plain(rows))


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
