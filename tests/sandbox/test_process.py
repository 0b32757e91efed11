"""`python -m sandbox` as the demo starts it."""

import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest

from sandbox.__main__ import parse
from sandbox.config import Relay

ROOT = Path(__file__).parents[2]
PROMPTLY_SECONDS = 15


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_says_when_it_is_ready_and_ends_cleanly(ending: signal.Signals) -> None:
    command = [sys.executable, "-m", "sandbox", "--port", "0", "--smtp-port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        words = process.stdout.readline().split()
        http, smtp = words[2].rstrip(","), words[3]
        assert words[:2] == ["sandbox", "ready:"]
        with httpx2.Client(trust_env=False) as client:
            assert client.get(http).status_code == 200
            address = smtp.removeprefix("smtp://").split(":")
            with socket.create_connection((address[0], int(address[1]))) as line:
                assert line.recv(100).startswith(b"220 ")
                # Both connections are still open and idle: nobody waits for them.
                process.send_signal(ending)
                assert process.wait(PROMPTLY_SECONDS) == 0
        assert process.stdout.read() == ""


def test_a_command_line_becomes_a_configuration() -> None:
    config = parse(
        [
            *("--port", "4011", "--smtp-port", "4026", "--account-sid", "AC1"),
            *("--auth-token", "secret", "--inbound-url", "http://house.example/in"),
            *("--mail-relay", "127.0.0.1:8025", "--profile", "+13125550150=landline"),
            *("--number", "+13125550101", "--pace-ms", "10", "--carrier-opt-out"),
        ]
    )
    assert (config.port, config.smtp_port) == (4011, 4026)
    assert (config.account_sid, config.auth_token) == ("AC1", "secret")
    assert config.mail_relay == Relay("127.0.0.1", 8025)
    assert config.profiles == (("+13125550150", "landline"),)
    assert config.service_numbers == ("+13125550101",)
    assert config.pace.total_seconds() == 0.01
    assert config.carrier_opt_out
    assert "secret" not in repr(config)


@pytest.mark.parametrize(
    "arguments",
    [["--profile", "+13125550150=haunted"], ["--mail-relay", "nowhere"], ["--port", "many"]],
)
def test_a_wrong_command_line_ends_with_a_hint(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(arguments)
    assert ended.value.code == 2
    assert arguments[0] in capsys.readouterr().err
