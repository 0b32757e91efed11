"""Numbers for Prometheus, read from the database at each scrape. Counts only, no ids."""

from collections.abc import Iterable

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from messaging.models.attempt import AttemptOutcome
from messaging.runtime import Runtime
from service.due import DUE, count_due, count_open_attempts, count_set_aside


class Backlog(Collector):
    """What is waiting, by lane, and what is in doubt."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def collect(self) -> Iterable[Metric]:
        due = GaugeMetricFamily("kinline_due_rows", "Rows due now", labels=["lane"])
        attempts = GaugeMetricFamily(
            "kinline_unsettled_attempts", "Attempts without a known outcome", labels=["outcome"]
        )
        now = self._runtime.clock()
        with self._runtime.reading() as session:
            for lane in DUE:
                due.add_metric([lane], count_due(session, lane, now))
            for outcome in (AttemptOutcome.STARTED, AttemptOutcome.UNKNOWN):
                attempts.add_metric([outcome], count_open_attempts(session, outcome))
            aside = count_set_aside(session)
        yield due
        yield attempts
        yield GaugeMetricFamily(
            "kinline_facts_set_aside", "Facts that failed too often", value=aside
        )


def registry(runtime: Runtime) -> CollectorRegistry:
    made = CollectorRegistry()
    made.register(Backlog(runtime))
    return made
