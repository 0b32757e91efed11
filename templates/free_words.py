"""Words that staff write for one occasion: read and checked as the library's own are."""

from collections.abc import Mapping
from types import MappingProxyType

from templates.checks import Draft, Finding, check
from templates.common_files import EVERY_EMAIL
from templates.fields import FieldUse, Sensitivity, sample_values
from templates.files import Topic
from templates.formatting import ALLOWED_FORMS, FieldRefused, Target, Writer, longest_values
from templates.layout import EmailWording
from templates.library import FALLBACK_LANGUAGE, Library, Template, Texts
from templates.segments import MAX_SEGMENTS, count
from templates.wording import Wording, WordingError, parse

KEY = "free_words"
LONGEST = 2_000
"""Characters."""

SUBJECT: Mapping[str, str] = MappingProxyType(
    {
        "en": "{{ email_name }}: a message for you",
        "es": "{{ email_name }}: un mensaje para usted",
    }
)
WHY: Mapping[str, str] = MappingProxyType(
    {
        "en": "You get this email because you are in touch with us.",
        "es": "Recibe este correo porque está en contacto con nosotros.",
    }
)

Findings = Mapping[str, tuple[Finding, ...]]
"""What is wrong, or could be better, by language."""


def read(
    library: Library, texts: Mapping[str, str], topic: Topic, allowed: frozenset[str]
) -> tuple[Template | None, Findings]:
    """The words by language, as a template that can be sent as a text and as the body of an email.

    `allowed` are the fields that can be filled in. No template where something is wrong (a finding
    that is an error) or English is missing. Said of every language that has words.
    """
    written = {language: text.strip() for language, text in texts.items() if text.strip()}
    findings: dict[str, tuple[Finding, ...]] = {}
    read_: dict[str, Texts] = {}
    for language, text in written.items():
        wording, found = _read(library, language, text, topic, allowed)
        findings[language] = found
        if wording and not any(one.severity == "error" for one in found):
            read_[language] = _texts(wording, language)
    if FALLBACK_LANGUAGE not in written:
        missing = Finding("missing", "error", "the words are missing", "write them")
        findings[FALLBACK_LANGUAGE] = (missing,)
    if read_.keys() != written.keys() or FALLBACK_LANGUAGE not in read_:
        return None, findings
    used = frozenset(n for one in read_.values() if one.sms for n in one.sms.fields)
    template = Template(
        key=KEY,
        version=1,
        topic=topic,
        purpose="",
        generic=False,
        roles=frozenset(),
        uses={"sms": FieldUse(used), "email": FieldUse(used) | EVERY_EMAIL},
        texts=read_,
    )
    return template, findings


def _read(
    library: Library, language: str, text: str, topic: Topic, allowed: frozenset[str]
) -> tuple[Wording | None, tuple[Finding, ...]]:
    try:
        wording = parse(text)
    except WordingError as error:
        return None, (Finding("plain", "error", error.what, error.mend),)
    if wrong := tuple(_fields(library, wording, allowed)):
        return wording, wrong
    writer = Writer(library.fields, library.languages[language], "sms")
    try:
        sample = writer.write(wording, sample_values(library.fields, language), Target.TEXT)
        longest = count(writer.write(wording, longest_values(library.fields), Target.TEXT))
    except FieldRefused as error:
        return wording, (Finding("field", "error", str(error), "take it out"),)
    draft = Draft(
        "text", wording, "sms", topic, library.languages[language], library.fields, sample
    )
    found = check(draft)
    if longest.segments > MAX_SEGMENTS:
        much = f"it takes up to {longest.segments} parts, {MAX_SEGMENTS} can go"
        found = (*found, Finding("too_long", "error", much, "shorten it"))
    return wording, found


def _fields(library: Library, wording: Wording, allowed: frozenset[str]) -> list[Finding]:
    wrong = []
    for slot in wording.slots:
        spec = library.fields.get(slot.field)
        forms = ALLOWED_FORMS.get(spec.type, frozenset()) if spec else frozenset()
        if (
            spec is None
            or spec.sensitivity is Sensitivity.FORBIDDEN
            or "sms" not in spec.channels
            or slot.field not in allowed
        ):
            what = f"{slot.field} cannot be filled in here"
            names = ", ".join(sorted(n for n in allowed if "sms" in library.fields[n].channels))
            wrong.append(Finding("field", "error", what, f"use one of: {names}"))
        elif slot.form and slot.form not in forms:
            what = f"{slot.field} cannot be written as {slot.form}"
            wrong.append(Finding("field", "error", what, "take the filter out"))
    return wrong


def _texts(wording: Wording, language: str) -> Texts:
    tongue = language if language in SUBJECT else FALLBACK_LANGUAGE
    return Texts(wording, EmailWording(parse(SUBJECT[tongue]), parse(WHY[tongue]), wording))
