"""An agency's own words for a shipped template: read, checked, and laid over the library.

Only the words are the agency's. Whom a message may go to, what it is about and which fields it may
name stay as shipped, so nothing that decides about a message depends on them.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from templates.checks import PHONE_IN_WORDS, Draft, Finding, Part, check
from templates.fields import Channel, Sensitivity, sample_values
from templates.formatting import FieldRefused, Target, Writer, longest_values
from templates.layout import EmailWording
from templates.library import Library, Template, Texts
from templates.placing import misplaced
from templates.segments import MAX_SEGMENTS, count
from templates.wording import Wording, WordingError, parse, source

PARTS: Mapping[str, tuple[Channel, Part]] = MappingProxyType(
    {
        "sms.text": ("sms", "text"),
        "email.subject": ("email", "subject"),
        "email.why": ("email", "why"),
        "email.body": ("email", "body"),
    }
)
"""Each text of a template, by its place in a wording file."""
LONGEST: Mapping[Part, int] = MappingProxyType(
    {"text": 1_600, "subject": 200, "why": 300, "body": 8_000}
)
"""Characters."""
SPOKEN = frozenset({"OK", "ID", "PIN"})
"""Capitals that nobody answers with."""

UNSEEN = frozenset({"Cc", "Cs"})
"""Control characters and halves of characters."""

Words = Mapping[str, str]
"""By place."""
Findings = Mapping[str, tuple[Finding, ...]]
"""What is wrong, or could be better, by place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnText:
    """One version that is in force."""

    key: str
    language: str
    version: int
    """The agency's own count, of this template in this language."""
    words: Words


def overlaid(base: Library, own: Iterable[OwnText]) -> tuple[Library, tuple[OwnText, ...]]:
    """The library with the agency's words in their places; and those that do not fit any more, as
    after a release that knows better. In their place the shipped ones stand."""
    library, left = base, []
    for one in own:
        texts = _read_again(base, one)
        if texts is None:
            left.append(one)
            continue
        library = with_texts(library, one.key, one.language, replace(texts, own=one.version))
    return library, tuple(left)


def with_texts(library: Library, key: str, language: str, texts: Texts) -> Library:
    """The library with these in the newest version of one template."""
    newest = library.get(key)
    over = replace(newest, texts={**newest.texts, language: texts})
    versions = {**library.templates[key], newest.version: over}
    return replace(library, templates={**library.templates, key: versions})


def _read_again(base: Library, one: OwnText) -> Texts | None:
    known = one.key in base.templates and one.language in base.languages
    return read(base, one.key, one.language, one.words)[0] if known else None


def places(template: Template) -> tuple[str, ...]:
    """Where it has words."""
    return tuple(place for place, (channel, _) in PARTS.items() if channel in template.channels)


def words_of(template: Template, language: str) -> dict[str, str]:
    """As an editor writes them; empty where the language is missing."""
    texts = template.texts.get(language)
    if texts is None:
        return {}
    return {place: source(said) for place, said in _said(texts).items()}


def read(library: Library, key: str, language: str, words: Words) -> tuple[Texts | None, Findings]:
    """The words as a message can be written from them; None where something is wrong (a finding
    that is an error). `library` is the shipped one. Raises `RenderError` for an unknown key."""
    template = library.get(key)
    said: dict[str, Wording] = {}
    findings: dict[str, tuple[Finding, ...]] = {}
    for place in places(template):
        wording, found = _read(library, template, language, place, words.get(place, ""))
        findings[place] = found
        if wording is not None:
            said[place] = wording
    if len(said) == len(findings):
        for place, finding in _missing(template, language, said):
            findings[place] = (*findings[place], finding)
    if any(one.severity == "error" for found in findings.values() for one in found):
        return None, findings
    email = (said.get(f"email.{part}") for part in ("subject", "why", "body"))
    parts = [one for one in email if one]
    return Texts(said.get("sms.text"), EmailWording(*parts) if parts else None), findings


def samples(library: Library, language: str, words: Words) -> dict[str, str]:
    """By place, the words with sample values in them; without what cannot be filled in yet."""
    values = sample_values(library.fields, language)
    found = {}
    for place, text in words.items():
        writer = Writer(library.fields, library.languages[language], PARTS[place][0])
        try:
            said = parse(text)
            if said.fields <= values.keys():
                found[place] = writer.write(said, values, Target.TEXT)
        except (WordingError, FieldRefused):
            continue
    return found


