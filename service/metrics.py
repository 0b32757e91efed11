"""Numbers for Prometheus, read at each scrape. Counts only, no ids."""

from collections.abc import Iterable

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from channels.values import ChannelKind
from messaging.inbound.spooled import Spools
from messaging.models.attempt import AttemptOutcome
from messaging.outbound import senders
from messaging.platform.lanes import Lane
from messaging.runtime import Runtime
from outgoing.endpoints import count_silent
from service.due import (
    count_due,
    count_open_attempts,
    count_parked,
    count_paused_campaigns,
    count_set_aside,
)

UNSETTLED = (AttemptOutcome.CLAIMED, AttemptOutcome.STARTED, AttemptOutcome.UNKNOWN)


class Backlog(Collector):
    """What is waiting, by lane, and what is in doubt."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def collect(self) -> Iterable[Metric]:
        up = GaugeMetricFamily("kinline_database_up", "1 while the database answers", value=1)
        try:
            counts = list(self._counts())
        except SQLAlchemyError:
            # What waits on disk meanwhile must be seen all the same.
            up = GaugeMetricFamily(up.name, up.documentation, value=0)
            counts = []
        return [up, *counts]

    def _counts(self) -> Iterable[Metric]:
        due = GaugeMetricFamily("kinline_due_rows", "Rows due now", labels=["lane"])
        attempts = GaugeMetricFamily(
            "kinline_unsettled_attempts", "Attempts without a known outcome", labels=["outcome"]
        )
        paused = GaugeMetricFamily(
            "kinline_senders_paused", "Senders from which nothing goes", labels=["channel"]
        )
        now = self._runtime.clock()
        with self._runtime.reading() as session:
            for lane in Lane:
                due.add_metric([lane], count_due(session, lane, now))
            for outcome in UNSETTLED:
                attempts.add_metric([outcome], count_open_attempts(session, outcome))
            attempts.add_metric([AttemptOutcome.UNCLEAR], count_parked(session))
            resting = [channel for channel, _ in senders.paused(session).keys]
            for channel in ChannelKind:
                paused.add_metric([channel], resting.count(channel))
            campaigns = count_paused_campaigns(session)
            aside = count_set_aside(session)
            silent = count_silent(session)
        yield due
        yield attempts
        yield paused
        yield GaugeMetricFamily(
            "kinline_campaigns_paused", "Campaigns that rest, over all agencies", value=campaigns
        )
        yield GaugeMetricFamily(
            "kinline_facts_set_aside", "Facts that failed too often", value=aside
        )
        yield GaugeMetricFamily(
            "kinline_endpoints_paused", "Systems of agencies that stopped taking events",
            value=silent,
        )  # fmt: skip


class OnDisk(Collector):
    """What waits on this host's disk for the database."""

    def __init__(self, spools: Spools) -> None:
        self._spools = spools

    def collect(self) -> Iterable[Metric]:
        files = GaugeMetricFamily(
            "kinline_spool_files", "Messages on disk, not in the database", labels=["kind", "state"]
        )
        for spool in self._spools.every:
            files.add_metric([spool.folder.name, "waiting"], len(spool.waiting()))
            files.add_metric([spool.folder.name, "set_aside"], len(spool.set_aside()))
        yield files


def registry(runtime: Runtime) -> CollectorRegistry:
    made = CollectorRegistry()
    made.register(Backlog(runtime))
    made.register(OnDisk(Spools.of(runtime.settings)))
    return made
