"""Which of our columns a heading means: as it was said last time, by its words, or nearly so."""

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from rapidfuzz import fuzz, process

NEAR = 88
"""Out of 100: `telefone` is near `telefono`, `city` is near nothing."""

Words = Mapping[str, tuple[str, ...]]
"""By column, what people call it."""
NONE: Words = MappingProxyType({})
WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "case_number": ("case", "case no", "case id", "docket", "docket number", "numero de caso",
                        "caso"),
        "program": ("program name", "programa"),
        "branch": ("office", "branch code", "county", "oficina"),
        "external_id": ("person id", "participant id", "client id", "member id", "person number",
                        "id", "identificador"),
        "role": ("party", "party role", "participant type", "relationship", "papel", "rol"),
        "first_name": ("first", "given name", "nombre", "fname"),
        "last_name": ("last", "surname", "family name", "apellido", "apellidos", "lname"),
        "language": ("lang", "preferred language", "idioma", "lengua"),
        "time_zone": ("timezone", "tz", "zona horaria"),
        "nondisclosure": ("fvi", "family violence", "family violence indicator", "do not disclose"),
        "phone": ("phone number", "cell", "cell phone", "mobile", "mobile phone", "telephone",
                  "telefono", "celular", "movil"),
        "email": ("e mail", "email address", "mail", "correo", "correo electronico"),
        "consent_source": ("consent", "opt in source", "source of consent"),
        "consent_at": ("consent date", "opt in date", "consented on", "fecha de consentimiento"),
        "due_on": ("due", "due date", "renewal date", "deadline", "vence", "fecha limite"),
        "posted_on": ("posted", "posting date", "date posted"),
        "starts_at": ("appointment", "appointment time", "appointment date", "starts", "start time",
                      "date and time", "cita", "fecha y hora"),
        "place": ("location", "address", "where", "lugar", "direccion"),
        "appointment_id": ("appointment number", "appt id"),
        "renewal_id": ("renewal number",),
        "payment_id": ("payment number",),
    }
)  # fmt: skip
"""What people call them, without accents."""


def guessed(
    headings: Sequence[str],
    columns: Collection[str],
    before: Mapping[str, str],
    own: Words = NONE,
) -> dict[str, str]:
    """Our column by heading; each column once, the surest first. `before`: what was said of
    headings the last time. `own`: what columns are called that not every agency has."""
    found: dict[str, str] = {}
    free = set(columns) | own.keys()
    called = {
        column: {_plain(word) for word in (column, *WORDS.get(column, ()), *own.get(column, ()))}
        for column in (*own, *sorted(columns))
    }
    for way in (_as_before, _known, _near):
        for heading in headings:
            named = {column: called[column] for column in called if column in free}
            column = "" if heading in found else way(heading, named, before)
            if column in free:
                found[heading] = column
                free.discard(column)
    return found


Called = Mapping[str, set[str]]


def _as_before(heading: str, _columns: Called, before: Mapping[str, str]) -> str:
    return before.get(heading, "")


def _known(heading: str, columns: Called, _before: Mapping[str, str]) -> str:
    said = _plain(heading)
    return next((column for column, words in columns.items() if said in words), "")


def _near(heading: str, columns: Called, _before: Mapping[str, str]) -> str:
    words = {word: column for column, called in columns.items() for word in sorted(called)}
    best = process.extractOne(_plain(heading), words.keys(), scorer=fuzz.ratio, score_cutoff=NEAR)
    return words[best[0]] if best else ""


def _plain(heading: str) -> str:
    """Small letters without accents, one space between words."""
    parts = unicodedata.normalize("NFKD", heading.casefold())
    kept = "".join(c if c.isalnum() else " " for c in parts if not unicodedata.combining(c))
    return " ".join(kept.split())
