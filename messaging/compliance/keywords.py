"""STOP, START and HELP, in whatever words a parent finds for them.

Twilio answers only a body that is exactly one of its English keywords; the rest, and all Spanish,
is ours (47 CFR 64.1200(a)(10): any reasonable means). A doubtful wording is `UNCLEAR_STOP`: every
send waits until a person has read it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from messaging.compliance import keyword_tables as tables
from messaging.compliance.words import clauses, plain, spelled_like


class KeywordKind(StrEnum):
    STOP = "stop"
    START = "start"
    HELP = "help"
    UNCLEAR_STOP = "unclear_stop"
    """Hold every send to this contact and ask a person."""
    NONE = "none"


@dataclass(frozen=True, slots=True)
class KeywordVerdict:
    kind: KeywordKind
    language: str | None = None
    """`en` or `es` as far as the words tell; None otherwise."""
    could_start: bool = False
    """A bare YES or SÍ: START from someone who opted out and has no open question, else not."""
    already_answered: bool = False
    """The provider has answered this keyword itself, so we must not."""


_NOTHING = KeywordVerdict(KeywordKind.NONE)


@dataclass(frozen=True, slots=True)
class _Said:
    """One message, made ready once for every step."""

    core: str
    """Without words of courtesy around it."""
    rest: str
    """Spelt out, without the stretches that mean something else."""
    clauses: tuple[str, ...]


Found = KeywordVerdict | None


def read(text: str, provider_opt_out: str | None = None) -> KeywordVerdict:
    """What the parent asked for. Never raises, whatever the text.

    `provider_opt_out` is Twilio's OptOutType (STOP, START, HELP) where it handled the keyword.
    Its STOP always counts. Its START does not turn a bare YES into one: the parent may be
    answering a question.
    """
    own = _read(text)
    theirs = _PROVIDER.get((provider_opt_out or "").strip().upper())
    if theirs is None:
        return own
    if theirs is KeywordKind.STOP:
        return KeywordVerdict(KeywordKind.STOP, own.language, already_answered=True)
    if own.kind is theirs or own.could_start:
        return replace(own, already_answered=True)
    if own.kind is KeywordKind.NONE:
        return KeywordVerdict(theirs, own.language, already_answered=True)
    return own


def _read(text: str) -> KeywordVerdict:
    for sign, word in tables.SIGNS.items():
        text = text.replace(sign, word)
    said = _Said(
        core=_without_fillers(plain(text)),
        rest=_SPARED.sub(" _ ", _spelt_out(plain(text))),
        clauses=tuple(_without_fillers(clause) for clause in clauses(text)),
    )
    found = next((found for step in _STEPS if (found := step(said)) is not None), _NOTHING)
    spanish = found.language is not None and bool(_SPANISH & set(plain(text).split()))
    return replace(found, language="es") if spanish else found


def _only_stop(said: _Said) -> Found:
    return _exact(said.core, tables.STOP_WORDS, KeywordKind.STOP)


def _two_minds(said: _Said) -> Found:
    """ "Stop. Start.": both were said, so neither is plain."""
    starts = any(_exact(c, tables.START_WORDS, KeywordKind.START) for c in said.clauses)
    stops = any(c in tables.CLAUSE_WORDS for c in said.clauses)
    return KeywordVerdict(KeywordKind.UNCLEAR_STOP, "en") if starts and stops else None


def _stop_phrase(said: _Said) -> Found:
    for language, phrases in _STOP_PHRASES.items():
        if match := phrases.search(said.rest):
            limited = _LIMITS.search(said.rest, match.start()) is not None
            kind = KeywordKind.UNCLEAR_STOP if limited else KeywordKind.STOP
            return KeywordVerdict(kind, language)
    return None


def _stop_clause(said: _Said) -> Found:
    for clause in said.clauses:
        if clause in tables.CLAUSE_WORDS:
            return _exact(clause, tables.STOP_WORDS, KeywordKind.STOP)
    return None


def _start(said: _Said) -> Found:
    exact = _exact(said.core, tables.START_WORDS, KeywordKind.START)
    if exact is not None or _unclear(said) is not None:
        return exact
    language = _matching(said.rest, _START_PHRASES)
    negated = _NEGATIONS & set(said.rest.split())
    return KeywordVerdict(KeywordKind.START, language) if language and not negated else None


def _help(said: _Said) -> Found:
    return _exact(said.core, tables.HELP_WORDS, KeywordKind.HELP)


def _unclear(said: _Said) -> Found:
    language = _matching(said.rest, _UNCLEAR_PHRASES)
    if language is not None:
        return KeywordVerdict(KeywordKind.UNCLEAR_STOP, language)
    words = said.rest.split()
    if _STRONG & set(words) or "opt out" in said.rest:
        return KeywordVerdict(KeywordKind.UNCLEAR_STOP, "en")
    # Two words with a keyword among them leave too little to be sure of anything, and so does a
    # keyword that punctuation sets apart.
    apart = set(said.clauses) | (set(words) if len(words) <= 2 and "_" not in words else set())
    language = next((lang for lang, table in tables.STOP_WORDS.items() if table & apart), None)
    return KeywordVerdict(KeywordKind.UNCLEAR_STOP, language) if language else None


def _bare_yes(said: _Said) -> Found:
    yes = _exact(said.core, tables.YES_WORDS, KeywordKind.NONE)
    return replace(yes, could_start=True) if yes else None


def _exact(core: str, table: Mapping[str, frozenset[str]], kind: KeywordKind) -> Found:
    """A verdict when `core` is a keyword of `table`, a slip of one, or several of them."""
    for language, keywords in table.items():
        several = bool(core) and all(word in keywords for word in core.split())
        if core in keywords or several:
            return KeywordVerdict(kind, language)
    if " " not in core:
        for language, keywords in table.items():
            if any(spelled_like(core, keyword) for keyword in keywords):
                return KeywordVerdict(kind, language)
    return None


def _matching(text: str, phrases: Mapping[str, re.Pattern[str]]) -> str | None:
    """The language whose phrases `text` contains."""
    return next((language for language, any_of in phrases.items() if any_of.search(text)), None)


def _without_fillers(text: str) -> str:
    words = text.split()
    while words and words[0] in tables.FILLERS and len(words) > 1:
        words.pop(0)
    while words and words[-1] in tables.FILLERS and len(words) > 1:
        words.pop()
    return " ".join(words)


def _spelt_out(text: str) -> str:
    """Short forms written out and the likeliest slips put right."""
    words = (tables.ALIASES.get(word, word) for word in text.split())
    return " ".join(_corrected(word) for word in words if word not in _COURTESY)


def _corrected(word: str) -> str:
    if len(word) < 5 or word in tables.MISSPELT:
        return word
    return next((right for right in tables.MISSPELT if spelled_like(word, right)), word)


def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def _compiled(table: Mapping[str, tuple[str, ...]]) -> Mapping[str, re.Pattern[str]]:
    return MappingProxyType({language: _any_of(rows) for language, rows in table.items()})


_PROVIDER: Mapping[str, KeywordKind] = MappingProxyType(
    {"STOP": KeywordKind.STOP, "START": KeywordKind.START, "HELP": KeywordKind.HELP}
)
_COURTESY = frozenset(
    {"please", "pls", "plz", "por", "favor", "porfavor", "porfa", "xfa", "kindly"}
)
_NEGATIONS = frozenset({"dont", "not", "never", "no", "nunca", "stop"})
_SPANISH = tables.SPANISH_MARKS
_STRONG = tables.STRONG_WORDS
_SPARED = _any_of(tables.SPARED)
_LIMITS = re.compile(tables.LIMITS)
_STOP_PHRASES = _compiled(tables.STOP_PHRASES)
_START_PHRASES = _compiled(tables.START_PHRASES)
_UNCLEAR_PHRASES = _compiled(tables.UNCLEAR_PHRASES)

_STEPS: tuple[Callable[[_Said], Found], ...] = (
    _only_stop,
    _two_minds,
    _stop_phrase,
    _stop_clause,
    _start,
    _help,
    _unclear,
    _bare_yes,
)
"""In this order: what opts out is looked for first, and the first that finds something decides."""
