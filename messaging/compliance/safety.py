"""Whether what a parent wrote tells of self-harm or danger, so that a person must look at once.

Meant to ring too often rather than too rarely: negation hides nothing ("not going to kill myself"
is urgent), misspelling is forgiven, and doubtful wording counts. "I'm scared to go to court" rings;
"my phone died" and "dead battery" do not, since no phrase of the tables is in them.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from messaging.compliance.phrases import PhraseBook
from messaging.compliance.safety_tables import DANGER, EVERYDAY, SELF_HARM
from messaging.compliance.words import plain


class SafetyKind(StrEnum):
    NONE = "none"
    SELF_HARM = "self_harm"
    """Answered with 988."""
    DANGER = "danger"
    """Violence, threats or fear: answered with the domestic violence hotline."""


@dataclass(frozen=True, slots=True)
class SafetyVerdict:
    """`phrases` are rows of our tables, never the parent's own words."""

    kind: SafetyKind
    phrases: tuple[str, ...] = ()

    @property
    def urgent(self) -> bool:
        return self.kind is not SafetyKind.NONE


_EVERYDAY = re.compile("|".join(EVERYDAY))
_BOOKS = (
    (SafetyKind.SELF_HARM, PhraseBook(SELF_HARM)),
    (SafetyKind.DANGER, PhraseBook(DANGER)),
)
"""Where both are told, self-harm names the kind; both answers say to call 911."""


def read_safety(text: str) -> SafetyVerdict:
    """What `text`, in English or Spanish, tells; never raises.

    A verdict with both self-harm and danger carries the phrases of both.
    """
    said = _EVERYDAY.sub(" _ ", plain(text))
    found = [(kind, phrases) for kind, book in _BOOKS if (phrases := book.found_in(said))]
    if not found:
        return SafetyVerdict(SafetyKind.NONE)
    return SafetyVerdict(found[0][0], tuple(phrase for _, rows in found for phrase in rows))
