"""The files all templates of a library share: fields, languages, and what is around an email."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from templates.fields import FieldSpec, FieldUse
from templates.files import FooterFile, read_as, read_toml, validate
from templates.languages import Language
from templates.layout import SLOTS
from templates.reading import Reading
from templates.wording import Wording

IN_PAGE = FieldUse(frozenset({"email_name"}))
IN_FOOTER = FieldUse(
    frozenset({"agency_phone", "office_hours", "preferences_link", "unsubscribe_link"})
)
EVERY_EMAIL = IN_PAGE | IN_FOOTER
"""What each email says whatever its body: who writes, how to call, how to choose or end it."""


@dataclass(frozen=True, slots=True)
class Common:
    """What all templates of a library stand on."""

    fields: Mapping[str, FieldSpec] = field(default_factory=dict)
    languages: Mapping[str, Language] = field(default_factory=dict)
    footers: Mapping[str, Wording] = field(default_factory=dict)
    page: Wording = field(default_factory=lambda: Wording(()))


def read_common(reading: Reading, base: Common | None) -> Common:
    """Read them; what an agency's own folder does not bring is taken from `base`."""
    shipped = base or Common()
    languages = _languages(reading, shipped.languages)
    return Common(
        fields=_fields(reading) if base is None or reading.has("fields.toml") else base.fields,
        languages=languages,
        footers=_footers(reading, languages, shipped.footers),
        page=_page(reading) if base is None or reading.has("email.html") else base.page,
    )


def _fields(reading: Reading) -> Mapping[str, FieldSpec]:
    file = "fields.toml"
    tables = read_toml(reading.root / file, file, reading.problems) or {}
    specs = {
        name: validate(FieldSpec, table, f"{file} [{name}]", reading.problems)
        for name, table in tables.items()
    }
    return {name: spec for name, spec in specs.items() if spec}


def _languages(reading: Reading, shipped: Mapping[str, Language]) -> Mapping[str, Language]:
    languages = dict(shipped)
    for code in sorted({*reading.folders(), *reading.required}):
        file = f"{code}/language.toml"
        if code in shipped and not reading.has(file):
            continue
        if language := read_as(Language, reading.root / file, file, reading.problems):
            languages[code] = language
    return languages


def _footers(
    reading: Reading, languages: Mapping[str, Language], shipped: Mapping[str, Wording]
) -> Mapping[str, Wording]:
    footers = dict(shipped)
    for code in languages:
        file = f"{code}/email.toml"
        if code in shipped and not reading.has(file):
            continue
        content = read_as(FooterFile, reading.root / file, file, reading.problems)
        footer = reading.parse(file, "footer", content.footer) if content else None
        if footer:
            reading.compare(file, "footer", footer.fields, IN_FOOTER)
            footers[code] = footer
    return footers


def _page(reading: Reading) -> Wording:
    file = "email.html"
    if not reading.has(file):
        reading.problem(file, "the file is missing", "add it")
        return Wording(())
    source = (reading.root / file).read_text(encoding="utf-8")
    page = reading.parse(file, "the page", source, braces=True)
    if page and page.fields != SLOTS:
        reading.problem(
            file,
            "its places are not the ones an email fills",
            f"use each of: {', '.join(sorted(SLOTS))}, and no other",
        )
    return page or Wording(())
