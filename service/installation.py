"""`kinline up`: every process of one machine, started in order, kept running, ended in order."""

import fcntl
import os
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import structlog

from messaging.platform.lanes import Lane
from messaging.platform.settings import Settings
from service import clock, mail, schema, web
from service.children import command, command_line, fork
from service.embedded_redis import EmbeddedRedis
from service.lane_post import LanePost
from service.supervisor import Program, Supervisor

log = structlog.get_logger(__name__)


class InstallationError(Exception):
    """It cannot start here. The message says why and what to do."""


class Installation:
    """Everything on one machine. `start`, `mind` often, `stop`; or `run` for all three."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._redis = (
            None
            if settings.redis_url
            else EmbeddedRedis(settings.var_dir / "redis", settings.embedded_redis_file)
        )
        self._lock: int | None = None
        self._supervisor = Supervisor(*self._stages())

    def start(self) -> None:
        """Raises `InstallationError`, `EmbeddedRedisError`, `SettingsError`."""
        self._lock = _lock(self._settings.var_dir)
        try:
            _refuse_taken_ports(self._settings)
            _ = self._settings.secret  # made once, before several processes need it
            schema.upgrade(self._settings.database)
            if self._redis is not None:
                self._redis.start()
            self._supervisor.mind()
        except BaseException:
            self.stop()
            raise

    def mind(self) -> None:
        """Start again whatever has ended by itself."""
        if self._redis is not None and not self._redis.alive():
            log.error("process.ended", process="redis")
            self._redis.start()
        self._supervisor.mind()

    def stop(self) -> None:
        """Web first, so that nothing new comes in; Redis last. Repeating it changes nothing."""
        self._supervisor.end()
        if self._redis is not None:
            self._redis.stop()
        self._unlock()

    def run(self, stop: threading.Event) -> None:
        self.start()
        try:
            while not stop.wait(0.1):
                self.mind()
        finally:
            self.stop()

    def _stages(self) -> list[list[Program]]:
        settings = self._settings
        inside = [
            *(self._program(f"worker {lane}", LanePost(settings, lane).run) for lane in Lane),
            self._program("clock", clock.main),
        ]
        doors = [self._program("web", web.main), self._program("mail", mail.main)]
        carrier = Program("sandbox", command(*sandbox_command(settings)))
        return [[carrier] if settings.embedded_carrier else [], inside, doors]

    def _program(self, label: str, main: Callable[[], None]) -> Program:
        def body() -> None:
            # Whoever starts all anew after a crash must not wait for its last child to end.
            self._unlock()
            main()

        return Program(label, fork(label, body))

    def _unlock(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def listening(self) -> bool:
        """Whether the web process takes connections."""
        return _connects(self._settings.host, self._settings.port)


def sandbox_command(settings: Settings) -> tuple[str, ...]:
    options = {
        "--port": str(settings.sandbox_port),
        "--smtp-port": str(settings.sandbox_smtp_port),
        "--account-sid": settings.twilio_account,
        "--auth-token": settings.twilio_token,
        "--number": settings.texts_from,
        "--inbound-url": f"{settings.public_url}/webhooks/twilio/inbound",
        "--mail-relay": settings.mail_listen,
    }
    return command_line("sandbox", *(part for option in options.items() for part in option))


def _lock(folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    file = os.open(folder / "up.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        other = os.read(file, 20).decode().strip() or "unknown"
        os.close(file)
        raise InstallationError(
            f"Kinline is already running in {folder.resolve()} (process {other}). "
            "End that one first, or set VAR_DIR to another folder."
        ) from None
    os.ftruncate(file, 0)
    os.write(file, str(os.getpid()).encode())
    return file


def _refuse_taken_ports(settings: Settings) -> None:
    listener = urlsplit(f"//{settings.mail_listen}")
    wanted = {
        "PORT": (settings.host, settings.port),
        "MAIL_LISTEN": (listener.hostname or "", listener.port or 0),
    }
    if settings.embedded_carrier:
        wanted["SANDBOX_PORT"] = ("127.0.0.1", settings.sandbox_port)
        wanted["SANDBOX_SMTP_PORT"] = ("127.0.0.1", settings.sandbox_smtp_port)
    for name, (host, port) in wanted.items():
        if _taken(host, port):
            raise InstallationError(
                f"port {port} is taken by another program. "
                f"End it, or set {name} to a free port, such as {name}={_example(name, port)}"
            )


def _example(name: str, port: int) -> str:
    return f"127.0.0.1:{port + 1}" if name == "MAIL_LISTEN" else str(port + 1)


def _taken(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def _connects(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False
