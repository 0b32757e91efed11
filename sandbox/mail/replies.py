"""A parent writes a mail: as an answer to one of ours, or out of the blue."""

from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from sandbox.mail.reading import Letter
from sandbox.records import now


def answer(letter: Letter, author: str, body: str) -> EmailMessage:
    """An answer to `letter` from `author`, threaded as RFC 5322, 3.6.4 asks, quoting it below."""
    subject = letter.subject
    if not subject.lower().startswith("re:"):
        subject = f"Re: {subject}"
    message = compose(author, letter.reply_address, subject, f"{body}\n\n{_quoted(letter)}")
    if letter.message_id:
        message["In-Reply-To"] = letter.message_id
        message["References"] = f"{letter.references} {letter.message_id}".strip()
    return message


def compose(author: str, to: str, subject: str, body: str) -> EmailMessage:
    """A plain new mail."""
    message = EmailMessage()
    message["From"] = author
    message["To"] = to
    message["Subject"] = " ".join(subject.split())
    message["Date"] = format_datetime(now())
    message["Message-ID"] = make_msgid(domain=author.rpartition("@")[2] or "sandbox.example")
    message.set_content(body)
    return message


def _quoted(letter: Letter) -> str:
    lines = (letter.text or letter.subject).rstrip().splitlines()
    return "\n".join([f"{letter.sender} wrote:", *(f"> {line}".rstrip() for line in lines)])
