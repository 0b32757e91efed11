"""Everything the sandbox remembers, in memory, behind one lock."""

from collections import defaultdict
from collections.abc import Iterable
from threading import RLock

from sandbox.records import Mail, Media, Text, now


class Store:
    """Texts, mail, and how numbers behave. Safe to use from any thread."""

    def __init__(self, profiles: Iterable[tuple[str, str]] = ()) -> None:
        self._lock = RLock()
        self._profiles = dict(profiles)
        self._blocked: set[tuple[str, str]] = set()
        self._texts: dict[str, Text] = {}
        self._by_number: defaultdict[str, list[Text]] = defaultdict(list)
        self._mails: dict[str, Mail] = {}
        self._refused: list[Mail] = []

    # Texts

    def add_text(self, text: Text) -> None:
        with self._lock:
            text.statuses.append(text.status)
            self._texts[text.sid] = text
            for number in text.numbers():
                self._by_number[number].append(text)

    def move_text(self, text: Text, status: str, error_code: int | None = None) -> None:
        """Give a text its next status."""
        with self._lock:
            text.status, text.error_code, text.updated = status, error_code, now()
            text.statuses.append(status)
            if status == "sent":
                text.sent = text.updated

    def assign_sender(self, text: Text, sender: str) -> None:
        """A messaging service has chosen the number a text goes out from."""
        with self._lock:
            text.sender = sender
            if text.sid in self._texts and sender != text.to:
                self._by_number[sender].append(text)

    def text(self, sid: str) -> Text | None:
        with self._lock:
            return self._texts.get(sid)

    def media(self, text_sid: str, sid: str) -> Media | None:
        text = self.text(text_sid)
        return next((one for one in text.files if one.sid == sid), None) if text else None

    def media_of_ticket(self, ticket: str) -> Media | None:
        with self._lock:
            files = [one for text in self._texts.values() for one in text.files]
        return next((one for one in files if one.ticket == ticket), None)

    def texts(self, number: str | None = None) -> list[Text]:
        """Texts to or from a number, or all of them, oldest first."""
        with self._lock:
            if number is None:
                return list(self._texts.values())
            return list(self._by_number.get(number, ()))

    def latest_by_handset(self) -> dict[str, Text]:
        """The newest text of each number outside the house, latest first."""
        latest: dict[str, Text] = {}
        with self._lock:
            for text in reversed(self._texts.values()):
                handset = text.sender if text.inbound else text.to
                if handset is not None:
                    latest.setdefault(handset, text)
        return latest

    # How numbers behave

    def profile(self, number: str) -> str | None:
        with self._lock:
            return self._profiles.get(number)

    def profiles(self) -> dict[str, str]:
        with self._lock:
            return dict(self._profiles)

    def set_profile(self, number: str, name: str) -> None:
        with self._lock:
            self._profiles[number] = name

    def block(self, handset: str, sender: str) -> None:
        """The handset has opted out of this sender, at the carrier."""
        with self._lock:
            self._blocked.add((handset, sender))

    def unblock(self, handset: str, sender: str) -> None:
        with self._lock:
            self._blocked.discard((handset, sender))

    def is_blocked(self, handset: str, senders: Iterable[str]) -> bool:
        with self._lock:
            return any((handset, sender) in self._blocked for sender in senders)

    # Mail

    def add_mail(self, mail: Mail) -> None:
        with self._lock:
            self._mails[mail.id] = mail

    def mail(self, mail_id: str) -> Mail | None:
        with self._lock:
            return self._mails.get(mail_id)

    def mails(self) -> list[Mail]:
        """Oldest first."""
        with self._lock:
            return list(self._mails.values())

    def add_refused(self, mail: Mail) -> None:
        """Not in any mailbox, yet remembered."""
        with self._lock:
            self._refused.append(mail)

    def refused(self) -> list[Mail]:
        with self._lock:
            return list(self._refused)

    def forget(self) -> None:
        """Drop texts, mail and opt-outs; numbers go on behaving as they were told to."""
        with self._lock:
            self._texts.clear()
            self._by_number.clear()
            self._mails.clear()
            self._refused.clear()
            self._blocked.clear()