def _said(texts: Texts) -> dict[str, Wording]:
    said = {"sms.text": texts.sms} if texts.sms else {}
    if texts.email:
        said |= {f"email.{part}": getattr(texts.email, part) for part in ("subject", "why", "body")}
    return said


def _read(
    library: Library, template: Template, language: str, place: str, text: str
) -> tuple[Wording | None, tuple[Finding, ...]]:
    channel, part = PARTS[place]
    if not text.strip():
        return None, (Finding("missing", "error", "the words are missing", "write them"),)
    if len(text) > LONGEST[part]:
        much = f"it has {len(text):,} characters, {LONGEST[part]:,} can stand here"
        return None, (Finding("too_long", "error", much, "shorten it"),)
    if any(unicodedata.category(one) in UNSEEN and one != "\n" for one in text):
        return None, (Finding("plain", "error", "it has characters that nobody sees", "type it"),)
    try:
        wording = parse(text)
    except WordingError as error:
        return None, (Finding("plain", "error", error.what, error.mend),)
    wrong = [*_unknown(library, template, channel, wording)]
    wrong += misplaced(wording, template.uses[channel], library.fields)
    if wrong:
        return wording, tuple(Finding("field", "error", what, mend) for what, mend in wrong)
    tongue = library.languages[language]
    writer = Writer(library.fields, tongue, channel)
    try:
        sample = writer.write(wording, sample_values(library.fields, language), Target.TEXT)
        longest = count(writer.write(wording, longest_values(library.fields), Target.TEXT))
    except FieldRefused as error:
        return wording, (Finding("field", "error", str(error), "take it out"),)
    found = check(Draft(part, wording, channel, template.topic, tongue, library.fields, sample))
    if channel == "sms" and longest.segments > MAX_SEGMENTS:
        much = f"it takes up to {longest.segments} parts, {MAX_SEGMENTS} can go"
        found = (*found, Finding("too_long", "error", much, "shorten it"))
    return wording, found


def _unknown(
    library: Library, template: Template, channel: Channel, wording: Wording
) -> Iterator[tuple[str, str]]:
    allowed = template.uses[channel].all
    names = ", ".join(sorted(allowed))
    for name in sorted(wording.fields - allowed):
        spec = library.fields.get(name)
        if spec is not None and spec.sensitivity is Sensitivity.FORBIDDEN:
            yield f"{name} is forbidden: {spec.reason}", f"take it out; use one of: {names}"
        else:
            yield f"{name} cannot be filled in here", f"use one of: {names}"


def _missing(
    template: Template, language: str, said: Mapping[str, Wording]
) -> Iterator[tuple[str, Finding]]:
    """What the shipped words say and these must not lose: the fields that the message is about, and
    what a parent can answer with or call."""
    shipped = _said(template.texts.get(language) or template.texts["en"])
    same_language = language in template.texts
    for channel, use in template.uses.items():
        own = [place for place in said if PARTS[place][0] == channel]
        before = [shipped[place] for place in own if place in shipped]
        now = [said[place] for place in own]
        lost = use.required & _fields(before) - _fields(now)
        if lost:
            names = ", ".join(f"{{{{ {name} }}}}" for name in sorted(lost))
            yield own[-1], Finding("keeps_fields", "error", f"{names} is missing", "put it back")
        ways = _ways(before) - _ways(now) if same_language else set()
        if ways:
            yield (
                own[-1],
                Finding(
                    "keeps_ways",
                    "error",
                    f"{', '.join(sorted(ways))} is missing: parents answer with it or call it",
                    "put it back",
                ),
            )


def _fields(said: Iterable[Wording]) -> frozenset[str]:
    return frozenset(name for one in said for name in one.fields)


def _ways(said: Iterable[Wording]) -> set[str]:
    """Words in capitals, without their accents, and numbers to call."""
    words = " ".join(one.words for one in said)
    bare = "".join(
        letter
        for letter in unicodedata.normalize("NFD", words)
        if not unicodedata.combining(letter)
    )
    capitals = set(re.findall(r"\b[A-Z]{2,}\b", bare)) - SPOKEN
    return capitals | {match[0] for match in PHONE_IN_WORDS.finditer(bare)}
