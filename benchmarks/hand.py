"""A process that composes or takes in a file, and says how long that took and how much memory it
had: `python -m benchmarks.hand`, with the environment of a Kinline process."""

import gc
import resource
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.child import Answer, answer_questions
from campaigns import steps
from campaigns.csv_campaign import run
from messaging.platform.logs import configure_logging
from messaging.platform.settings import Settings
from messaging.runtime import Runtime
from service.compose import compose
from service.quiet_doorbell import QuietDoorbell


def main() -> None:
    settings = Settings.load()
    configure_logging(settings)
    house = compose(settings, QuietDoorbell())
    answer_questions(lambda **question: _answer(house, **question))
    house.database.dispose()


def _answer(house: Runtime, task: str, **what: str) -> Answer:
    work: Callable[[], int] = {
        "compose": lambda: steps.drain(house),
        "csv": lambda: _take_in(house, **what),
    }[task]
    gc.collect()
    began = time.monotonic()
    rows = work()
    return {
        "rows": rows,
        "seconds": time.monotonic() - began,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _take_in(house: Runtime, agency: str, campaign: str, path: str) -> int:
    return run(house, agency, campaign, Path(path)).outcomes["started"]


if __name__ == "__main__":
    main()
