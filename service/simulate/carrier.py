"""What the sandbox says of itself: read day by day from its own log, and added up."""

from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import quote

import httpx2

from service.simulate.families import Parent

TIMEOUT = httpx2.Timeout(120)


@dataclass(slots=True)
class Ledger:
    """All that ever left, by the far side's account."""

    texts: Counter[str] = field(default_factory=Counter)
    """Texts of ours by how they ended."""
    segments: int = 0
    mails: int = 0
    """Taken by the mail server."""
    reached: Counter[str] = field(default_factory=Counter)
    """How many arrived, by phone or address."""
    addressed: Counter[str] = field(default_factory=Counter)
    """How many were sent, whether or not they arrived."""


class Carrier:
    def __init__(self, url: str) -> None:
        self._http = httpx2.Client(base_url=url, timeout=TIMEOUT)
        self.ledger = Ledger()

    def behave(self, parent: Parent) -> None:
        """A phone that is dead stays so."""
        if parent.phone and not parent.phone_works:
            address = f"/sandbox/numbers/{quote(parent.phone)}"
            self._http.put(address, json={"profile": "unreachable"}).raise_for_status()

    def read(self) -> frozenset[str]:
        """Who was reached since the last look; what was read is forgotten there."""
        answer = self._http.get("/sandbox/log").raise_for_status()
        heard = set()
        for entry in answer.json():
            heard |= self._text(entry) if entry["kind"] == "sms" else self._mail(entry)
        self._http.delete("/sandbox/log").raise_for_status()
        return frozenset(heard)

    def text(self, parent: Parent, words: str, to: str) -> None:
        """A parent types on their handset; our webhook has answered when this returns."""
        address = f"/sandbox/handsets/{quote(parent.phone or '')}/messages"
        self._http.post(address, json={"body": words, "to": to}).raise_for_status()

    def close(self) -> None:
        self._http.close()

    def _text(self, entry: dict[str, object]) -> set[str]:
        if not str(entry["direction"]).startswith("outbound"):
            return set()
        status, to = str(entry["status"]), str(entry["to"][0])  # type: ignore[index]  # JSON
        self.ledger.texts[status] += 1
        self.ledger.segments += int(str(entry["segments"]))
        self.ledger.addressed[to] += 1
        if status != "delivered":
            return set()
        self.ledger.reached[to] += 1
        return {to}

    def _mail(self, entry: dict[str, object]) -> set[str]:
        to = str(entry["to"][0])  # type: ignore[index]  # likewise
        self.ledger.mails += 1
        self.ledger.addressed[to] += 1
        self.ledger.reached[to] += 1
        return {to}
