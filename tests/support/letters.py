"""Raw mails as parents' mail programs send them."""

from messaging.models.message import Message
from messaging.models.thread import Thread
from messaging.platform.links import LinkPurpose
from messaging.runtime import Runtime

MARIA = "maria@example.org"


def reply_address(runtime: Runtime, thread: Thread) -> str:
    """What our mail to this thread has as its Reply-To."""
    token = runtime.links.sign_for_mail(LinkPurpose.REPLY, thread.id, runtime.clock())
    return f"reply+{token}@{runtime.settings.mail_reply_domain}"


def letter(
    to: str, text: str = "Yes, I will come.", *, number: int = 1, charset: str = "utf-8"
) -> bytes:
    """From Maria; the same `number` is the same mail."""
    return (
        f"From: Maria Sample <{MARIA}>\r\nTo: {to}\r\nMessage-ID: <{number}@example.org>\r\n"
        f"Content-Type: text/plain; charset={charset}\r\n\r\n{text}\r\n"
    ).encode(charset)


def return_path(runtime: Runtime, message: Message) -> str:
    """Where the bounces of this mail of ours come to."""
    token = runtime.links.sign_for_mail(LinkPurpose.BOUNCE, message.id, runtime.clock())
    return f"bounce+{token}@{runtime.settings.mail_reply_domain}"


def complaint(message_id: str, kind: str = "abuse", mail_from: str = "") -> bytes:
    """An abuse report (RFC 5965), as mailbox providers send them."""
    sent_from = f"Original-Mail-From: <{mail_from}>\r\n" if mail_from else ""
    return (
        "From: Feedback <fbl@mailbox.example>\r\nTo: messages@kinline.example\r\n"
        "Message-ID: <f@mailbox.example>\r\nSubject: Email feedback report\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/report; report-type=feedback-report; boundary=m\r\n\r\n"
        "--m\r\nContent-Type: text/plain\r\n\r\nThis is an email abuse report.\r\n"
        "--m\r\nContent-Type: message/feedback-report\r\n\r\n"
        f"Feedback-Type: {kind}\r\nUser-Agent: Mailbox/1.0\r\nVersion: 1\r\n{sent_from}\r\n"
        f"--m\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {message_id}\r\n"
        "Subject: Your appointment\r\n\r\nIt is on Friday.\r\n--m--\r\n"
    ).encode()


def plain_bounce(to: str, words: str, sender: str = "MAILER-DAEMON@mail.example") -> bytes:
    """A bounce for people's eyes alone, as qmail and old gateways write them."""
    return (
        f"From: {sender}\r\nTo: {to}\r\nMessage-ID: <q@mail.example>\r\n"
        f"Subject: failure notice\r\n\r\n{words}\r\n"
    ).encode()


def bounce(message_id: str, to: str = "messages@kinline.example") -> bytes:
    """A delivery notice (RFC 3464): no such mailbox."""
    return (
        f"From: mailer-daemon@mail.example\r\nTo: {to}\r\nMessage-ID: <b@mail.example>\r\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=m\r\n\r\n"
        "--m\r\nContent-Type: text/plain\r\n\r\nIt did not arrive.\r\n"
        "--m\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mail.example\r\n"
        f"\r\nFinal-Recipient: rfc822; {MARIA}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        f"--m\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {message_id}\r\n\r\n--m--\r\n"
    ).encode()
