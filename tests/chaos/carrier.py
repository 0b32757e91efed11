"""The carrier and mail server, beside the house: they outlive it and remember what they took."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2

from service.orphans import END_WITH_PARENT
from service.ports import free_ports
from tests.chaos.people import SENDERS
from tests.support.house import ROOT

ACCOUNT, TOKEN = "AC" + "5a" * 16, "sandbox-token"
START_SECONDS = 60
AT_ONCE = 8


@contextmanager
def standing_carrier(folder: Path) -> Iterator[Mapping[str, str]]:
    """Started, with what the house has to be told to use it. Its log is kept in `folder`."""
    web, http, smtp, mail = free_ports(4)
    public = f"http://127.0.0.1:{web}"
    arguments = {
        "--port": str(http),
        "--smtp-port": str(smtp),
        "--account-sid": ACCOUNT,
        "--auth-token": TOKEN,
        "--inbound-url": f"{public}/webhooks/twilio/inbound",
        "--mail-relay": f"127.0.0.1:{mail}",
    }
    numbers = [part for number in SENDERS.values() for part in ("--number", number)]
    options = [part for option in arguments.items() for part in option]
    with (folder / "carrier.log").open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "sandbox", *options, *numbers],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            preexec_fn=END_WITH_PARENT,
        )
    try:
        _wait_for(f"http://127.0.0.1:{http}", process)
        yield {
            "PORT": str(web),
            "PUBLIC_URL": public,
            "MAIL_LISTEN": f"127.0.0.1:{mail}",
            "SANDBOX_PORT": str(http),
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_API_URL": f"http://127.0.0.1:{http}",
            "TWILIO_FROM": next(iter(SENDERS.values())),
            "LOCAL_ENDPOINTS": "true",
            "SMTP_URL": f"smtp://127.0.0.1:{smtp}",
        }
    finally:
        process.terminate()
        process.wait(30)


def behave(carrier: str, weather: dict[str, Any] | None = None) -> None:
    """Tell the carrier how to be; without `weather` it is as it should be."""
    url = f"{carrier}/sandbox/faults"
    answer = (
        httpx2.put(url, json=weather, timeout=30) if weather else httpx2.delete(url, timeout=30)
    )
    answer.raise_for_status()


def make_landline(carrier: str, phone: str) -> None:
    url = f"{carrier}/sandbox/numbers/{quote(phone)}"
    httpx2.put(url, json={"profile": "landline"}, timeout=30).raise_for_status()


def hand_over(carrier: str, seconds: float) -> None:
    """The carrier tries again with what nobody took from parents, until it is taken or time is up:
    then the judge finds it.

    Twilio turns to its fallback instead. Here that is an operator who sends it again.
    """
    deadline = time.monotonic() + seconds
    with ThreadPoolExecutor(AT_ONCE) as pool:
        while (waiting := _not_taken(carrier)) and time.monotonic() < deadline:
            list(pool.map(partial(_try_again, carrier), waiting))


def _try_again(carrier: str, phone: str) -> None:
    httpx2.post(f"{carrier}/sandbox/handsets/{quote(phone)}/retry", timeout=120)


def _not_taken(carrier: str) -> set[str]:
    """Handsets."""
    log = httpx2.get(f"{carrier}/sandbox/log", params={"kind": "sms"}, timeout=120).json()
    return {
        entry["from"]
        for entry in log
        if entry["direction"] == "inbound" and 200 not in entry["answers"]
    }


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            httpx2.get(f"{url}/sandbox/stats").raise_for_status()
        except httpx2.HTTPError:
            assert process.poll() is None, "the carrier ended"
            assert time.monotonic() < deadline, "the carrier does not answer"
            time.sleep(0.1)
        else:
            return
