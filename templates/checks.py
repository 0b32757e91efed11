"""What wording must and must not say, checked before anyone can receive it.

Each rule reads one text of one template and gives findings: what is wrong and what to do. Errors
keep a library from loading; warnings are shown to the editor.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from templates.fields import Channel, FieldSpec, FieldType
from templates.files import Topic
from templates.gsm import gsm_spelling
from templates.languages import Language
from templates.segments import count
from templates.wording import Wording

Severity = Literal["error", "warning"]
Part = Literal["text", "subject", "why", "body"]
"""A text of a template: an SMS, or one part of an email."""

SHORTENERS = (
    "bit.ly", "tinyurl.com", "t.co", "goo.gl", "ow.ly", "is.gd", "buff.ly", "rebrand.ly",
    "cutt.ly", "rb.gy", "shorturl.at", "tiny.cc", "bl.ink", "t.ly", "s.id", "v.gd", "lnkd.in",
)  # fmt: skip
"""Public shorteners: carriers filter them (CTIA Messaging Principles), parents mistrust them."""

AMOUNT = re.compile(r"[$€£¢]|\b\d+[.,]\d\d\b")
SSN = re.compile(r"\b\d{3}-\d{2}-\d{4}\b")
PHONE_IN_WORDS = re.compile(r"\b\d{3}-\d{3}-\d{4}\b|\b(911|988)\b")
LINK_IN_WORDS = re.compile(r"https?://|\b[a-z0-9-]+\.[a-z]{2,}/", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark about a text."""

    rule: str
    severity: Severity
    what: str
    mend: str


@dataclass(frozen=True, slots=True)
class Draft:
    """One text of a template, as the rules see it."""

    part: Part
    wording: Wording
    channel: Channel
    topic: Topic
    language: Language
    fields: Mapping[str, FieldSpec]
    sample: str
    """The text filled in with sample values."""

    @property
    def is_sms(self) -> bool:
        return self.channel == "sms"

    def uses(self, kind: FieldType) -> bool:
        return any(self.fields[name].type is kind for name in self.wording.fields)


Rule = Callable[[Draft], Iterator[Finding]]


def check(draft: Draft) -> tuple[Finding, ...]:
    """Everything the rules have to say about one text."""
    return tuple(finding for rule in RULES for finding in rule(draft))


def names_agency(draft: Draft) -> Iterator[Finding]:
    """The body of a text names who writes (CTIA Messaging Principles)."""
    if draft.is_sms and not any(draft.fields[n].names_agency for n in draft.wording.fields):
        yield Finding(
            "names_agency",
            "error",
            "the text does not say who writes",
            "begin with {{ agency_name }}: or, for shared phones, {{ neutral_name }}:",
        )


def no_amounts(draft: Draft) -> Iterator[Finding]:
    if AMOUNT.search(draft.wording.words):
        yield Finding(
            "no_amounts",
            "error",
            "it names a sum of money",
            "say that something is due or posted, and give the sign-in page",
        )


def no_numbers_of_people(draft: Draft) -> Iterator[Finding]:
    if SSN.search(draft.wording.words):
        yield Finding(
            "no_numbers_of_people", "error", "it has a Social Security number", "take it out"
        )


def no_avoided_words(draft: Draft) -> Iterator[Finding]:
    """The language's own table of words: blame, threats, health, child welfare, money, jargon."""
    for group in draft.language.avoid:
        for word in group.words:
            if _has_word(draft.wording.words, word):
                yield Finding(f"no_{group.kind}", "error", f"“{word}”: {group.why}", group.instead)


def no_shorteners(draft: Draft) -> Iterator[Finding]:
    for domain in SHORTENERS:
        if re.search(rf"(?<![\w.-]){re.escape(domain)}(?![\w-])", draft.wording.words.lower()):
            yield Finding(
                "no_shorteners",
                "error",
                f"{domain} is a public link shortener",
                "use a link field with the agency's own address",
            )


def link_is_not_the_only_way(draft: Draft) -> Iterator[Finding]:
    """A text with a link also opens a way to a person: a phone number, a word to reply with
    other than STOP, or the promise of a call (the language's `human_help`).

    A nudge back to a chat is free of it: the parent began that chat on the page it points to.
    Every email has a phone number in its footer.
    """
    has_link = draft.uses(FieldType.LINK) or LINK_IN_WORDS.search(draft.wording.words)
    if not draft.is_sms or not has_link or draft.topic is Topic.CHAT:
        return
    words = draft.wording.words
    has_phone = draft.uses(FieldType.PHONE) or PHONE_IN_WORDS.search(words)
    if not has_phone and not any(_has_word(words, p) for p in draft.language.human_help):
        yield Finding(
            "link_is_not_the_only_way",
            "error",
            "a link is the only way on",
            f"add {{{{ agency_phone }}}} or one of: {', '.join(draft.language.human_help)}",
        )


def one_line(draft: Draft) -> Iterator[Finding]:
    if draft.part in ("text", "subject") and "\n" in draft.wording.words.strip("\n"):
        yield Finding("one_line", "error", "it has a line break", "write it as one line")


def no_stray_spaces(draft: Draft) -> Iterator[Finding]:
    if draft.part == "text" and draft.sample != " ".join(draft.sample.split()):
        yield Finding(
            "no_stray_spaces", "error", "spaces are doubled or at an end", "take them out"
        )


def gsm_where_possible(draft: Draft) -> Iterator[Finding]:
    """Letters outside GSM-7 more than halve what fits into a part: offer another spelling."""
    if not draft.is_sms:
        return
    offenders = count(draft.wording.words).offenders
    if offenders and not count(gsm_spelling("".join(offenders))).offenders:
        yield Finding(
            "gsm_where_possible",
            "warning",
            f"{' '.join(offenders)} makes it {count(draft.sample).segments} parts",
            f"choose other words, or spell it: {gsm_spelling(draft.wording.words)}",
        )


def one_part(draft: Draft) -> Iterator[Finding]:
    size = count(draft.sample)
    if draft.is_sms and size.segments > 1:
        yield Finding(
            "one_part",
            "warning",
            f"with sample values it takes {size.segments} parts ({size.units} units)",
            "shorten it, so that it arrives whole and costs once",
        )


RULES: tuple[Rule, ...] = (
    names_agency,
    no_amounts,
    no_numbers_of_people,
    no_avoided_words,
    no_shorteners,
    link_is_not_the_only_way,
    one_line,
    no_stray_spaces,
    gsm_where_possible,
    one_part,
)


def _has_word(words: str, wanted: str) -> bool:
    stem = re.escape(wanted.removesuffix("*"))
    ending = r"\w*" if wanted.endswith("*") else ""
    return re.search(rf"(?<!\w){stem}{ending}(?!\w)", words, re.IGNORECASE) is not None
