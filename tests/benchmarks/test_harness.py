"""The harness: turns, medians, what is written down; and that every benchmark runs."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

import pytest

from benchmarks import catalogue, report
from benchmarks.bench import Bench, Figures, Pair, Run, Scale
from benchmarks.harness import Result, measure
from tests.support import found

MACHINE = {"processors": 2, "model": "Sample", "date": "2026-03-02"}


def run_of(turns: list[str], ours: Sequence[float], peer: Sequence[float]) -> Run:
    """Gives the figures in order and notes whose turn it was."""

    def side(name: str, figures: Iterator[float]) -> Callable[[], Figures]:
        def turn() -> Figures:
            turns.append(name)
            figure = next(figures)
            return {"per_second": figure, "p95_ms": figure * 10}

        return turn

    @contextmanager
    def run(_scale: Scale) -> Iterator[Pair]:
        turns.append("prepare")
        yield Pair(side("ours", iter(ours)), side("peer", iter(peer)))
        turns.append("clear up")

    return run


def bench(run: Run, name: str = "one", goal: float = 0.5) -> Bench:
    return Bench(name, goal, "higher", "This against that.", run)


def result(name: str = "one", ours: Sequence[float] = (1.0,), goal: float = 0.5) -> Result:
    return Result(bench(run_of([], [], []), name, goal), ours, [2.0] * len(ours))


def test_ours_and_the_peer_take_turns() -> None:
    turns: list[str] = []
    list(measure([bench(run_of(turns, [1, 2], [4, 4]))], 2, Scale.QUICK, lambda _: None))
    assert turns == ["prepare", "ours", "peer", "ours", "peer", "clear up"]


def test_the_ratio_is_the_median_of_the_turns_ratios() -> None:
    one = bench(run_of([], [1, 9, 3], [2, 2, 4]))
    (measured,) = measure([one], 3, Scale.QUICK, lambda _: None)
    assert measured.ratios == [0.5, 4.5, 0.75]
    assert measured.ratio == 0.75


def test_those_that_share_a_run_are_measured_by_the_same_turns() -> None:
    turns: list[str] = []
    shared = run_of(turns, [1], [2])
    slow = Bench("slow", 1, "lower", "Its waiting time.", shared, "p95_ms", limit=5)
    first, second = measure([bench(shared), slow], 1, Scale.QUICK, lambda _: None)
    assert turns == ["prepare", "ours", "peer", "clear up"]
    assert (first.ratio, second.ratio) == (0.5, 2.0)


@pytest.mark.parametrize(
    ("better", "ratio", "met"),
    [
        ("higher", 0.49, False),
        ("higher", 0.5, True),
        ("lower", 0.5, True),
        ("lower", 0.51, False),
    ],
)
def test_a_goal_is_met_on_its_own_side(better: str, ratio: float, met: bool) -> None:
    one = Bench("one", 0.5, better, "", run_of([], [], []))  # type: ignore[arg-type]  # one of two
    assert one.met(ratio) is met


def test_what_is_measured_anew_takes_the_old_ones_place(tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    order = ["one", "two"]
    report.merge(path, [report.row(result("two")), report.row(result("one"))], MACHINE, order)
    report.merge(path, [report.row(result("one", [1.5, 1.0, 0.5]))], MACHINE, order)
    kept = json.loads(path.read_text())
    assert kept["machine"] == MACHINE
    assert [row["name"] for row in kept["results"]] == ["one", "two"]
    assert [row["runs"] for row in kept["results"]] == [3, 1]
    assert set(kept["results"][0]) >= {"name", "ratio", "goal", "better", "runs", "method"}


def test_figures_of_two_machines_stand_in_no_one_table(tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    order = ["one", "two"]
    report.merge(path, [report.row(result("one"))], MACHINE, order)
    rows = report.merge(path, [report.row(result("two"))], {**MACHINE, "processors": 8}, order)
    assert [row["name"] for row in rows] == ["two"]


def test_the_page_keeps_what_stands_around_the_table(tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    page.write_text(f"Before\n{report.BEGIN}\nold\n{report.END}\nAfter\n")
    report.write_page(page, [report.row(result("one", goal=0.9))], MACHINE)
    said = page.read_text()
    assert said.startswith("Before\n")
    assert said.endswith("After\n")
    assert "old" not in said
    assert "| one | 0.5 | ≥ 0.9 | NO | 0.5 … 0.5 | 1 | 2 | per_second | 1 |" in said
    assert "processors 2, model Sample" in said
    assert "This against that." in said


def test_of_many_the_table_shows_the_worst_and_the_page_lists_all(tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    page.write_text(f"{report.BEGIN}\n{report.END}\n")
    many = [{**report.row(result(f"pages {name}", [ours])), "among": "pages"}
            for name, ours in (("/a", 0.5), ("/b", 3.0))]  # fmt: skip
    report.write_page(page, [*many, report.row(result("one"))], MACHINE)
    said = page.read_text()
    assert "| pages | 1.5 |" in said
    assert "| pages /a |" not in said
    assert "All 2 of pages, 1 of them over their goal" in said
    assert said.index("| /b | 1.5 |") < said.index("| /a | 0.25 |")


def test_a_page_without_a_place_for_them_is_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    page.write_text("Nothing here\n")
    with pytest.raises(ValueError, match="no place for the results"):
        report.write_page(page, [], MACHINE)
    assert page.read_text() == "Nothing here\n"


def test_a_benchmark_is_chosen_by_how_its_name_begins() -> None:
    assert catalogue.chosen([]) == list(catalogue.ALL)
    assert {each.name for each in catalogue.chosen(["sms-cpu"])} == {"sms-cpu", "sms-cpu-own"}
    with pytest.raises(ValueError, match="no benchmark called x"):
        catalogue.chosen(["x"])


def test_no_two_have_one_name() -> None:
    names = [each.name for each in catalogue.ALL]
    assert len(set(names)) == len(names)


LIKE_ANOTHER = {
    "sms-slow-1",
    "sms-slow-2",
    "sms-usual-forked",
    "reply-p99-campaign",
    "email-channel",
    # Even tiny, it plays the demo and asks for every page; `test_pages.py` holds it to the routes.
    "pages /staff/ worker",
    # Tiny, these are over before they are stopped.
    "send-pause",
    "send-pause-slow",
}
"""What they do, one beside them does too; `make bench ARGS=--quick` runs them."""
RUNS = [
    together
    for _, shared in groupby(catalogue.ALL, key=lambda each: each.run)
    if (together := list(shared))[0].name not in LIKE_ANOTHER
]


@pytest.mark.postgres
@pytest.mark.redis_server
@pytest.mark.timeout(300)
@pytest.mark.parametrize("shared", RUNS, ids=[shared[0].name for shared in RUNS])
def test_it_runs(shared: list[Bench]) -> None:
    """Tiny, so that it says nothing about speed: only that everything was really done."""
    if found.postgres_programs() is None:
        found.missing("PostgreSQL's initdb", "postgresql")
    if found.redis_server() is None:
        found.missing("redis-server", "redis-server")
    for measured in measure(shared, 1, Scale.QUICK, lambda _: None):
        assert measured.ratio > 0
