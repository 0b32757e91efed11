"""Run benchmarks: ours and the peer in turn, the median of the ratios."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median

from benchmarks.bench import Bench, Figures, Scale

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Result:
    """One benchmark, measured."""

    bench: Bench
    ours: Sequence[float]
    peer: Sequence[float]

    @property
    def ratios(self) -> list[float]:
        limit = self.bench.limit
        return [
            ours / (peer if limit is None else limit)
            for ours, peer in zip(self.ours, self.peer, strict=True)
        ]

    @property
    def ratio(self) -> float:
        return median(self.ratios)

    @property
    def met(self) -> bool:
        return self.bench.met(self.ratio)


def measure(benches: Sequence[Bench], runs: int, scale: Scale, say: Say) -> Iterator[Result]:
    """Every benchmark `runs` times; those that share a run are measured by the same turns."""
    for run, shared in groupby(benches, key=lambda bench: bench.run):
        together = list(shared)
        names = dict.fromkeys(bench.among or bench.name for bench in together)
        say(f"{', '.join(names)}: preparing")
        with run(scale) as pair:
            turns = []
            for number in range(1, runs + 1):
                ours, peer = pair.ours(), pair.peer()
                turns.append((ours, peer))
                for bench in _said(together, ours, peer):
                    say(f"{bench.name} {number}/{runs}: {_turn(bench, ours, peer)}")
        for bench in together:
            figure = bench.figure
            yield Result(bench, [o[figure] for o, _ in turns], [p[figure] for _, p in turns])


def _said(benches: Sequence[Bench], ours: Figures, peer: Figures) -> Iterator[Bench]:
    """Those that a turn tells of: of many only the worst."""
    for many, those in groupby(benches, key=lambda bench: bench.among):
        if many is None:
            yield from those
        else:
            yield max(those, key=lambda bench: ours[bench.figure] / peer[bench.figure])


def _turn(bench: Bench, ours: Figures, peer: Figures) -> str:
    figure = bench.figure
    against = peer[figure] if bench.limit is None else bench.limit
    return (
        f"{figure} ours {ours[figure]:.4g}, peer {peer[figure]:.4g}, "
        f"ratio {ours[figure] / against:.3f}"
    )
