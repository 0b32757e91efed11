"""Kinline's own processes, as `kinline web` and `kinline worker` start them."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from redis import Redis

from benchmarks.child import ROOT
from messaging.platform.lanes import Lane
from service.orphans import END_WITH_PARENT

PATIENCE = 60.0


class NotReadyError(Exception):
    """A process did not come up."""


@contextmanager
def web(environment: Mapping[str, str]) -> Iterator[str]:
    """The address of a web process that is ready."""
    address = environment["PUBLIC_URL"]
    with _running(("service", "web"), environment) as process:
        _wait_until(lambda: _ready(address), process)
        yield address


@contextmanager
def worker(environment: Mapping[str, str], lane: Lane) -> Iterator[None]:
    """A worker that stands by `lane`."""
    with (
        Redis.from_url(environment["REDIS_URL"]) as redis,
        _running(("service", "worker", "--lanes", lane), environment) as process,
    ):
        _wait_until(lambda: bool(redis.exists(f"rq:workers:{lane}")), process)
        yield


def _ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/readyz") as answer:  # noqa: S310 (our own)
            return bool(answer.status == 200)
    except OSError:
        return False


@contextmanager
def _running(
    module: tuple[str, ...], environment: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", *module],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        preexec_fn=END_WITH_PARENT,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _wait_until(done: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not done():
        if process.poll() is not None or time.monotonic() > deadline:
            raise NotReadyError(f"exit code {process.poll()}")
        time.sleep(0.1)
