"""What the pages show, made from what the sandbox remembers."""

from dataclasses import dataclass
from datetime import datetime

from sandbox.carrier.profiles import STORIES
from sandbox.mail import reading
from sandbox.pages.words import hue
from sandbox.phones import friendly
from sandbox.records import Mail, Text
from sandbox.store import Store

_SHOWN = 200
"""Bubbles and mails on one page; the log has them all."""

_STATES = {"delivered": "here", "undelivered": "lost", "failed": "lost"}
_MAIL_STATES = {"accepted": "", "delivered": "", "bounced": "bounced back"}


@dataclass(frozen=True, slots=True, repr=False)
class Bubble:
    """One text as its reader sees it."""

    body: str
    mine: bool
    state: str
    """`here`, `coming` or `lost`: where the text is on its way to this handset."""
    note: str
    at: datetime
    other: str
    media: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Handset:
    """A phone on the table."""

    number: str
    name: str
    hue: int
    preview: str
    mine: bool
    state: str
    at: datetime


@dataclass(frozen=True, slots=True, repr=False)
class Envelope:
    """A mail in the list."""

    id: str
    who: str
    subject: str
    at: datetime
    sent: bool
    note: str


def bubbles(store: Store, number: str) -> list[Bubble]:
    """The conversations of a handset, oldest first."""
    return [_bubble(text, number) for text in store.texts(number)[-_SHOWN:]]


def handsets(store: Store) -> list[Handset]:
    """Phones that have seen a text, latest first."""
    latest = list(store.latest_by_handset().items())[:_SHOWN]
    return [
        Handset(
            number=number,
            name=friendly(number),
            hue=hue(number),
            preview=text.body,
            mine=text.inbound,
            state=_state(text),
            at=text.created,
        )
        for number, text in latest
    ]


def envelopes(store: Store, address: str | None = None) -> list[Envelope]:
    """The mailbox, or one person's part of it, latest first."""
    mails = [mail for mail in store.mails() if address is None or address in _people(mail)]
    return [_envelope(mail) for mail in reversed(mails[-_SHOWN:])]


def _bubble(text: Text, number: str) -> Bubble:
    mine = text.inbound and text.sender == number
    other = text.to if mine else text.sender or ""
    state = _state(text)
    return Bubble(
        text.body,
        mine,
        state,
        _note(text, state),
        text.created,
        friendly(other),
        text.media + tuple(f"/media/{one.ticket}" for one in text.files),
    )


def _state(text: Text) -> str:
    return "here" if text.inbound else _STATES.get(text.status, "coming")


def _note(text: Text, state: str) -> str:
    if text.inbound:
        away = "nobody has picked this up yet" if text.answers else "sending…"
        return "" if text.handed_over else away
    if state == "lost":
        return STORIES.get(text.error_code or 0, "never arrived")
    return "on its way…" if state == "coming" else ""


def _people(mail: Mail) -> tuple[str, ...]:
    return (mail.sender, *mail.recipients)


def _envelope(mail: Mail) -> Envelope:
    letter = reading.read(mail.raw)
    sent = mail.direction == "sent"
    return Envelope(
        id=mail.id,
        who=", ".join(mail.recipients) if not sent else letter.sender,
        subject=letter.subject or "(no subject)",
        at=mail.at,
        sent=sent,
        note=_MAIL_STATES.get(mail.outcome, mail.outcome),
    )
