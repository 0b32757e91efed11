"""The sandbox's memory as plain JSON, for tests and the demo."""

from collections import Counter
from typing import Any

from sandbox.mail import reading
from sandbox.records import Mail, Text
from sandbox.store import Store


def entries(store: Store, kind: str | None = None, to: str | None = None) -> list[dict[str, Any]]:
    """Everything accepted or sent, oldest first; of one kind (`sms`, `mail`) or to one address.
    `refused`: the mails that were turned away for good, which otherwise are not told."""
    texts = store.texts() if kind in {None, "sms"} else []
    mails = store.mails() if kind in {None, "mail"} else []
    if kind == "refused":
        mails = store.refused()
    dated = [(text.created, _text(text)) for text in texts if to in {None, text.to}]
    dated += [(mail.at, _mail(mail)) for mail in mails if to is None or to in mail.recipients]
    return [entry for _, entry in sorted(dated, key=lambda pair: pair[0])]


def counts(store: Store) -> dict[str, dict[str, int]]:
    """How many texts and mails are in which state: cheap where the whole log is large."""
    texts = Counter(f"{text.direction} {text.status}" for text in store.texts())
    mails = Counter(f"{mail.direction} {mail.outcome}" for mail in store.mails())
    return {"sms": dict(texts), "mail": dict(mails)}


def _text(text: Text) -> dict[str, Any]:
    return {
        "kind": "sms",
        "sid": text.sid,
        "at": text.created.isoformat(),
        "direction": text.direction,
        "to": [text.to],
        "from": text.sender,
        "body": text.body,
        "media": [*text.media, *(file.sid for file in text.files)],
        "segments": text.segments,
        "status": text.status,
        "statuses": list(text.statuses),
        "error_code": text.error_code,
        "callback_url": text.callback_url,
        "callbacks": list(text.callbacks),
        "answers": list(text.answers),
    }


def _mail(mail: Mail) -> dict[str, Any]:
    letter = reading.read(mail.raw)
    return {
        "kind": "mail",
        "id": mail.id,
        "at": mail.at.isoformat(),
        "direction": mail.direction,
        "to": list(mail.recipients),
        "from": mail.sender,
        "subject": letter.subject,
        "message_id": letter.message_id,
        "text": letter.text,
        "html": letter.html,
        "headers": [list(pair) for pair in letter.headers],
        "outcome": mail.outcome,
        "answers": mail.answers,
    }
