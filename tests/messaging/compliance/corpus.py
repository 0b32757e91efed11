"""The corpus: how parents put things, and what we must make of it.

A label is `<reading>` or `<reading>.es`, with a topic where one is named (`stop/renewal`), and
`wrong?` for a stranger that only a person can tell. What an utterance says besides its label stands
in `ALSO`: a text may stop our messages and tell of danger.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from messaging.compliance.keywords import KeywordKind, read
from messaging.compliance.location_request import asks_location
from messaging.compliance.safety import read_safety
from messaging.compliance.wrong_number import WrongNumber, read_wrong_number
from tests.messaging.compliance.corpus_consent import CONSENT
from tests.messaging.compliance.corpus_everyday import EVERYDAY
from tests.messaging.compliance.corpus_safety import SAFETY


@dataclass(frozen=True, slots=True)
class Utterance:
    text: str
    label: str
    """`stop`, `stop/renewal`, `unclear`, `start`, `help`, `self_harm`, `danger`, `wrong`,
    `wrong?`, `location` or `none`."""

    @property
    def expected(self) -> frozenset[str]:
        return (frozenset({self.label}) | ALSO.get(self.text, frozenset())) - {"none"}


_KEYWORDS = {
    KeywordKind.STOP: "stop",
    KeywordKind.START: "start",
    KeywordKind.HELP: "help",
    KeywordKind.UNCLEAR_STOP: "unclear",
}
_STRANGERS = {WrongNumber.YES: "wrong", WrongNumber.UNCLEAR: "wrong?"}

ALSO: Mapping[str, frozenset[str]] = {
    "STOP i want to die": frozenset({"stop"}),
    "alto me quiero morir": frozenset({"stop"}),
    "stop texting he will kill me": frozenset({"stop"}),
    "please dont text he will see it": frozenset({"stop"}),
    "no me escriban el lee mis mensajes": frozenset({"stop"}),
    "she took my kids and i dont know where they are": frozenset({"location"}),
    "no se donde estan mis hijos": frozenset({"location"}),
    "cuidense porque se donde trabajan": frozenset({"location"}),
    "this isn't the right number for her": frozenset({"location"}),
    "stop wrong number": frozenset({"stop"}),
    "wrong number stop texting me": frozenset({"stop"}),
}


@cache
def readings(text: str) -> frozenset[str]:
    """Every label that our readers give `text`."""
    verdict = read(text)
    found = set()
    if verdict.kind in _KEYWORDS:
        name = _KEYWORDS[verdict.kind]
        found |= {f"{name}/{topic}" for topic in verdict.topics} or {name}
    safety = read_safety(text)
    if safety.urgent:
        found.add(safety.kind.value)
    found |= {_STRANGERS[told] for told in [read_wrong_number(text)] if told in _STRANGERS}
    return frozenset(found | ({"location"} if asks_location(text) else set()))


def _all() -> Iterator[Utterance]:
    for table in (CONSENT, SAFETY, EVERYDAY):
        for label, texts in table.items():
            for text in texts.strip("\n").splitlines():
                yield Utterance(text, label.partition(".")[0])


CORPUS: tuple[Utterance, ...] = tuple(_all())
