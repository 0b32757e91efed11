"""Both walks, end to end, with real processes: an agency's signed events become texts and emails,
receipts come home, parents answer by text, email and chat, a caseworker replies. On SQLite with
the embedded Redis, and on PostgreSQL with a Redis server.

The story and what must be true after it are those of `make demo ONCE=1`.
"""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import RedisError

from messaging.platform.ids import new_id
from service.compose import compose_for_a_command
from service.demo.__main__ import play
from service.demo.house import Servers, running_house
from tests.support.postgres import Cluster

pytestmark = pytest.mark.timeout(600)


def test_the_story_is_told_once_and_whole() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "service.demo", "--once"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stdout[-4000:] + told.stderr[-2000:]
    for words in ("Messages by final state", "Answers", "Tasks opened", "Not sent, by reason"):
        assert words in told.stdout


@contextmanager
def flushing(url: str) -> Iterator[list[int]]:
    """Somebody empties Redis several times a second."""
    over = threading.Event()
    times = [0]

    def flush() -> None:
        with Redis.from_url(url) as redis:
            while not over.wait(0.3):
                try:
                    redis.flushall()
                    times[0] += 1
                except RedisError:
                    continue

    thread = threading.Thread(target=flush)
    thread.start()
    try:
        yield times
    finally:
        over.set()
        thread.join()


@pytest.mark.postgres
@pytest.mark.redis_server
def test_on_servers_whose_redis_is_flushed_again_and_again_it_is_the_same(
    postgres: Cluster, redis_server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    servers = Servers(postgres.create("story_" + new_id().hex), redis_server)
    # The house takes its settings out of the environment and puts its own there.
    monkeypatch.setenv("VAR_DIR", "")
    with running_house(tmp_path, servers) as house:
        runtime = compose_for_a_command(house.settings)
        with flushing(house.settings.redis) as times:
            missing = play(house, runtime)
        runtime.database.dispose()
    assert missing == []
    assert times[0] > 10
