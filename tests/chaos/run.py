"""One run: a house, its load, its faults, and the verdict."""

import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from urllib.parse import quote

import httpx2

from service.compose import compose_for_a_command
from service.demo.setting import prepare
from tests.chaos import faults, judge
from tests.chaos.judge import Verdict
from tests.chaos.load import Load, known, under_way
from tests.chaos.people import cast
from tests.chaos.plan import Plan
from tests.chaos.servers import Servers
from tests.support.house import House, running_house, wait_until

Say = Callable[[str], None]


def run(plan: Plan, servers: Servers, folder: Path, seed: int, say: Say) -> Verdict:
    """Everything said and everything broken, then time to settle, then the verdict."""
    say(f"seed {seed}")
    random = Random(seed)  # noqa: S311 (repeatable on purpose)
    began = time.monotonic()
    environment = {"PATIENCE": str(plan.patience), **servers.environment}
    with running_house(folder, **environment) as house:
        say(f"house ready after {time.monotonic() - began:.0f} s")
        load = _prepared(plan, house, random)
        try:
            _storm(load, servers, random, say)
            took = judge.wait_until_settled(load.runtime, plan.settle_seconds)
            say(f"settled {took:.0f} s after the last fault")
            verdict = judge.judge(load)
        finally:
            load.runtime.database.dispose()
    _report(verdict, say)
    say(f"{time.monotonic() - began:.0f} s in all")
    return verdict


def _prepared(plan: Plan, house: House, random: Random) -> Load:
    runtime = compose_for_a_command(house.settings())
    setting = prepare(runtime)
    people = cast(plan)
    for phone in people.landlines:
        url = f"{house.sandbox}/sandbox/numbers/{quote(phone)}"
        httpx2.put(url, json={"profile": "landline"}).raise_for_status()
    threads = known(runtime, people, setting.zone)
    return Load(plan, house, runtime, setting, people, threads, Random(random.random()))  # noqa: S311 (likewise)


def _storm(load: Load, servers: Servers, random: Random, say: Say) -> None:
    planned = faults.schedule(load, servers, random)
    with under_way(load) as said:
        try:
            faults.strike(planned, say)
        finally:
            servers.bring_database_back()
            faults.behave(load.house)
    assert said.is_set()
    say("faults over, everything said")
    wait_until(lambda: _handed_over(load), load.house)


def _handed_over(load: Load) -> bool:
    """The carrier tries once more with what nobody took from parents."""
    log = httpx2.get(f"{load.house.sandbox}/sandbox/log", params={"kind": "sms"}, timeout=60).json()
    waiting = {
        entry["from"]
        for entry in log
        if entry["direction"] == "inbound" and 200 not in entry["answers"]
    }
    for phone in waiting:
        httpx2.post(f"{load.house.sandbox}/sandbox/handsets/{quote(phone)}/retry", timeout=60)
    return not waiting


def _report(verdict: Verdict, say: Say) -> None:
    for what, number in sorted(verdict.counts.items()):
        say(f"{number:7} {what}")
    for kind in ("lost", "doubled", "stuck", "misordered", "leaked", "parked"):
        for line in getattr(verdict, kind)[:20]:
            say(f"{kind}: {line}")
    say(f"parked={len(verdict.parked)}")
    say(verdict.line)
