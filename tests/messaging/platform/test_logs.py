"""Logs name ids, never lives."""

import ast
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from messaging.platform.database import Database
from messaging.platform.logs import LIVES, WITHHELD, configure_logging, refuse_lives
from messaging.platform.settings import Settings

ROOT = Path(__file__).parents[3]
ROOMS = ("messaging", "channels", "campaigns", "casework", "templates", "webhooks", "web",
         "service")  # fmt: skip
LEVELS = {"debug", "info", "warning", "error", "critical", "exception", "bind"}
PHONE = "+13125550142"
NAME = "Maria Sample"


@pytest.fixture(autouse=True)
def own_logging() -> Iterator[None]:
    """What is configured here ends here."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def configured(form: str, level: str = "INFO") -> structlog.typing.FilteringBoundLogger:
    root = logging.getLogger()
    root.handlers = [own for own in root.handlers if "pytest" not in type(own).__module__]
    configure_logging(Settings.load(log_format=form, log_level=level))
    log: structlog.typing.FilteringBoundLogger = structlog.get_logger("kinline")
    return log


def lines(capture: pytest.CaptureFixture[str]) -> list[str]:
    captured = capture.readouterr()
    assert captured.out == ""
    return captured.err.splitlines()


def test_for_machines_each_event_is_one_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    configured("json").info("message.sent", message="m-1", attempts=2)
    (line,) = lines(capsys)
    entry = json.loads(line)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", entry.pop("timestamp"))
    assert entry == {"event": "message.sent", "level": "info", "message": "m-1", "attempts": 2}


def test_for_people_each_event_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    configured("console").info("message.sent", message="m-1", attempts=2)
    (line,) = lines(capsys)
    assert re.search(r"\[info +\] message\.sent +attempts=2 message=m-1", line)


def test_libraries_speak_in_the_same_form(capsys: pytest.CaptureFixture[str]) -> None:
    configured("json")
    logging.getLogger("some.library").warning("slow: %s", 3)
    logging.getLogger("some.library").info("not worth a line")
    (line,) = lines(capsys)
    entry = json.loads(line)
    assert (entry["event"], entry["level"], entry["logger"]) == (
        "slow: 3", "warning", "some.library"
    )  # fmt: skip


@pytest.mark.parametrize("form", ["json", "console"])
def test_configured_twice_it_says_everything_once(
    capsys: pytest.CaptureFixture[str], form: str
) -> None:
    configured(form)
    configured(form).info("once")
    logging.getLogger("some.library").warning("once")
    assert len(lines(capsys)) == 2


@pytest.mark.parametrize(
    ("level", "heard"),
    [("DEBUG", 4), ("INFO", 3), ("WARNING", 2), ("ERROR", 1)],
)
def test_the_level_is_as_set(capsys: pytest.CaptureFixture[str], level: str, heard: int) -> None:
    log = configured("json", level)
    for say in (log.debug, log.info, log.warning, log.error):
        say("said")
    assert len(lines(capsys)) == heard


@pytest.mark.parametrize("form", ["json", "console"])
@pytest.mark.parametrize("key", sorted(LIVES))
def test_what_would_name_a_life_is_withheld_and_the_work_goes_on(
    capsys: pytest.CaptureFixture[str], form: str, key: str
) -> None:
    log = configured(form)
    log.info("message.sent", **{key: PHONE, "id": "m-1"})
    (line,) = lines(capsys)
    assert PHONE not in line
    assert WITHHELD in line
    assert "m-1" in line


def test_what_was_bound_earlier_is_withheld_too(capsys: pytest.CaptureFixture[str]) -> None:
    log = configured("json")
    with structlog.contextvars.bound_contextvars(phone=PHONE):
        log.bind(text="Hello").info("message.sent")
    (line,) = lines(capsys)
    assert PHONE not in line
    assert "Hello" not in line


def test_everything_else_passes() -> None:
    entry = {"event": "message.sent", "message": "m-1"}
    assert refuse_lives(None, "info", dict(entry)) == entry


def fail_in_the_database(database: Database, first_name: str, address: str) -> None:
    with database.writing() as session:
        session.execute(text("SELECT :name, :address FROM nowhere"),
                        {"name": first_name, "address": address})  # fmt: skip


@pytest.mark.parametrize("form", ["json", "console"])
def test_an_exception_tells_where_and_not_of_whom(
    capsys: pytest.CaptureFixture[str], form: str, database: Database
) -> None:
    """Neither the statement's values, nor the local variables of any function on the way."""
    log = configured(form)
    try:
        fail_in_the_database(database, NAME, PHONE)
    except DBAPIError:
        log.exception("database.failed")
        logging.getLogger("some.library").exception("failed")
    said = capsys.readouterr().err
    assert NAME not in said
    assert PHONE not in said
    assert said.count("fail_in_the_database") >= 2
    assert "SELECT" in said


def log_calls(path: Path) -> Iterator[tuple[int, set[str]]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in LEVELS
            and ast.unparse(node.func.value).rpartition(".")[2] in {"log", "logger", "_log"}
        ):
            yield node.lineno, {keyword.arg or "" for keyword in node.keywords}


def test_no_log_call_of_ours_names_a_life() -> None:
    calls = [
        (f"{path.relative_to(ROOT)}:{line}", keys)
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        for line, keys in log_calls(path)
    ]
    assert [(where, keys & LIVES) for where, keys in calls if keys & LIVES] == []
    assert len(calls) > 20
