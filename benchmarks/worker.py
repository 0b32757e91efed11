"""One worker process of Kinline, told when to answer its bell and how long it took.

`python -m benchmarks.worker`, with the environment of a Kinline process.
"""

import time

from benchmarks.child import Answer, answer_questions
from messaging.platform.lanes import Lane
from messaging.platform.logs import configure_logging
from messaging.platform.settings import Settings
from service.compose import compose
from service.jobs import Process
from service.quiet_doorbell import QuietDoorbell


def main() -> None:
    settings = Settings.load()
    configure_logging(settings)
    process = Process(compose(settings, QuietDoorbell()))

    def answer(lane: str) -> Answer:
        began = time.monotonic()
        process.answer(Lane(lane))
        return {"began": began, "ended": time.monotonic()}

    answer_questions(answer)
    process.close()


if __name__ == "__main__":
    main()
