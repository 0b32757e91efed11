"""Plain values that the tests of this room share."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from channels import twilio_sms
from channels.values import Outgoing

ACCOUNT = "AC" + "0" * 32
API = "http://carrier.example.org"
ACCOUNT_PATH = f"/2010-04-01/Accounts/{ACCOUNT}"
MESSAGES = f"{ACCOUNT_PATH}/Messages.json"
ATTEMPT = UUID("01890000-0000-7000-8000-000000000001")
PHONE = "+13125550142"
MAIL_FROM = "Sample Agency <no-reply@agency.example>"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def outgoing(to: str = PHONE, text: str = "Your renewal is due.", **more: Any) -> Outgoing:
    return Outgoing(attempt_id=ATTEMPT, to=to, text=text, **more)


def twilio_config(**more: Any) -> twilio_sms.Config:
    given = {"api_url": API, "from_number": "+13125550100", **more}
    return twilio_sms.Config(ACCOUNT, "token", **given)


def created(**more: Any) -> dict[str, Any]:
    """A message resource as Twilio returns it."""
    return {
        "sid": "SM" + "1" * 32,
        "status": "queued",
        "body": "Your renewal is due.",
        "date_created": "Mon, 02 Mar 2026 12:00:00 +0000",
        "date_sent": None,
        "error_code": None,
        **more,
    }
