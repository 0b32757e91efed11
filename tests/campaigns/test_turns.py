"""Long work lets go of the database between short turns, and loses nothing by it."""

from pathlib import Path

import pytest

import campaigns.csv_run
import campaigns.steps
from campaigns.steps import drain
from campaigns.turns import Pace, Turn
from messaging.runtime import Runtime
from tests.campaigns.telling import sent_out, tell
from tests.campaigns.test_csv_run import JAMES, MARIA, renewals, start
from tests.support.people import Office

only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class OneEach(Turn):
    """A turn that is over after one piece of work."""

    def __init__(self) -> None:
        self._asked = 0

    @property
    def is_over(self) -> bool:
        self._asked += 1
        return self._asked > 1


class Over(Turn):
    def __init__(self) -> None:
        super().__init__(seconds=0)


@only_sqlite
@pytest.mark.parametrize("turn", [OneEach, Over])
def test_steps_that_find_no_room_in_one_turn_take_the_next(
    runtime: Runtime, office: Office, monkeypatch: pytest.MonkeyPatch, turn: type[Turn]
) -> None:
    monkeypatch.setattr(campaigns.steps, "Turn", turn)
    monkeypatch.setattr(campaigns.steps, "TOGETHER", 1)
    for number in range(3):
        tell(runtime, office, "payment.posted", id=f"Y-{number}")
    assert drain(runtime) == 3
    assert len(sent_out(runtime)) == 3


@only_sqlite
def test_a_file_is_taken_in_turns_and_each_row_once(
    runtime: Runtime, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(campaigns.csv_run, "BATCH", 1)
    third = JAMES.replace("-2", "-3")
    report = start(runtime, renewals(tmp_path, MARIA, JAMES, third, JAMES))
    assert report.outcomes == {"started": 3, "twice_in_file": 1}
    assert report.rows == 4


@pytest.mark.parametrize(
    ("took", "rows"),
    [(1.0, 200), (0.1, 400), (2.0, 100), (1000.0, 1), (0.0, 400)],
)
def test_the_next_turn_is_as_long_as_the_last_one_allows(took: float, rows: int) -> None:
    pace = Pace(most=1000, seconds=1.0)
    pace.took(took)
    assert pace.rows == rows


def test_no_turn_takes_fewer_rows_than_pay_for_it() -> None:
    pace = Pace(most=1000, seconds=1.0, least=300)
    assert pace.rows == 300
    pace.took(1000.0)
    assert pace.rows == 300


def test_no_turn_takes_more_rows_than_it_may() -> None:
    pace = Pace(most=300)
    for _ in range(5):
        pace.took(0.01)
    assert pace.rows == 300
