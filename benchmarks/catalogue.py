"""Every benchmark, in the order of the table."""

from collections.abc import Sequence

from benchmarks import (
    compose,
    csv_in,
    email,
    inbound,
    inbox,
    pages,
    pausing,
    reply,
    sms,
    sms_usual,
)
from benchmarks.bench import Bench

# One a line: whoever adds theirs meets nobody else's.
ALL: Sequence[Bench] = (
    *sms.BENCHES,
    *compose.BENCHES,
    *csv_in.BENCHES,
    *sms_usual.BENCHES,
    *reply.BENCHES,
    *email.BENCHES,
    *inbound.BENCHES,
    *inbox.BENCHES,
    *pages.BENCHES,
    *pausing.BENCHES,
)


def chosen(names: Sequence[str]) -> list[Bench]:
    """Those whose names begin with one of `names`; all when none is given. Raises ValueError."""
    for name in names:
        if not any(bench.name.startswith(name) for bench in ALL):
            known = ", ".join(bench.name for bench in ALL)
            raise ValueError(f"there is no benchmark called {name}; there are: {known}")
    return [
        bench for bench in ALL if not names or any(bench.name.startswith(name) for name in names)
    ]
