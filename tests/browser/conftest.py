"""A real server on a free port, a real Redis, and Chromium."""

import asyncio
import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from redis import Redis

from channels.values import ChannelKind
from messaging.platform.database import Database
from messaging.platform.lanes import RedisDoorbell
from messaging.platform.settings import Settings
from messaging.runtime import Runtime
from tests.support import found
from tests.support.clock import MovableClock
from tests.support.databases import copy_sqlite
from tests.support.fake_channel import FakeChannel
from tests.support.runtimes import SECRET, make_runtime
from web import site

CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
PATIENCE_MS = 20_000

Answer = TypeVar("Answer")


# No longer than a module: while Playwright runs, so does its event loop in this thread, and an
# asynchronous test that comes next could not have one of its own.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        found.missing("Chromium", "chromium")
        return
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE_MS)
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    return copy_sqlite(sqlite_template, tmp_path)


@pytest.fixture
def settings(tmp_path: Path, embedded_redis: str) -> Settings:
    with Redis.from_url(embedded_redis) as redis:
        redis.flushall()
    return Settings.load(var_dir=tmp_path / "var", secret_key=SECRET, redis_url=embedded_redis)


@pytest.fixture
def runtime(
    database: Database,
    settings: Settings,
    clock: MovableClock,
    channels: dict[ChannelKind, FakeChannel],
    embedded_redis: str,
) -> Runtime:
    """Like every test's, but its bell is heard by open pages."""
    doorbell = RedisDoorbell(Redis.from_url(embedded_redis), "service.jobs.drain")
    return make_runtime(database, settings, clock=clock, doorbell=doorbell, channels=channels)  # type: ignore[arg-type]  # a real bell in place of the recording one


class Worker:
    """Does what a worker process does, on a thread of its own: Playwright's event loop has ours."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1)
        self._runner = self._thread.submit(asyncio.Runner).result()

    def do(self, work: Callable[[asyncio.Runner], Answer]) -> Answer:
        return self._thread.submit(work, self._runner).result()

    def stop(self) -> None:
        self._thread.submit(self._runner.close).result()
        self._thread.shutdown()


@pytest.fixture
def worker() -> Iterator[Worker]:
    worker = Worker()
    yield worker
    worker.stop()


@dataclass(frozen=True, slots=True)
class Site:
    url: str
    context: Callable[..., BrowserContext]

    def page(self, **options: object) -> Page:
        return self.context(base_url=self.url, **options).new_page()


@pytest.fixture
def port() -> int:
    """Any that is free; who has to know it beforehand says which."""
    return 0


@pytest.fixture
def served(runtime: Runtime, chromium: Browser, port: int) -> Iterator[Site]:
    with serving(runtime, chromium, port) as site:
        yield site


@contextmanager
def serving(runtime: Runtime, chromium: Browser, port: int = 0) -> Iterator[Site]:
    """A server of this runtime's, and pages in front of it."""
    app = FastAPI(openapi_url=None)
    hub = site.install(app, runtime)
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", ws="none"))
    started = threading.Event()
    real_startup = server.startup

    async def startup(*args: object, **kwargs: object) -> None:
        await real_startup(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        started.set()

    server.startup = startup  # type: ignore[method-assign]  # uvicorn tells nobody that it listens
    thread = threading.Thread(target=server.run)
    thread.start()
    assert started.wait(30)
    port = server.servers[0].sockets[0].getsockname()[1]  # the one it got
    contexts: list[BrowserContext] = []

    def context(**options: object) -> BrowserContext:
        contexts.append(chromium.new_context(**options))  # type: ignore[arg-type]  # Playwright's own options
        return contexts[-1]

    yield Site(f"http://127.0.0.1:{port}", context)
    hub.close()
    server.should_exit = True
    # Streams of pages that are still open must not keep the server waiting.
    thread.join(20)
    assert not thread.is_alive()
    for each in contexts:
        each.close()
