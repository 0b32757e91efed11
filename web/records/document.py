"""The hearing record as a document to read: who said what, when, and what became of it.

What its font has no letter for (`web/records/fonts.py`) stands as its Unicode name in brackets, so
that nothing is left out or looks like something else; `hearing.csv` has it as it was written.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from fpdf import FPDF
from fpdf.enums import Align, XPos, YPos
from fpdf.fonts import TTFFont

from web.records import fonts

UNSEEN = frozenset("\ufe0f\u200d")
"""They only say how their neighbours are drawn."""
MARGIN = 18
"""Millimetres."""
STATES: Mapping[str, str] = {
    "received": "received from the parent",
    "queued": "waiting to be sent",
    "sending": "being sent",
    "uncertain": "it is not known whether it was sent",
    "sent": "handed to the phone or mail company, which has not said more",
    "delivered": "delivered, as the phone or mail company reported",
    "read": "opened, as the phone or mail company reported",
    "failed": "not delivered",
    "refused": "not sent, for the reason given",
    "expired": "not sent, since what it was about was over",
    "cancelled": "taken back before it was sent",
}
NOTE = (
    "Times are those of {zone}, with the difference from Coordinated Universal Time. Characters "
    "that this document has no letter for stand as their names in brackets; hearing.csv, which "
    "belongs to it, has them as they were written. It holds what was said with this one person. "
    "SHA-256 of hearing.csv: {digest}"
)


@dataclass(frozen=True, slots=True, repr=False)
class Head:
    """Whose record it is, and when and what for it was made."""

    agency: str
    case: str
    program: str
    party: str
    number: str
    role: str
    why: str
    zone: str
    made_at: datetime
    digest: str


def document(head: Head, said: Sequence[Mapping[str, Any]], proof: Sequence[str]) -> bytes:
    """The PDF. `said` as `web.records.said.messages` gives it."""
    page = _Pages(head)
    try:
        return _written(page, said, proof)
    finally:
        page.close_fonts()


def _written(page: "_Pages", said: Sequence[Mapping[str, Any]], proof: Sequence[str]) -> bytes:
    page.add_page()
    page.begin()
    if not said:
        page.words("Nothing was said.")
    for number, message in enumerate(said, start=1):
        page.message(number, message)
    page.heading("Proof that the agency's audit is unaltered")
    for line in proof:
        page.words(line, size=8)
    return bytes(page.output())


def shown(text: str) -> str:
    """`text` in the letters there are."""
    return "".join(_letter(each) for each in unicodedata.normalize("NFC", text))


def _letter(each: str) -> str:
    if each in UNSEEN or each == "\r":
        return ""
    if each in "\n\t":
        return each
    if ord(each) in fonts.letters() and (each.isprintable() or each == "\xa0"):
        return each
    return f"[{unicodedata.name(each, f'U+{ord(each):04X}').lower()}]"


class _Pages(FPDF):
    """A4 with the case on every page."""

    def __init__(self, head: Head) -> None:
        super().__init__(format="A4")
        for style, path in fonts.files().items():
            self.add_font(fonts.FAMILY, style, path)
        self._head = head
        self._zone = ZoneInfo(head.zone)
        self.set_margin(MARGIN)
        self.set_auto_page_break(True, margin=MARGIN + 6)
        self.set_title(shown(f"Record of messages, case {head.case}"))
        self.set_author(shown(head.agency))
        self.set_creator("Kinline")
        self.set_lang("en")
        self.set_creation_date(head.made_at.astimezone(UTC))

    def close_fonts(self) -> None:
        """Their files stay open until the document is written, and nobody else closes them."""
        for font in self.fonts.values():
            if isinstance(font, TTFFont):
                font.ttfont.close()

    def footer(self) -> None:
        head = self._head
        self.set_y(-MARGIN)
        self.set_font(fonts.FAMILY, size=8)
        where = (
            f"{head.agency} - case {head.case} - {head.number} - page {self.page_no()} of {{nb}}"
        )
        self.cell(0, 5, shown(where), align=Align.C)

    def begin(self) -> None:
        head = self._head
        self.words(f"Record of messages: case {head.case}", size=16, style="B")
        for name, value in (
            ("Agency", head.agency),
            ("Case", f"{head.case}, {head.program.replace('_', ' ')}"),
            ("Person", f"{head.party} ({head.role} party, number {head.number})"),
            ("Made on", self._time(head.made_at)),
            ("For", head.why),
        ):
            self.words(f"{name}: {value}")
        self.ln(2)
        self.words(NOTE.format(zone=head.zone, digest=head.digest), size=8)
        self.heading("Messages")

    def message(self, number: int, message: Mapping[str, Any]) -> None:
        who = "The parent" if message["from"] == "parent" else self._head.agency
        if message["written_by"]:
            who += f" ({message['written_by']})"
        at = self._time(datetime.fromisoformat(message["at"]))
        self.ln(2)
        self.words(f"{number}. {at} - {who}, by {message['channel']}", style="B")
        if message["subject"]:
            self.words(f"Subject: {message['subject']}")
        self.words(message["text"] or "(no words)")
        for said in self._became(message):
            self.words(said, size=8)

    def _became(self, message: Mapping[str, Any]) -> list[str]:
        state, why = STATES.get(message["status"], message["status"]), message["reason"]
        said = [f"State: {state}{f' ({why})' if why else ''}. Message {message['message_id']}"]
        if message["words_removed_at"]:
            said.append(f"Its words were removed on {message['words_removed_at']}.")
        if message["files"]:
            said.append(f"Pictures or files that came with it: {message['files']}")
        if message["attempts"]:
            said.append(f"Attempts: {message['attempts']}")
        if message["provider_reports"]:
            said.append(f"Reports: {message['provider_reports']}")
        return said

    def heading(self, words: str) -> None:
        self.ln(4)
        self.words(words, size=12, style="B")

    def words(self, text: str, *, size: int = 10, style: str = "") -> None:
        self.set_font(fonts.FAMILY, style=style, size=size)
        self.multi_cell(
            0, size * 0.5, shown(text), align=Align.L, new_x=XPos.LMARGIN, new_y=YPos.NEXT
        )

    def _time(self, at: datetime) -> str:
        return at.astimezone(self._zone).strftime("%Y-%m-%d %H:%M:%S %Z (UTC%z)")
