"""A mail server's refusals in our words."""

import ssl

import aiosmtplib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.smtp_words import error_after_data, error_before_data, error_of_reply
from channels.values import SendError
from tests.channels.contract import FLAGS

MARIA = "maria@example.org"


def flags(error: SendError) -> str:
    return " ".join(flag for flag in FLAGS if getattr(error, flag))


@pytest.mark.parametrize(
    ("code", "message", "flag"),
    [
        (550, "5.1.1 <maria@example.org>: no such user", "suppresses_contact"),
        (550, "5.1.2 no such domain", "suppresses_contact"),
        (550, "5.1.10 null MX", "suppresses_contact"),
        (550, "5.2.1 mailbox disabled", "suppresses_contact"),
        (552, "5.2.2 over quota", "retryable"),
        (452, "4.2.2 over quota", "retryable"),
        (421, "4.7.0 slow down", "retryable"),
        (450, "4.1.1 try later", "retryable"),
        (451, "no enhanced status here", "retryable"),
        (454, "4.7.0 log in later", "retryable"),
        (550, "5.7.1 policy", ""),
        (550, "5.7.26 no DMARC", "page_operations"),
        (530, "5.7.0 authenticate first", "page_operations"),
        (535, "5.7.8 bad credentials", "page_operations"),
        (535, "bad credentials", "page_operations"),
        (553, "5.1.8 bad sender domain", "page_operations"),
        (550, "no such user", ""),
        (550, "mentions 5.1.1 too late", ""),
        (552, "5.3.4 too big", ""),
        (554, "5.0.0 no", ""),
    ],
)
def test_what_each_reply_asks_of_us(code: int, message: str, flag: str) -> None:
    error = error_of_reply(code, message)
    assert flags(error) == flag
    assert error.code.startswith(str(code))
    assert error.reason.endswith(".")


@given(st.integers(400, 599), st.text(max_size=60).map(lambda text: f"5.1.1 {MARIA} {text}"))
def test_the_servers_own_text_stays_with_the_server(code: int, message: str) -> None:
    assert error_of_reply(code, message).code == f"{code} 5.1.1"
    assert MARIA not in repr(error_of_reply(code, message))


@pytest.mark.parametrize(
    ("failure", "account"),
    [
        (aiosmtplib.SMTPAuthenticationError(535, "5.7.8 bad credentials"), True),
        (aiosmtplib.SMTPNotSupported("no AUTH"), True),
        (ssl.SSLError("bad certificate"), True),
        (aiosmtplib.SMTPSenderRefused(530, "log in first", MARIA), True),
        (aiosmtplib.SMTPSenderRefused(553, "5.1.8 not from there", MARIA), False),
        (aiosmtplib.SMTPSenderRefused(550, "5.7.26 no DMARC", MARIA), False),
        (aiosmtplib.SMTPConnectResponseError(554, "not you"), False),
    ],
)
def test_whether_one_sender_is_at_fault_or_the_whole_account(
    failure: Exception, account: bool
) -> None:
    error = error_before_data(failure)
    assert error.page_operations
    assert error.whole_account is account


@pytest.mark.parametrize(
    ("failure", "flag"),
    [
        (aiosmtplib.SMTPServerDisconnected("gone"), "retryable"),
        (aiosmtplib.SMTPReadTimeoutError("slow"), "retryable"),
        (aiosmtplib.SMTPConnectTimeoutError("slow"), "retryable"),
        (aiosmtplib.SMTPConnectError("refused"), "retryable"),
        (OSError("odd"), "retryable"),
        (ssl.SSLError("bad certificate"), "retryable page_operations"),
        (aiosmtplib.SMTPConnectResponseError(421, "busy"), "retryable"),
        (aiosmtplib.SMTPConnectResponseError(554, "not you"), "page_operations"),
        (aiosmtplib.SMTPSenderRefused(553, "not from there", MARIA), "page_operations"),
        (aiosmtplib.SMTPSenderRefused(550, "5.7.1 not from there", MARIA), "page_operations"),
        (aiosmtplib.SMTPRecipientRefused(550, "5.7.1 not to there", MARIA), ""),
        (aiosmtplib.SMTPRecipientRefused(553, "not to there", MARIA), ""),
        (aiosmtplib.SMTPResponseException(-1, "gibberish"), "retryable"),
        (aiosmtplib.SMTPNotSupported("no AUTH"), "page_operations"),
    ],
)
def test_before_the_message_nothing_was_sent(failure: Exception, flag: str) -> None:
    error = error_before_data(failure)
    assert set(flags(error).split()) == set(flag.split())
    assert MARIA not in repr(error)


@pytest.mark.parametrize(
    ("failure", "flag"),
    [
        (aiosmtplib.SMTPServerDisconnected("gone"), "unknown_outcome"),
        (aiosmtplib.SMTPReadTimeoutError("slow"), "unknown_outcome"),
        (aiosmtplib.SMTPResponseException(-1, "gibberish"), "unknown_outcome"),
        (OSError("odd"), "unknown_outcome"),
        (aiosmtplib.SMTPDataError(-1, "odd"), "unknown_outcome"),
        (aiosmtplib.SMTPDataError(451, "4.3.0 later"), "retryable"),
        (aiosmtplib.SMTPDataError(554, "5.6.0 no"), ""),
        (aiosmtplib.SMTPDataError(554, "5.7.1 spam"), ""),
    ],
)
def test_after_the_message_only_a_reply_decides(failure: Exception, flag: str) -> None:
    assert flags(error_after_data(failure)) == flag
