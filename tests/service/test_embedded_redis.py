"""The embedded Redis."""

import os
import signal
import stat
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from redis import Redis

from service.embedded_redis import SOCKET_PATH_BYTES, EmbeddedRedis, EmbeddedRedisError


@pytest.fixture
def url_file(tmp_path: Path) -> Path:
    return tmp_path / "redis.url"


@pytest.fixture
def server(tmp_path: Path, url_file: Path) -> Iterator[EmbeddedRedis]:
    server = EmbeddedRedis(tmp_path / "redis", url_file)
    yield server
    server.stop()


def test_it_answers_where_its_file_says(server: EmbeddedRedis, url_file: Path) -> None:
    url = server.start()
    assert url_file.read_text() == url
    with Redis.from_url(url) as redis:
        assert redis.ping()


def test_what_it_holds_survives_a_restart(server: EmbeddedRedis, url_file: Path) -> None:
    with Redis.from_url(server.start()) as redis:
        redis.set("kept", "yes")
    server.stop()
    assert not url_file.exists()
    with Redis.from_url(server.start()) as redis:
        assert redis.get("kept") == b"yes"


def test_nobody_else_may_enter_its_folder(server: EmbeddedRedis, tmp_path: Path) -> None:
    socket = Path(urlsplit(server.start()).path)
    assert stat.S_IMODE((tmp_path / "redis").stat().st_mode) == 0o700
    assert stat.S_IMODE(socket.stat().st_mode) == 0o700


def test_it_starts_over_a_stale_socket_and_kept_data(server: EmbeddedRedis) -> None:
    with Redis.from_url(server.start()) as redis:
        redis.set("kept", "yes")
        redis.config_set("appendfsync", "always")
        redis.set("last", "words")
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    os.waitpid(server.pid, 0)
    assert not server.alive()
    with Redis.from_url(server.start()) as redis:
        assert redis.mget("kept", "last") == [b"yes", b"words"]


def test_an_orphan_is_ended_before_its_data_are_used(
    server: EmbeddedRedis, tmp_path: Path, url_file: Path
) -> None:
    with Redis.from_url(server.start()) as redis:
        redis.set("kept", "yes")
    heir = EmbeddedRedis(tmp_path / "redis", url_file)
    with Redis.from_url(heir.start()) as redis:
        assert redis.get("kept") == b"yes"
    assert not server.alive()
    heir.stop()


def test_a_path_too_long_for_a_socket_is_no_obstacle(tmp_path: Path, url_file: Path) -> None:
    server = EmbeddedRedis(tmp_path / ("long" * 20) / "redis", url_file)
    try:
        url = server.start()
        assert len(urlsplit(url).path) <= SOCKET_PATH_BYTES
        with Redis.from_url(url) as redis:
            assert redis.ping()
        folder = Path(urlsplit(url).path).parent
    finally:
        server.stop()
    assert not folder.exists()


def test_a_folder_with_a_space_is_no_obstacle(tmp_path: Path, url_file: Path) -> None:
    server = EmbeddedRedis(tmp_path / "my data", url_file)
    with Redis.from_url(server.start()) as redis:
        assert redis.ping()
    server.stop()


def test_damaged_data_are_said_to_be_so(tmp_path: Path, server: EmbeddedRedis) -> None:
    with Redis.from_url(server.start()) as redis:
        redis.set("kept", "yes")
    server.stop()
    manifest = next((tmp_path / "redis").rglob("*.manifest"))
    manifest.write_text("nonsense")
    with pytest.raises(EmbeddedRedisError, match=r"redis\.log says why"):
        server.start()
