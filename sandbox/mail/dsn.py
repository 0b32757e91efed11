"""Delivery status notifications: the mail that says a mail did not arrive (RFC 3464)."""

from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime, make_msgid

from sandbox.records import Mail, now


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a DSN reports of one recipient."""

    action: str
    """RFC 3464, 2.3.3: failed, delayed…"""
    status: str
    """Enhanced status code (RFC 3463)."""
    diagnostic: str
    explanation: str


BOUNCED = Verdict(
    "failed",
    "5.1.1",
    "smtp; 550 5.1.1 No such mailbox here",
    "Your message could not be delivered. The address does not exist.",
)
DELAYED = Verdict(
    "delayed",
    "4.4.1",
    "smtp; 451 4.4.1 No answer from the receiving host",
    "Your message has not been delivered yet. You need not send it again; we go on trying.",
)


def build(mail: Mail, recipient: str, verdict: Verdict, domain: str) -> bytes:
    """A DSN about `mail` and one of its recipients, ready to be sent with a null return path."""
    report = MIMEMultipart("report", report_type="delivery-status")
    report["From"] = f"Mail Delivery System <mailer-daemon@{domain}>"
    report["To"] = mail.sender
    report["Subject"] = "Undelivered mail" if verdict is BOUNCED else "Mail not delivered yet"
    report["Date"] = format_datetime(now())
    report["Message-ID"] = make_msgid(domain=domain)
    report["Auto-Submitted"] = "auto-replied"
    report.attach(MIMEText(f"{verdict.explanation}\n\n  {recipient}\n", "plain", "utf-8"))
    report.attach(_status_part(mail, recipient, verdict, domain))
    report.attach(_headers_part(mail))
    return report.as_bytes()


def _status_part(mail: Mail, recipient: str, verdict: Verdict, domain: str) -> MIMEBase:
    per_message, per_recipient = Message(), Message()
    per_message["Reporting-MTA"] = f"dns; {domain}"
    per_message["Arrival-Date"] = format_datetime(mail.at)
    per_recipient["Final-Recipient"] = f"rfc822; {recipient}"
    per_recipient["Action"] = verdict.action
    per_recipient["Status"] = verdict.status
    per_recipient["Diagnostic-Code"] = verdict.diagnostic
    part = MIMEBase("message", "delivery-status")
    part.attach(per_message)
    part.attach(per_recipient)
    return part


def _headers_part(mail: Mail) -> MIMEText:
    """The headers of the returned mail (RFC 3462), so that its Message-ID comes home."""
    headers = message_from_bytes(mail.raw)
    headers.set_payload("")
    part = MIMEText(headers.as_string(), _charset="utf-8")
    part.set_type("text/rfc822-headers")
    return part
