"""An email around its body: plain text and HTML from the same words, so they never disagree."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from templates.fields import FieldValue
from templates.formatting import Target, Writer
from templates.wording import Literal, Slot, Wording

SLOTS = frozenset({"language", "subject", "email_name", "body", "footer"})
"""What the HTML page has places for."""

PARAGRAPH = '<p style="margin:0 0 1em">{}</p>'
_NAME = Wording((Slot("email_name"),))
_BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")


@dataclass(frozen=True, slots=True)
class EmailWording:
    """One email in one language."""

    subject: Wording
    why: Wording
    """Why the reader gets it, in one sentence."""
    body: Wording

    @property
    def fields(self) -> frozenset[str]:
        return self.subject.fields | self.why.fields | self.body.fields


@dataclass(frozen=True, slots=True)
class Email:
    """One email, written."""

    subject: str
    text: str
    html: str


def compose(
    email: EmailWording,
    footer: Wording,
    page: Wording,
    writer: Writer,
    values: Mapping[str, FieldValue | None],
    language: str,
) -> Email:
    """Write an email. `page` is the HTML around it; raises `FieldRefused`."""
    subject = writer.write(email.subject, values, Target.TEXT).strip()
    text_parts, html_parts = (
        [writer.write(part, values, target) for part in (email.body, email.why, footer)]
        for target in (Target.TEXT, Target.HTML)
    )
    body, *ending = (_paragraphs(part) for part in text_parts)
    # "-- " is the mark mail programs know as the start of a signature (RFC 3676, 4.3)
    signature = "-- \n" + "\n\n".join(p for part in ending for p in part)
    text = "\n\n".join([*body, signature]) + "\n"
    html_body, *html_ending = (_paragraphs(part) for part in html_parts)
    fillings = {
        "language": language,
        "subject": Markup.escape(subject),
        "email_name": writer.write(_NAME, values, Target.HTML),
        "body": _html(html_body),
        "footer": _html([p for part in html_ending for p in part]),
    }
    html = "".join(
        piece.text if isinstance(piece, Literal) else str(fillings[piece.field])
        for piece in page.pieces
    )
    return Email(subject, text, html)


def _paragraphs(text: str) -> list[str]:
    """Blank lines part paragraphs; a line that an absent optional field left empty goes."""
    blocks = (
        [line.strip() for line in block.split("\n") if line.strip()]
        for block in _BLANK_LINES.split(text)
    )
    return ["\n".join(lines) for lines in blocks if lines]


def _html(paragraphs: list[str]) -> str:
    return "\n".join(PARAGRAPH.format(p.replace("\n", "<br>\n")) for p in paragraphs)
