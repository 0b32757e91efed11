"""The system's redis-server, in a folder of the test's own."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from service.orphans import END_WITH_PARENT


@contextmanager
def system_redis(program: Path, folder: Path) -> Iterator[str]:
    """Its URL, once it answers."""
    socket = folder / "redis.sock"
    server = subprocess.Popen(
        [program, "--port", "0", "--unixsocket", socket, "--dir", folder, "--save", ""],
        stdout=subprocess.DEVNULL,
        preexec_fn=END_WITH_PARENT,
    )
    try:
        url = f"unix://{socket}"
        _wait_for(url)
        yield url
    finally:
        server.terminate()
        server.wait(10)


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + 20
    while True:
        try:
            with Redis.from_url(url) as redis:
                redis.ping()
                return
        except RedisError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
