"""Whether what a parent wrote tells of self-harm or danger, so that a person must look at once.

Meant to ring too often rather than too rarely: negation hides nothing ("not going to kill myself"
is urgent), misspelling is forgiven, and doubtful wording counts. "I'm scared to go to court" rings;
"my phone died" and "dead battery" do not, since no phrase of the tables is in them, and "I could
kill for a coffee" does not, since a short table of idioms is taken out first. What no table hears
is weighed word by word.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from messaging.compliance.concepts import TEXTED, ConceptBook
from messaging.compliance.phrases import PhraseBook
from messaging.compliance.safety_concepts import DANGER_ROWS, IDEAS, SELF_ROWS
from messaging.compliance.safety_idioms import EVERYDAY
from messaging.compliance.safety_tables import (
    DANGER,
    DANGER_ALONE,
    SELF_HARM,
    SELF_HARM_ALONE,
    WATCHED,
)
from messaging.compliance.weighing import scales
from messaging.compliance.words import clauses, plain, without_courtesy


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
    watched: bool = False
    """Someone else may read the phone: an answer could put the parent in danger."""

    @property
    def urgent(self) -> bool:
        return self.kind is not SafetyKind.NONE


_EVERYDAY = re.compile("|".join(EVERYDAY))
_BOOKS = (
    (SafetyKind.SELF_HARM, PhraseBook(SELF_HARM), ConceptBook(IDEAS, SELF_ROWS)),
    (SafetyKind.DANGER, PhraseBook(DANGER), ConceptBook(IDEAS, DANGER_ROWS)),
)
"""Where both are told, self-harm names the kind; both answers say to call 911."""
_ALONE = dict.fromkeys(DANGER_ALONE, SafetyKind.DANGER) | dict.fromkeys(
    SELF_HARM_ALONE, SafetyKind.SELF_HARM
)
_WATCHED = PhraseBook(WATCHED)
WEIGHED = "(words weighed)"
"""Stands for a row where no row was found, but the words together weigh enough."""


def read_safety(text: str) -> SafetyVerdict:
    """What `text`, in English or Spanish, tells; never raises.

    A verdict with both self-harm and danger carries the phrases of both.
    """
    told = read_by_tables(text)
    if told.urgent:
        return told
    weighed = scales().urgent(words_weighed(text))
    if weighed is None:
        return told
    harm = weighed.self_harm > weighed.danger
    return _verdict(text, SafetyKind.SELF_HARM if harm else SafetyKind.DANGER, (WEIGHED,))


def read_by_tables(text: str) -> SafetyVerdict:
    """What the tables of phrases and ideas hear."""
    whole = plain(text)
    # Letters that belong together ("s. o. s.") may swallow the first word of what follows ("A. B. A
    # tracker"): then the clauses are read by themselves as well.
    readings = dict.fromkeys((whole, " ".join(clauses(text))))
    all_said = [_EVERYDAY.sub(" _ ", reading) for reading in readings]
    found = [
        (kind, rows)
        for kind, phrases, ideas in _BOOKS
        if (
            rows := tuple(
                row for said in all_said for row in phrases.found_in(said) + ideas.found_in(said)
            )
        )
    ]
    alone = without_courtesy(whole)
    if not found and alone in _ALONE:
        found = [(_ALONE[alone], (alone,))]
    if not found:
        return SafetyVerdict(SafetyKind.NONE)
    return _verdict(text, found[0][0], tuple(phrase for _, rows in found for phrase in rows))


def words_weighed(text: str) -> tuple[str, ...]:
    """The words of `text` that `weighing` weighs: harmless turns of phrase are left out."""
    return tuple(TEXTED.get(word, word) for word in _EVERYDAY.sub(" _ ", plain(text)).split())


def _verdict(text: str, kind: SafetyKind, phrases: tuple[str, ...]) -> SafetyVerdict:
    return SafetyVerdict(kind, phrases, watched=bool(_WATCHED.found_in(plain(text))))
