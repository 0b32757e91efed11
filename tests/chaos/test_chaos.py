"""The short form of `make chaos`: whatever is killed or cut off, every message is sent once."""

import secrets
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.plan import SHORT
from tests.chaos.run import run
from tests.chaos.servers import Embedded, Servers, separate
from tests.support import found

pytestmark = pytest.mark.timeout(480)


@pytest.fixture(
    params=[
        "embedded",
        pytest.param("separate", marks=[pytest.mark.postgres, pytest.mark.redis_server]),
    ]
)
def servers(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Servers]:
    if request.param == "embedded":
        yield Embedded(tmp_path)
        return
    programs, redis = found.postgres_programs(), found.redis_server()
    if programs is None or redis is None:
        found.missing("PostgreSQL or redis-server", "postgresql and redis-server")
    else:
        factory: pytest.TempPathFactory = request.getfixturevalue("tmp_path_factory")
        with separate(programs, redis, factory.mktemp("r")) as standing:
            yield standing


def test_nothing_is_lost_doubled_stuck_misordered_or_leaked(
    servers: Servers, tmp_path: Path
) -> None:
    seed = secrets.randbelow(10**6)
    verdict = run(SHORT, servers, tmp_path, seed, _say)
    assert verdict.line == "lost=0 doubled=0 stuck=0 misordered=0 leaked=0"
    assert verdict.hasty == []
    # A mail server cannot be asked, so a person decides; a carrier of texts can.
    assert [parked for parked in verdict.parked if parked.startswith("text")] == []


def _say(line: str) -> None:
    """Shown when the test fails."""
    sys.stdout.write(f"{line}\n")
