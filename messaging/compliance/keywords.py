"""STOP, START and HELP, in whatever words a parent finds for them.

Twilio answers only a body that is exactly one of its English keywords; the rest, and all Spanish,
is ours (47 CFR 64.1200(a)(10): any reasonable means). A doubtful wording is `UNCLEAR_STOP`: every
send waits until a person has read it. "No more payment reminders" is a STOP of that topic alone.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import product
from types import MappingProxyType

from messaging.compliance import keyword_tables as tables
from messaging.compliance import message_words, start_phrases, stop_phrases
from messaging.compliance.concepts import ConceptBook
from messaging.compliance.refusal_concepts import IDEAS, REFUSALS
from messaging.compliance.spared_phrases import SPARED
from messaging.compliance.unclear_phrases import UNCLEAR_PHRASES
from messaging.compliance.words import clauses, plain, spelled_like, without_courtesy


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
    topics: tuple[str, ...] = ()
    """What STOP or START is about, such as `renewal`; empty: everything."""
    by_email: bool = False
    """It names emails and nothing else, whichever way it came."""
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
    parts: tuple[str, ...]
    """The same of each clause, for phrases that begin or end one."""
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
    text = _TAPBACK.sub(" ", text)
    for sign, word in tables.SIGNS.items():
        text = text.replace(sign, word)
    said = _Said(
        core=_without_fillers(without_courtesy(plain(text))),
        rest=_rest(plain(text)),
        parts=tuple(_rest(clause) for clause in clauses(text)),
        clauses=tuple(_without_fillers(clause) for clause in clauses(text)),
    )
    found = next((found for step in _STEPS if (found := step(said)) is not None), _NOTHING)
    spanish = found.language is not None and bool(_SPANISH & set(plain(text).split()))
    return replace(found, language="es") if spanish else found


def _rest(text: str) -> str:
    return _marked(_SPARED.sub(" _ ", _spelt_out(without_courtesy(text))))


def _marked(text: str) -> str:
    """What messages are about, as a mark behind them: see `message_words.TOPIC_MARKS`."""
    for pattern, mark in _TOPIC_MARKS:
        text = pattern.sub(mark, text)
    return text


def _only_stop(said: _Said) -> Found:
    return _exact(said.core, tables.STOP_WORDS, KeywordKind.STOP)


def _taken_back(said: _Said) -> Found:
    language = _matching(said.rest, _TAKEN_BACK)
    return KeywordVerdict(KeywordKind.START, language) if language else None


def _two_minds(said: _Said) -> Found:
    """ "Stop. Start.": both were said, so neither is plain."""
    starts = any(_exact(c, tables.START_WORDS, KeywordKind.START) for c in said.clauses)
    stops = any(c in tables.CLAUSE_WORDS for c in said.clauses)
    return KeywordVerdict(KeywordKind.UNCLEAR_STOP, "en") if starts and stops else None


def _stop_phrase(said: _Said) -> Found:
    for text, (language, any_of) in product((said.rest, *said.parts), _STOP_PHRASES.items()):
        matches = list(any_of.finditer(text))
        if not matches:
            continue
        if _LIMITS.search(text, matches[0].start()) or _ASKING.search(text):
            return KeywordVerdict(KeywordKind.UNCLEAR_STOP, language)
        about = [_topic_of(match, text) for match in matches]
        # One that is about everything goes further than any that is not.
        whole = None in about or any(c in tables.CLAUSE_WORDS for c in said.clauses)
        topics = () if whole else tuple(sorted({topic for topic in about if topic}))
        by_email = all(_EMAILS.search(m[0]) and not _TEXTS.search(m[0]) for m in matches)
        return KeywordVerdict(KeywordKind.STOP, language, topics, by_email)
    return None


def _topic_of(match: re.Match[str], text: str) -> str | None:
    within = _MARK.search(match[0])
    behind = _AFTER_MATCH.search(text[match.end() :])
    found = within or behind
    return found[1] if found else None


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
    if language is None or _NEGATIONS & set(said.rest.split()):
        return None
    topics = tuple(sorted({mark[1] for mark in _MARK.finditer(said.rest)}))
    return KeywordVerdict(KeywordKind.START, language, topics)


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


def _refusal(said: _Said) -> Found:
    found = _REFUSALS.found_in(said.rest)
    return KeywordVerdict(KeywordKind.UNCLEAR_STOP) if found else None


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


def _matching(text: str, table: Mapping[str, re.Pattern[str]]) -> str | None:
    """The language whose phrases `text` contains."""
    return next((language for language, any_of in table.items() if any_of.search(text)), None)


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
_SPARED = _any_of(SPARED)
_TOPIC_MARKS = tuple((re.compile(pattern), mark) for pattern, mark in message_words.TOPIC_MARKS)
_MARK = re.compile(rf"\b{message_words.MARK}(\w+)")
_AFTER_MATCH = re.compile(message_words.AFTER_MATCH)
_LIMITS = re.compile(stop_phrases.LIMITS)
_ASKING = re.compile(stop_phrases.ASKING)
_STOP_PHRASES = _compiled(stop_phrases.STOP_PHRASES)
_START_PHRASES = _compiled(start_phrases.START_PHRASES)
_TAKEN_BACK = _compiled(start_phrases.TAKEN_BACK)
_UNCLEAR_PHRASES = _compiled(UNCLEAR_PHRASES)
_REFUSALS = ConceptBook(IDEAS, REFUSALS)
_EMAILS = re.compile(r"\b(?:email\w*|correos?)\b")
_TEXTS = re.compile(r"\b(?:text\w*|messag\w*|mensajes?)\b")
_TAPBACK = re.compile(
    r"^\s*(?:(?:Liked|Loved|Disliked|Laughed at|Emphasized|Questioned|Le gustó|Le encantó|"
    r"No le gustó|Se rió de|Enfatizó|Cuestionó|Reacted \S+ to|Removed a \w+ from|\W{1,4}(?: to| a))"
    r"\s*)[“\"«].*[”\"»]\s*$",
    re.DOTALL | re.IGNORECASE,
)
"""A phone's reaction to a message of ours quotes it, with its "STOP to end texts"."""

_STEPS: tuple[Callable[[_Said], Found], ...] = (
    _only_stop,
    _taken_back,
    _two_minds,
    _stop_phrase,
    _stop_clause,
    _start,
    _help,
    _unclear,
    _refusal,
    _bare_yes,
)
"""In this order: what opts out is looked for first, and the first that finds something decides."""
