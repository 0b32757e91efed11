"""One run: a carrier, a house, its load, its faults, and the verdict."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from random import Random

from channels.values import ChannelKind
from messaging.directory.agencies import agency_by_slug
from messaging.outbound import senders
from messaging.platform.events import FactType
from outgoing import endpoints
from outgoing.catalogue import TOLD
from service.accounts import NewAgency, add_agency
from service.compose import compose_for_a_command
from service.demo import cast as sample
from service.demo.setting import prepare
from tests.chaos import faults
from tests.chaos.carrier import behave, hand_over, make_landline, standing_carrier
from tests.chaos.ears import Ears, listening
from tests.chaos.evidence import collect
from tests.chaos.judge import KINDS, Verdict, judge
from tests.chaos.load import Load, known, under_way
from tests.chaos.people import OTHER_AGENCY, OTHER_BRANCH, SENDERS, cast
from tests.chaos.plan import Plan
from tests.chaos.progress import told
from tests.chaos.servers import Servers
from tests.chaos.settling import wait_until_settled
from tests.support.house import House, running_house

Say = Callable[[str], None]
EVENTS: Mapping[str, Iterable[FactType]] = {
    OTHER_AGENCY: TOLD,
    sample.AGENCY: (FactType.REPLY_RECEIVED, FactType.TASK_OPENED, FactType.MESSAGE_FAILED),
}
MOST_TOLD = 20
"""Findings of one kind."""


def run(plan: Plan, servers: Servers, folder: Path, seed: int, say: Say) -> Verdict:
    """Everything said and everything broken, then time to settle, then the verdict."""
    say(f"seed {seed}")
    random = Random(seed)  # noqa: S311 (repeatable on purpose)
    began = time.monotonic()
    with (
        standing_carrier(folder) as carrier,
        running_house(
            folder, **{"PATIENCE": str(plan.patience), **carrier, **servers.environment}
        ) as house,
        listening(Random(random.random())) as ears,  # noqa: S311 (likewise)
    ):
        say(f"house ready after {time.monotonic() - began:.0f} s")
        load = _prepared(plan, house, random)
        _tell_of(load, ears)
        try:
            with told(load.runtime, say):
                struck = _storm(load, servers, random, say)
                ears.storms = False
                took = wait_until_settled(load.runtime, plan.settle_seconds)
            say(f"settled {took:.0f} s after the last fault")
            rates = {SENDERS[OTHER_AGENCY]: plan.rate}
            verdict = judge(collect(load, ears), load.said, load.cast, load.threads, rates)
        finally:
            load.runtime.database.dispose()
    report(verdict, struck, say)
    say(f"{time.monotonic() - began:.0f} s in all")
    return verdict


def _prepared(plan: Plan, house: House, random: Random) -> Load:
    runtime = compose_for_a_command(house.settings())
    setting = prepare(runtime)
    with runtime.unit() as unit:
        add_agency(
            unit,
            NewAgency(
                slug=OTHER_AGENCY,
                name="Elm Co Child Support",
                neutral_name="Elm Co",
                phone="555-555-0101",
                time_zone=setting.zone,
                state="IL",
                text_sender=SENDERS[OTHER_AGENCY],
                wording=sample.WORDING,
                branches={OTHER_BRANCH: "West office"},
            ),
        )
        senders.set_rate(unit, ChannelKind.SMS, SENDERS[OTHER_AGENCY], plan.rate)
    people = cast(plan)
    for phone in people.landlines:
        make_landline(house.sandbox, phone)
    threads = known(runtime, people, setting.zone)
    return Load(plan, house, runtime, setting, people, threads, Random(random.random()))  # noqa: S311 (likewise)


def _tell_of(load: Load, ears: Ears) -> None:
    """Both agencies' systems hear of what happens, one of them of everything."""
    with load.runtime.unit() as unit:
        for slug, types in EVENTS.items():
            agency = agency_by_slug(unit.session, slug)
            assert agency is not None
            _, ears.secrets[slug] = endpoints.add(unit, agency.id, ears.url(slug), types)


def _storm(load: Load, servers: Servers, random: Random, say: Say) -> Counter[str]:
    planned = faults.schedule(load, servers, random)
    with under_way(load) as said:
        try:
            struck = faults.strike(planned, say)
        finally:
            servers.bring_database_back()
            behave(load.house.sandbox)
            # What was under way when it was resumed may have paused it once more.
            faults.resume(load)
    assert said.is_set()
    say("faults over, everything said")
    hand_over(load.house.sandbox, load.plan.settle_seconds)
    say("what parents wrote is handed over")
    return struck


def report(verdict: Verdict, struck: Counter[str], say: Say) -> None:
    """What was done, what was found, and the line."""
    say("-- done")
    for what, number in sorted(struck.items()):
        say(f"{number:7} {what}")
    say("-- found")
    for what, number in sorted(verdict.counts.items()):
        say(f"{number:7} {what}")
    for kind in (*KINDS, "hasty", "parked"):
        findings = getattr(verdict, kind)
        for line in findings[:MOST_TOLD]:
            say(f"{kind}: {line}")
        if len(findings) > MOST_TOLD:
            say(f"{kind}: and {len(findings) - MOST_TOLD} more")
    say(f"hasty={len(verdict.hasty)} parked={len(verdict.parked)}")
    say(verdict.line)
