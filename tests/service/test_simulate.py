"""`kinline simulate`, in small: the play agrees with the sandbox's log; a difference is told."""

from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from sqlalchemy import text

from campaigns.experiments.design import HELD_OUT
from messaging.platform.database import Database
from service.simulate import agency, days, summary
from service.simulate.carrier import Ledger
from service.simulate.families import AREA_CODES, LINES, parents
from service.simulate.house import NotEmptyError, running
from service.simulate.plan import MORNING, Plan, SimulatedClock
from service.simulate.reckoning import Reckoning, reckon

PLAN = Plan(parents=20, days=20, holdout=0.4)
PEOPLE = list(parents(PLAN))
Judge = Callable[[Ledger], Reckoning]


# Twenty days are lived through.
pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Judge, Ledger]]:
    """What is found, given what the far side says; and what it does say."""
    clock = SimulatedClock(PLAN.at(0, MORNING))
    with running(tmp_path_factory.mktemp("simulate"), clock) as house:
        viewer, secret, experiment = agency.set_up(house.runtime, PLAN)
        said = days.live(house, PLAN, secret, PEOPLE, lambda _: None)
        yield (
            lambda ledger: reckon(house, viewer, experiment, PLAN, PEOPLE, ledger),
            said,
        )


def test_the_report_agrees_with_the_far_side(judge: tuple[Judge, Ledger]) -> None:
    reckoned, said = judge
    found = reckoned(said)
    assert found.differences == []
    assert said.texts["delivered"] > 0
    assert said.mails > 0
    assert Counter(found.arms.values())[HELD_OUT] > 0
    out = StringIO()
    summary.show(Console(file=out, width=120), PLAN, found)
    assert "The report agrees" in out.getvalue()


def test_what_differs_is_told(judge: tuple[Judge, Ledger]) -> None:
    reckoned, said = judge
    altered = deepcopy(said)
    altered.texts["delivered"] += 1
    held_out = next(p for p in PEOPLE if reckoned(said).arms[p.number] == HELD_OUT)
    altered.addressed[held_out.phone or held_out.email or ""] += 1
    told = reckoned(altered).differences
    assert [line.split(":")[0] for line in told] == [
        "texts handed over",
        "texts delivered",
        f"parent {held_out.number} is held out and was written to 1 times",
    ]


def test_a_database_that_holds_anything_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/theirs.db"
    database = Database(url)
    with database.engine.begin() as connection:
        connection.execute(text("CREATE TABLE theirs (id INTEGER)"))
    database.dispose()
    with pytest.raises(NotEmptyError), running(tmp_path, SimulatedClock(PLAN.at(0, MORNING)), url):
        pass


def test_everybody_has_a_number_of_their_own() -> None:
    people = parents(Plan(parents=len(AREA_CODES) * LINES))
    phones = [parent.phone for parent in people if parent.phone]
    assert len(set(phones)) == len(phones)


def test_the_same_seed_plays_the_same_life() -> None:
    assert parents(PLAN) == parents(PLAN) != parents(Plan(parents=20, days=20, seed=2))
