"""Twilio's words in ours."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.retry_after import retry_after
from channels.twilio_words import ERRORS, STATUSES, delivery_report, error_of_answer, inbound
from channels.values import ChannelKind, DeliveryStatus, SendError
from tests.channels.contract import FLAGS
from tests.channels.samples import ATTEMPT, NOON, PHONE

STATUS_ROWS = [
    ("accepted", DeliveryStatus.ACCEPTED),
    ("scheduled", DeliveryStatus.ACCEPTED),
    ("queued", DeliveryStatus.ACCEPTED),
    ("sending", DeliveryStatus.ACCEPTED),
    ("sent", DeliveryStatus.SENT),
    ("delivered", DeliveryStatus.DELIVERED),
    ("read", DeliveryStatus.READ),
    ("undelivered", DeliveryStatus.FAILED),
    ("failed", DeliveryStatus.FAILED),
    ("canceled", DeliveryStatus.FAILED),
]

CODE_ROWS = [
    (flag, code)
    for flag, codes in {
        "suppresses_contact": (21211, 21614, 21635, 30005, 30006, 21610, 63014),
        "page_operations": (20003, 20404, 21606, 30002, 30032, 30034),
        "retryable": (20429, 21611, 30001, 63018, 30003, 30008),
        "unknown_outcome": (20500, 30410),
        "": (21408, 21617, 30004, 30007, 63016, 99999),
    }.items()
    for code in codes
]


def flags(error: SendError | None) -> str:
    assert error is not None
    return " ".join(flag for flag in FLAGS if getattr(error, flag))


def status_form(**more: str) -> dict[str, str]:
    return {"MessageSid": "SM1", "MessageStatus": "delivered", "To": PHONE, **more}


@pytest.mark.parametrize(("word", "status"), STATUS_ROWS)
def test_each_status_of_ours(word: str, status: DeliveryStatus) -> None:
    report = delivery_report(status_form(MessageStatus=word), ATTEMPT)
    assert report is not None
    assert (report.provider, report.provider_id, report.attempt_id) == ("twilio", "SM1", ATTEMPT)
    assert report.status is status
    assert (report.error is not None) == (status is DeliveryStatus.FAILED)


def test_the_table_above_is_the_whole_table() -> None:
    assert dict(STATUS_ROWS) == STATUSES


@pytest.mark.parametrize("word", ["receiving", "received", "partially_delivered", "new-word"])
def test_a_status_that_is_none_of_ours_is_no_report(word: str) -> None:
    assert delivery_report(status_form(MessageStatus=word), None) is None


def test_the_old_names_of_the_fields_are_read_too() -> None:
    report = delivery_report({"SmsSid": "SM1", "SmsStatus": "sent"}, None)
    assert report is not None
    assert (report.provider_id, report.status) == ("SM1", DeliveryStatus.SENT)


@pytest.mark.parametrize(("flag", "code"), CODE_ROWS)
def test_what_each_code_asks_of_us(flag: str, code: int) -> None:
    report = delivery_report(status_form(MessageStatus="failed", ErrorCode=str(code)), None)
    assert report is not None
    assert flags(report.error) == flag
    assert flags(error_of_answer(400, code, None)) == flag


@pytest.mark.parametrize(
    ("code", "account"),
    [
        (20003, True), (20005, True), (21609, True), (30002, True),
        (20404, False), (21212, False), (21606, False), (21659, False), (21701, False),
        (21703, False), (30032, False), (30034, False),
    ],
)  # fmt: skip
def test_whether_one_sender_is_at_fault_or_the_whole_account(code: int, account: bool) -> None:
    assert ERRORS[str(code)].whole_account is account


def test_the_table_above_names_every_error_that_stops_a_sender() -> None:
    stopping = {code for code, error in ERRORS.items() if error.page_operations}
    assert len(stopping) == 12
    assert all(ERRORS[code].page_operations for code in ERRORS if ERRORS[code].whole_account)


@pytest.mark.parametrize(
    ("status", "account"), [(401, True), (301, True), (403, False), (404, False)]
)
def test_whether_an_http_answer_is_about_the_whole_account(status: int, account: bool) -> None:
    assert error_of_answer(status, None, None).whole_account is account


@pytest.mark.parametrize(("code", "retries"), [(30003, 1), (30008, 1), (30001, None)])
def test_some_are_worth_one_more_try_only(code: int, retries: int | None) -> None:
    assert ERRORS[str(code)].retries == retries


def test_the_code_of_a_message_that_did_not_fail_is_no_error() -> None:
    report = delivery_report(status_form(ErrorCode="30003"), None)
    assert report is not None
    assert report.error is None


@pytest.mark.parametrize(
    ("status", "code", "flag"),
    [
        (500, None, "unknown_outcome"),
        (500, 20500, "unknown_outcome"),
        (503, 21610, "unknown_outcome"),
        (408, None, "unknown_outcome"),
        (429, None, "retryable"),
        (429, 20429, "retryable"),
        (429, 63038, "retryable"),
        (401, None, "page_operations"),
        (403, None, "page_operations"),
        (404, 20404, "page_operations"),
        (301, None, "page_operations"),
        (400, None, ""),
        (400, 12345, ""),
        (422, None, ""),
    ],
)
def test_what_each_http_answer_asks_of_us(status: int, code: int | None, flag: str) -> None:
    error = error_of_answer(status, code, timedelta(seconds=3))
    assert flags(error) == flag
    assert error.code == str(code or status)


@given(st.integers(300, 599), st.none() | st.integers(0, 99_999))
def test_no_answer_is_both_surely_unsent_and_perhaps_sent(status: int, code: int | None) -> None:
    error = error_of_answer(status, code, None)
    assert not (error.retryable and error.unknown_outcome)
    assert status < 500 or error.unknown_outcome
    assert error.reason.endswith(".")


@pytest.mark.parametrize("error", ERRORS.values(), ids=lambda error: error.code)
def test_reasons_are_short_sentences_without_numbers(error: SendError) -> None:
    assert error.reason[0].isupper()
    assert error.reason.endswith(".")
    assert len(error.reason) < 80
    assert not any(letter.isdigit() for letter in error.reason)


def test_an_incoming_text() -> None:
    form = {"MessageSid": "SM2", "From": PHONE, "To": "+13125550100", "Body": " Sí \n"}
    found = inbound(form | {"OptOutType": "STOP"}, NOON, "raw=form")
    assert (found.channel, found.provider, found.provider_id) == (ChannelKind.SMS, "twilio", "SM2")
    assert (found.sender, found.recipient, found.text) == (PHONE, "+13125550100", " Sí \n")
    assert (found.received_at, found.raw, found.opt_out_type) == (NOON, "raw=form", "STOP")
    assert PHONE not in repr(found)


@pytest.mark.parametrize("body", [{}, {"Body": ""}])
def test_a_picture_without_a_word_is_a_message_too(body: dict[str, str]) -> None:
    form = {"MessageSid": "SM2", "From": PHONE, "To": "+13125550100", "OptOutType": "", **body}
    found = inbound(form, NOON, "")
    assert (found.text, found.opt_out_type) == ("", None)


@pytest.mark.parametrize("missing", ["MessageSid", "From", "To"])
def test_a_missing_field_is_named_and_nothing_else_is(missing: str) -> None:
    form = {"MessageSid": "SM2", "From": PHONE, "To": "+13125550100", "Body": "Hi"}
    form.pop(missing)
    with pytest.raises(ValueError, match=f"^{missing} is missing from Twilio's request$"):
        inbound(form, NOON, "")


@pytest.mark.parametrize("missing", ["MessageSid", "MessageStatus"])
def test_a_callback_without_id_or_status_is_refused(missing: str) -> None:
    form = status_form()
    form.pop(missing)
    with pytest.raises(ValueError, match=missing):
        delivery_report(form, None)


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        (None, None),
        ("", None),
        ("soon", None),
        ("0", timedelta(0)),
        ("120", timedelta(minutes=2)),
        ("9" * 30, timedelta(days=1)),
        ("Mon, 02 Mar 2026 12:00:30 GMT", timedelta(seconds=30)),
        ("Mon, 02 Mar 2026 12:00:30 -0000", timedelta(seconds=30)),
        ("Mon, 02 Mar 2026 11:00:00 GMT", timedelta(0)),
    ],
)
def test_retry_after_in_seconds_or_as_a_date(header: str | None, wait: timedelta | None) -> None:
    assert retry_after(header, NOON) == wait


def test_the_words_are_read_without_the_twilio_package() -> None:
    """The web process hears callbacks and must not pay a second for an import it does not use."""
    code = "import sys, channels.twilio_words; sys.exit('twilio' in sys.modules)"
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0
