"""What waits on disk goes into the database by itself."""

import os
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from channels.values import ChannelKind, DeliveryReport, DeliveryStatus, Inbound
from messaging.inbound.spooled import Spools, Text
from messaging.models.inbound import InboundMessage
from messaging.models.receipt import Receipt
from messaging.platform.database import Database
from messaging.platform.ids import new_id
from messaging.platform.settings import Settings
from messaging.runtime import Runtime
from service import checks, flushing
from service.flushing import Flushing
from service.metrics import registry
from tests.support.clock import MovableClock
from tests.support.doorbell import RecordingDoorbell
from tests.support.people import Office
from tests.support.runtimes import make_runtime

ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

REPORT = DeliveryReport("twilio", "SM1", DeliveryStatus.DELIVERED)


class Watched(Spools):
    """Says when a flush has ended, however it did."""

    def __init__(self, spools: Spools) -> None:
        super().__init__(spools.texts, spools.reports)

    def flush(self, runtime: Runtime) -> int:
        try:
            return super().flush(runtime)
        finally:
            ENDED.release()


ENDED = threading.Semaphore(0)


def text(runtime: Runtime, number: int = 1) -> Text:
    inbound = Inbound(
        channel=ChannelKind.SMS,
        provider="twilio",
        provider_id=f"SM{number}",
        sender="+13125550142",
        recipient="+13125550100",
        text="Can we meet on Friday?",
        received_at=runtime.clock(),
        raw="Body=Can+we+meet+on+Friday",
    )
    return Text(inbound, ("+13125550100",))


@pytest.fixture
def spools(settings: Settings) -> Spools:
    return Spools.of(settings)


@pytest.fixture
def cut_off(
    settings: Settings, clock: MovableClock, doorbell: RecordingDoorbell
) -> Iterator[Runtime]:
    away = Database("postgresql+psycopg://nobody@127.0.0.1:1/nowhere")
    yield make_runtime(away, settings, clock=clock, doorbell=doorbell, channels={})
    away.dispose()


def stored(runtime: Runtime) -> list[str]:
    with runtime.reading() as session:
        return list(session.scalars(select(InboundMessage.provider_id).order_by(InboundMessage.id)))


@ONE_DATABASE
def test_at_start_it_stores_what_was_left(runtime: Runtime, office: Office, spools: Spools) -> None:
    for number in range(3):
        spools.keep_text(new_id(), text(runtime, number))
    spools.keep_report(new_id(), REPORT)
    with Flushing(runtime, Watched(spools)):
        assert ENDED.acquire(timeout=30)
    assert stored(runtime) == ["SM0", "SM1", "SM2"]
    with runtime.reading() as session:
        assert len(session.scalars(select(Receipt)).all()) == 1


def test_it_goes_on_trying_and_says_so_once(
    cut_off: Runtime, spools: Spools, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setattr(flushing, "EVERY_SECONDS", 0.001)
    spools.keep_text(new_id(), text(cut_off))
    with Flushing(cut_off, Watched(spools)):
        for _ in range(3):
            assert ENDED.acquire(timeout=30)
    assert len(spools.texts.waiting()) == 1
    assert "".join(capsys.readouterr()).count("spool.waits") == 1


@ONE_DATABASE
def test_it_outlives_whatever_a_flush_meets(
    runtime: Runtime, office: Office, spools: Spools, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setattr(flushing, "EVERY_SECONDS", 0.001)
    spools.keep_text(new_id(), text(runtime))
    in_the_way = spools.texts.folder / "flush.lock"
    in_the_way.mkdir()
    with Flushing(runtime, Watched(spools)):
        assert ENDED.acquire(timeout=30)
        in_the_way.rmdir()
        for _ in range(3):
            assert ENDED.acquire(timeout=30)
    assert stored(runtime) == ["SM1"]
    assert "spool.not_flushed" in "".join(capsys.readouterr())


# How people see it


def problems(spools: Spools) -> list[str]:
    return [
        check.problem or ""
        for spool in spools.every
        for check in checks.spool(spool)
        if check.problem is not None
    ]


def age(path: Path, by: timedelta) -> None:
    past = path.stat().st_mtime - by.total_seconds()
    os.utime(path, (past, past))


def test_the_doctor_finds_nothing_wrong_with_an_empty_spool(spools: Spools) -> None:
    assert problems(spools) == []


@ONE_DATABASE
def test_the_doctor_names_what_waits_for_long(runtime: Runtime, spools: Spools) -> None:
    spools.keep_text(new_id(), text(runtime))
    assert problems(spools) == []
    age(spools.texts.waiting()[0], timedelta(minutes=2))
    assert problems(spools) == ["1 wait on disk, the oldest for over a minute"]


@ONE_DATABASE
def test_the_doctor_names_what_was_set_aside_and_where_it_goes(
    runtime: Runtime, spools: Spools
) -> None:
    spools.texts.put(new_id(), b"no text at all")
    spools.flush(runtime)
    assert problems(spools) == ["1 could not be read or placed"]
    mend = [check.mend for check in checks.spool(spools.texts)][1]
    assert str(spools.texts.aside) in mend
    assert str(spools.texts.folder) in mend


def test_metrics_count_it_also_while_the_database_is_away(cut_off: Runtime, spools: Spools) -> None:
    spools.keep_text(new_id(), text(cut_off))
    spools.keep_report(new_id(), REPORT)
    metrics = registry(cut_off)
    for kind in ("texts", "reports"):
        for state, files in (("waiting", 1), ("set_aside", 0)):
            labels = {"kind": kind, "state": state}
            assert metrics.get_sample_value("kinline_spool_files", labels) == files
    assert metrics.get_sample_value("kinline_database_up") == 0


@ONE_DATABASE
def test_metrics_say_that_the_database_answers(runtime: Runtime) -> None:
    assert registry(runtime).get_sample_value("kinline_database_up") == 1
